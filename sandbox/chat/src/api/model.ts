/**
 * Telegram's objects as the stand-in hands them out. The types come from its control API, so that
 * the page follows whatever Bot API version the stand-in speaks.
 */
import type { ChatState, Draft, ReplyKeyboard } from '../../../telegram/control-api.ts';

export type {
  ButtonPressed,
  CallbackAnswer,
  CallLog,
  ChatState,
  ChatSummary,
  Draft,
  Fault,
  FaultRule,
  FileData,
  InvoiceView,
  LoggedCall,
  MessageReactions,
  NewUser,
  PayInvoice,
  Payment,
  PaymentAttempt,
  PaymentDialog,
  PaymentMethod,
  ReplyKeyboard,
  Sent,
  SimBot,
  SimChange,
  SimEvent,
  SimUser,
  Subscription,
  UserChange,
} from '../../../telegram/control-api.ts';

export type Message = ChatState['messages'][number];
export type MessageEntity = Draft['entities'][number];
export type BotCommand = ChatState['commands'][number];
export type InlineKeyboard = NonNullable<Message['reply_markup']>['inline_keyboard'];
export type InlineButton = InlineKeyboard[number][number];
export type ReplyMarkup = ReplyKeyboard['markup'];
export type PhotoSize = NonNullable<Message['photo']>[number];
