import type { InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import type { ReplyMarkup } from '../state/posting.ts';
import type { Call } from './method.ts';

const CALLBACK_DATA_LIMIT_BYTES = 64;
const COPY_TEXT_LIMIT = 256;
const BUTTONS_LIMIT = 100;
const STYLES = new Set(['danger', 'success', 'primary']);

/** What an inline button may do; one of these must be there. */
const ACTIONS = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
] as const;

/** The markup of a new message, or `undefined` when there is none (an empty keyboard is none). */
export function replyMarkup(call: Call): ReplyMarkup | undefined {
  const markup = call.params.structure<ReplyMarkup>('reply_markup');
  if (markup === undefined) return undefined;
  if ('inline_keyboard' in markup) return withoutPay(inlineKeyboard(markup));
  if ('keyboard' in markup) checkReplyKeyboard(markup.keyboard);
  return markup;
}

/** The inline keyboard that an edit leaves behind; `undefined` takes the old one away. */
export function editedMarkup(call: Call): InlineKeyboardMarkup | undefined {
  const markup = call.params.structure<InlineKeyboardMarkup>('reply_markup');
  return markup === undefined ? undefined : withoutPay(inlineKeyboard(markup));
}

/** The keyboard under an invoice: its first button, and no other, pays. */
export function invoiceMarkup(call: Call): InlineKeyboardMarkup | undefined {
  const given = call.params.structure<InlineKeyboardMarkup>('reply_markup');
  const markup = given === undefined ? undefined : inlineKeyboard(given);
  if (markup === undefined) return undefined;
  const [first, ...others] = markup.inline_keyboard.flat().map(isPay);
  if (others.includes(true)) throw badRequest('BUTTON_POS_INVALID');
  if (first !== true) throw badRequest('REPLY_MARKUP_BUY_EMPTY');
  return markup;
}

function withoutPay(markup: InlineKeyboardMarkup | undefined): InlineKeyboardMarkup | undefined {
  if (markup?.inline_keyboard.flat().some(isPay)) throw badRequest('BUTTON_TYPE_INVALID');
  return markup;
}

function isPay(button: InlineKeyboardButton): boolean {
  return 'pay' in button && button.pay;
}

function inlineKeyboard(markup: InlineKeyboardMarkup): InlineKeyboardMarkup | undefined {
  const rows = markup.inline_keyboard.filter((row) => row.length > 0);
  const buttons = rows.flat();
  for (const button of buttons) checkInlineButton(button);
  if (buttons.length > BUTTONS_LIMIT) throw badRequest('reply markup is too long');
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

function checkInlineButton(button: InlineKeyboardButton): void {
  if (button.text === '') throw badRequest('inline keyboard button text must be non-empty');
  checkStyle(button.style, 'inline keyboard button');
  const action = ACTIONS.find((name) => name in button && Reflect.get(button, name) !== '');
  if (action === undefined) {
    throw badRequest(
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    );
  }
  if ('callback_data' in button) checkCallbackData(button.callback_data);
  if ('copy_text' in button) checkCopyText(button.copy_text.text);
  if ('url' in button) checkUrl(button.url);
}

function checkCallbackData(data: string): void {
  if (Buffer.byteLength(data) > CALLBACK_DATA_LIMIT_BYTES) throw badRequest('BUTTON_DATA_INVALID');
}

function checkCopyText(text: string): void {
  if (text === '' || text.length > COPY_TEXT_LIMIT) throw badRequest('BUTTON_COPY_TEXT_INVALID');
}

function checkUrl(url: string): void {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(full)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
}

function checkReplyKeyboard(rows: readonly (readonly (KeyboardButton | string)[])[]): void {
  for (const button of rows.flat()) {
    const text = typeof button === 'string' ? button : button.text;
    if (text === '') throw badRequest('keyboard button text must be non-empty');
    if (typeof button !== 'string') checkStyle(button.style, 'keyboard button');
  }
}

function checkStyle(style: string | undefined, place: string): void {
  if (style === undefined || STYLES.has(style)) return;
  throw badRequest(`can't parse ${place}: invalid button style specified`);
}
