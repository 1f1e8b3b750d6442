import type { ChatMember } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import type { Call, MethodTable } from './method.ts';
import { knownChat } from './targets.ts';

/** What the bot may ask about chats and people. */
export const chatMethods: MethodTable = {
  getChat(call) {
    const chat = knownChat(call);
    return {
      ...chat.wire,
      accent_color_id: Math.abs(chat.id) % 7,
      max_reaction_count: 11,
      accepted_gift_types: {
        unlimited_gifts: false,
        limited_gifts: false,
        unique_gifts: false,
        premium_subscription: false,
        gifts_from_channels: false,
      },
    };
  },

  getChatMember(call): ChatMember {
    const chat = knownChat(call);
    const userId = call.params.requiredInteger('user_id', 'invalid user_id specified');
    if (userId === call.world.bot.id) return botMember(call, chat.blocked);
    const user = call.world.users.wire(userId);
    if (user === undefined) throw badRequest('user not found');
    return { status: chat.memberIds.has(userId) ? 'member' : 'left', user };
  },

  getChatMemberCount: (call) => knownChat(call).memberIds.size + 1,
};

function botMember(call: Call, isOut: boolean): ChatMember {
  const user = call.world.bot;
  return isOut ? { status: 'kicked', user, until_date: 0 } : { status: 'member', user };
}
