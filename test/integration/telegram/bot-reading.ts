import type { Message, Update } from 'grammy/types';
import type { ModelRequest } from '../../../src/application/ports/generative-model.ts';

export const wordsOf = (message: Message): string => message.text ?? message.caption ?? '';

/** The words that the model was asked with, without the pictures. */
export function promptOf({ turns }: ModelRequest): string {
  const parts = turns.at(-1)?.parts ?? [];
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
}

export function picturesOf({ turns }: ModelRequest): number {
  return (turns.at(-1)?.parts ?? []).filter(({ kind }) => kind === 'image').length;
}

/** The data of the buttons under a message. */
export function buttonsOf(message: Message): readonly string[] {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.flatMap((button) => ('callback_data' in button ? [button.callback_data] : []));
}

let presses = 0;

/** A press that the stand-in knows nothing of: made twice, or long ago. */
export function aPress(user: number, messageId: number, data: string): Update {
  presses += 1;
  const chat = { id: user, type: 'private' as const, first_name: 'Ann' };
  return {
    update_id: 5_000_000 + presses,
    callback_query: {
      id: `press-${presses}`,
      from: { id: user, is_bot: false, first_name: 'Ann', language_code: 'en' },
      message: { message_id: messageId, date: 1, chat, text: 'x' },
      chat_instance: '1',
      data,
    },
  };
}

/** The addresses that the buttons under a message open. */
export function urlsOf(message: Message): readonly string[] {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.flatMap((button) => ('url' in button ? [button.url] : []));
}
