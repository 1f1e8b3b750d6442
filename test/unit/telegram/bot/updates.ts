import type { Update } from 'grammy/types';

/** A private message of a user. */
export function aMessage(updateId: number, userId: number, text = 'hello'): Update {
  return {
    update_id: updateId,
    message: {
      message_id: updateId,
      date: 1,
      chat: { id: userId, type: 'private', first_name: 'Ann' },
      from: { id: userId, is_bot: false, first_name: 'Ann' },
      text,
    },
  };
}

/** A press of a button in the private chat of a user. */
export function aPress(updateId: number, userId: number): Update {
  return {
    update_id: updateId,
    callback_query: {
      id: String(updateId),
      from: { id: userId, is_bot: false, first_name: 'Ann' },
      chat_instance: '1',
      data: 'set:main',
      message: {
        message_id: 1,
        date: 1,
        chat: { id: userId, type: 'private', first_name: 'Ann' },
        from: { id: 1, is_bot: true, first_name: 'Bot' },
        text: 'Settings',
      },
    },
  };
}
