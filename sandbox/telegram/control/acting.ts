import type { Message, User } from 'grammy/types';
import { ControlError } from '../../http/control-error.ts';
import type { Actor } from '../control-api.ts';
import type { Chat } from '../state/chat.ts';
import type { World } from '../state/world.ts';

export type Scene = { readonly chat: Chat; readonly user: User };

export function findChat(world: World, chatId: number): Chat {
  const chat = world.chats.get(chatId);
  if (chat === undefined) throw new ControlError(404, `No chat ${chatId}`);
  return chat;
}

/** Who acts where. @throws {ControlError} for somebody who is not in the chat. */
export function sceneOf(world: World, chatId: number, actor: Actor): Scene {
  const chat = findChat(world, chatId);
  const userId = actor.as ?? (chat.type === 'private' ? chat.id : undefined);
  if (userId === undefined) throw new ControlError(400, 'A group needs "as": who acts');
  const user = world.users.wire(userId);
  if (user === undefined) throw new ControlError(404, `No user ${userId}`);
  if (!chat.memberIds.has(userId)) {
    throw new ControlError(409, `User ${userId} is not in chat ${chatId}`);
  }
  return { chat, user };
}

/** Who writes where: a private chat with a blocked bot takes no messages. */
export function writingScene(world: World, chatId: number, actor: Actor): Scene {
  const scene = sceneOf(world, chatId, actor);
  if (scene.chat.blocked && scene.chat.type === 'private') {
    throw new ControlError(409, 'The bot is blocked in this chat: unblock it first');
  }
  return scene;
}

export function findMessage(chat: Chat, messageId: number): Message {
  const message = chat.messages.get(messageId);
  if (message === undefined) throw new ControlError(404, `No message ${messageId}`);
  return message;
}

export function repliedMessage(chat: Chat, messageId: number | undefined): Message | undefined {
  return messageId === undefined ? undefined : findMessage(chat, messageId);
}
