import type { Message, MessageId } from 'grammy/types';
import { forwarded } from '../payments/invoice.ts';
import { badRequest } from '../protocol/refusal.ts';
import { type MessageContent, postFromBot } from '../state/posting.ts';
import { replyMarkup } from './markup.ts';
import type { Call, MethodTable } from './method.ts';
import { knownChat, messageIn, replyTarget, writableChat } from './targets.ts';
import { captionOf, captionParams, messageText, textContent } from './texts.ts';

/** Text messages, and messages made from other messages. */
export const messageMethods: MethodTable = {
  sendMessage(call) {
    const chat = writableChat(call);
    const marked = messageText(call);
    const preview = call.params.structure<object>('link_preview_options');
    const content = {
      ...textContent(marked),
      ...(preview === undefined ? {} : { link_preview_options: preview }),
    };
    const markup = replyMarkup(call);
    const replyTo = replyTarget(call, chat);
    return postFromBot(call.world, chat, { content, replyMarkup: markup, replyTo });
  },

  copyMessage(call): MessageId {
    const { chat, original } = originalMessage(call, 'message to copy');
    if (original.invoice !== undefined || isService(original)) {
      throw badRequest("the message can't be copied");
    }
    const content = contentOf(original);
    const copied = call.params.has('caption')
      ? { ...withoutCaption(content), ...captionOf(captionParams(call)) }
      : content;
    const markup = replyMarkup(call);
    const replyTo = replyTarget(call, chat);
    const post = { content: copied, replyMarkup: markup, replyTo };
    return { message_id: postFromBot(call.world, chat, post).message_id };
  },

  forwardMessage(call) {
    const { chat, source, original } = originalMessage(call, 'message to forward');
    if (isService(original)) throw badRequest("the message can't be forwarded");
    const origin = {
      type: 'user',
      sender_user: original.from ?? call.world.bot,
      date: original.date,
    } as const;
    const content = { ...contentOf(original), forward_origin: origin };
    const place = source.invoices.get(original.message_id);
    if (place === undefined) return postFromBot(call.world, chat, { content });
    const copy = forwarded(place, call.world.bot.username ?? '');
    const message = postFromBot(call.world, chat, { content, replyMarkup: copy.markup });
    chat.invoices.set(message.message_id, copy.place);
    return message;
  },

  deleteMessage(call) {
    const chat = writableChat(call);
    const message = messageIn(call, chat, 'message to delete');
    const ageSeconds = call.world.nowSeconds - message.date;
    const isForeign = chat.type !== 'private' && message.from?.id !== call.world.bot.id;
    if (ageSeconds > DELETABLE_SECONDS || isForeign) {
      throw badRequest("message can't be deleted for everyone");
    }
    call.world.remove(chat, [message.message_id]);
    return true;
  },

  deleteMessages(call) {
    const chat = writableChat(call);
    const ids = call.params.structure<number[]>('message_ids') ?? [];
    if (ids.length === 0) throw badRequest('message identifiers are not specified');
    if (ids.length > 100) throw badRequest('too many message identifiers specified');
    call.world.remove(chat, ids);
    return true;
  },
};

const DELETABLE_SECONDS = 48 * 3_600;

function originalMessage(call: Call, role: string) {
  const chat = writableChat(call);
  const source = knownChat(call, 'from_chat_id');
  return { chat, source, original: messageIn(call, source, role) };
}

function isService(message: Message): boolean {
  return message.successful_payment !== undefined || message.refunded_payment !== undefined;
}

/** What a message says, without where, when and by whom it was said. */
function contentOf(message: MessageContent & object): MessageContent {
  const copy: Record<string, unknown> = { ...message };
  for (const field of ENVELOPE) delete copy[field];
  return copy;
}

const ENVELOPE = [
  'message_id',
  'from',
  'chat',
  'date',
  'edit_date',
  'reply_to_message',
  'reply_markup',
  'media_group_id',
  'forward_origin',
];

function withoutCaption(content: MessageContent): MessageContent {
  const { caption: _, caption_entities: __, show_caption_above_media: ___, ...rest } = content;
  return rest;
}
