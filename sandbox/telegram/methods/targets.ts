import type { Message, ReplyParameters } from 'grammy/types';
import { badRequest, type Refusal, refusal } from '../protocol/refusal.ts';
import type { Chat } from '../state/chat.ts';
import type { Call } from './method.ts';

/** A chat that the bot knows, whatever it may do there. */
export function knownChat(call: Call, field = 'chat_id'): Chat {
  const id = call.params.integer(field);
  if (id === undefined && !call.params.text(field)) throw badRequest(`${field} is empty`);
  // Only channels and supergroups go by a user name, and the sandbox has none with one.
  const chat = id === undefined ? undefined : call.world.chats.get(id);
  if (chat === undefined) throw badRequest('chat not found');
  return chat;
}

/** A chat that the bot may write to. */
export function writableChat(call: Call, field = 'chat_id'): Chat {
  const chat = knownChat(call, field);
  if (chat.blocked) throw noEntry(chat);
  if (!chat.started) throw refusal(403, "bot can't initiate conversation with a user");
  return chat;
}

function noEntry(chat: Chat): Refusal {
  return chat.type === 'private'
    ? refusal(403, 'bot was blocked by the user')
    : refusal(403, `bot was kicked from the ${chat.type} chat`);
}

export type Target = { readonly chat: Chat; readonly message: Message };

/** The message of the bot that an edit is about. */
export function editableMessage(call: Call): Target {
  if (call.params.has('inline_message_id')) throw badRequest('MESSAGE_ID_INVALID');
  const chat = writableChat(call);
  const message = messageIn(call, chat, 'message to edit');
  const isOwn = message.from?.id === call.world.bot.id;
  if (!isOwn || message.forward_origin !== undefined || chat.uneditable.has(message.message_id)) {
    throw badRequest("message can't be edited");
  }
  return { chat, message };
}

/** `role` is how Telegram calls a missing one: "message to edit" not found. */
export function messageIn(call: Call, chat: Chat, role: string): Message {
  const id = call.params.requiredInteger('message_id', 'message identifier is not specified');
  const message = chat.messages.get(id);
  if (message === undefined) throw badRequest(`${role} not found`);
  return message;
}

/** The message that a new one replies to, or `undefined` when it replies to none. */
export function replyTarget(call: Call, chat: Chat): Message | undefined {
  const reply = call.params.structure<ReplyParameters>('reply_parameters');
  if (reply === undefined) return undefined;
  const isElsewhere = reply.chat_id !== undefined && reply.chat_id !== chat.id;
  const replied = isElsewhere ? undefined : chat.messages.get(reply.message_id ?? 0);
  if (replied !== undefined || reply.allow_sending_without_reply === true) return replied;
  throw badRequest('message to be replied not found');
}
