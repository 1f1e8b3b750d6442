import type { InlineKeyboardButton, Message } from 'grammy/types';

export const textOf = (message: Message): string =>
  message.text ?? message.caption ?? message.invoice?.title ?? '';

export const buttonsOf = (message: Message): InlineKeyboardButton[] =>
  message.reply_markup?.inline_keyboard.flat() ?? [];

export const dataOf = (button: InlineKeyboardButton): string | undefined =>
  'callback_data' in button ? button.callback_data : undefined;

export function hasButton(message: Message, data: string): boolean {
  return buttonsOf(message).some((button) => dataOf(button) === data);
}

/** Of a payment page, or of an invoice's link. */
export function urlIn(message: Message): string | undefined {
  return buttonsOf(message)
    .map((button) => ('url' in button ? button.url : undefined))
    .find((url) => url?.includes('/yookassa/pay/') || url?.startsWith('https://t.me/$'));
}

export const isPayable = (message: Message): boolean =>
  message.invoice !== undefined || urlIn(message) !== undefined;
