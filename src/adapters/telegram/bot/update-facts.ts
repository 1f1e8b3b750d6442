import type { Chat, Update, User } from 'grammy/types';

/** Telegram sends one of these; everything else is not asked for. */
export const allowedUpdates = [
  'message',
  'callback_query',
  'my_chat_member',
  'pre_checkout_query',
  'subscription',
] as const;

/** Whether it has at least the shape that every handler relies on. */
export function isUpdate(value: unknown): value is Update {
  return (
    typeof value === 'object' &&
    value !== null &&
    'update_id' in value &&
    Number.isSafeInteger(value.update_id)
  );
}

/** Updates of one lane run one after the other: a chat's, or a person's outside of chats. */
export function laneOfUpdate(update: Update): string {
  const chat = chatOf(update);
  const sender = senderOf(update);
  if (chat?.type === 'private' || chat === undefined) {
    return `user:${sender?.id ?? chat?.id ?? 'unknown'}`;
  }
  return `chat:${chat.id}`;
}

export function chatOf(update: Update): Chat | undefined {
  return (
    update.message?.chat ?? update.callback_query?.message?.chat ?? update.my_chat_member?.chat
  );
}

export function senderOf(update: Update): User | undefined {
  return (
    update.message?.from ??
    update.callback_query?.from ??
    update.my_chat_member?.from ??
    update.pre_checkout_query?.from ??
    update.subscription?.user
  );
}
