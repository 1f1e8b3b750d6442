import type { Actor, Sent } from '../control-api.ts';
import type { World } from '../state/world.ts';
import { sceneOf } from './acting.ts';

/** The person blocks the bot; in a group, kicks it. Doing it twice changes nothing. */
export function block(world: World, chatId: number, actor: Actor): Sent {
  return setBlocked(world, chatId, actor, true);
}

export function unblock(world: World, chatId: number, actor: Actor): Sent {
  return setBlocked(world, chatId, actor, false);
}

function setBlocked(world: World, chatId: number, actor: Actor, blocked: boolean): Sent {
  const { chat, user } = sceneOf(world, chatId, actor);
  if (chat.blocked === blocked) return { messages: [], updateIds: [] };
  chat.blocked = blocked;
  world.events.emit({ type: 'blocked', chatId, blocked });
  const inside = { status: 'member', user: world.bot } as const;
  const outside = { status: 'kicked', user: world.bot, until_date: 0 } as const;
  const updateId = world.updates.push('my_chat_member', chatId, {
    chat: chat.wire,
    from: user,
    date: world.nowSeconds,
    old_chat_member: blocked ? inside : outside,
    new_chat_member: blocked ? outside : inside,
  });
  return { messages: [], updateIds: updateId === undefined ? [] : [updateId] };
}
