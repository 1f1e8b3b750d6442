import type {
  ForceReply,
  InlineKeyboardMarkup,
  Message,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
  User,
} from 'grammy/types';
import type { Chat } from './chat.ts';
import { clearFading } from './fading.ts';
import type { World } from './world.ts';

export type ReplyMarkup =
  | InlineKeyboardMarkup
  | ReplyKeyboardMarkup
  | ReplyKeyboardRemove
  | ForceReply;

/** The fields that make a message a text, a photo, a document ... */
export type MessageContent = Partial<Omit<Message, 'message_id' | 'date' | 'chat' | 'from'>>;

export type BotPost = {
  readonly content: MessageContent;
  readonly replyMarkup?: ReplyMarkup | undefined;
  readonly replyTo?: Message | undefined;
};

/** The bot's message appears in the chat. */
export function postFromBot(world: World, chat: Chat, post: BotPost): Message {
  const { content, replyMarkup, replyTo } = post;
  const message: Message = {
    ...envelope(world, chat, world.bot),
    ...content,
    ...(replyTo === undefined ? {} : { reply_to_message: quoted(replyTo) }),
    ...(isInline(replyMarkup) ? { reply_markup: replyMarkup } : {}),
  };
  clearFading(world, chat);
  world.store(chat, message);
  if (replyMarkup !== undefined && !isInline(replyMarkup)) {
    showKeyboard(world, chat, message, replyMarkup);
  }
  return message;
}

export type Posted = { readonly message: Message; readonly updateId: number | undefined };

/** A person's message appears in the chat and goes to the bot. */
export function postFromUser(
  world: World,
  chat: Chat,
  from: User,
  content: MessageContent,
  replyTo?: Message,
): Posted {
  const message: Message = {
    ...envelope(world, chat, from),
    ...content,
    ...(replyTo === undefined ? {} : { reply_to_message: quoted(replyTo) }),
  };
  chat.started = true;
  world.store(chat, message);
  hideUsedKeyboard(world, chat);
  return { message, updateId: world.updates.push('message', chat.id, message) };
}

/**
 * A service message about something that a person did: in the chat at once, for the bot to learn by
 * an update, unless that is lost.
 */
export function postService(
  world: World,
  chat: Chat,
  from: User,
  content: MessageContent,
  isLost: boolean,
): Posted {
  const message: Message = { ...envelope(world, chat, from), ...content };
  chat.started = true;
  world.store(chat, message);
  return {
    message,
    updateId: isLost ? undefined : world.updates.push('message', chat.id, message),
  };
}

/** Message, as another message refers to it: without references of its own. */
function quoted(message: Message): NonNullable<Message['reply_to_message']> {
  const { reply_to_message: _, ...rest } = message;
  return rest as NonNullable<Message['reply_to_message']>;
}

function isInline(markup: ReplyMarkup | undefined): markup is InlineKeyboardMarkup {
  return markup !== undefined && 'inline_keyboard' in markup;
}

function envelope(world: World, chat: Chat, from: User) {
  return {
    message_id: chat.takeMessageId(),
    from,
    chat: chat.wire,
    date: world.nowSeconds,
  };
}

function showKeyboard(
  world: World,
  chat: Chat,
  message: Message,
  markup: Exclude<ReplyMarkup, InlineKeyboardMarkup>,
): void {
  const messageId = message.message_id;
  chat.uneditable.add(messageId);
  chat.replyKeyboard = 'remove_keyboard' in markup ? null : { messageId, markup };
  const keyboard = chat.replyKeyboard;
  world.events.emit({ type: 'reply-keyboard', chatId: chat.id, keyboard });
}

/** One-time keyboards and forced replies are gone once the person wrote. */
function hideUsedKeyboard(world: World, chat: Chat): void {
  const markup = chat.replyKeyboard?.markup;
  if (markup === undefined) return;
  const isOnce = 'force_reply' in markup || markup.one_time_keyboard === true;
  if (!isOnce) return;
  chat.replyKeyboard = null;
  world.events.emit({ type: 'reply-keyboard', chatId: chat.id, keyboard: null });
}
