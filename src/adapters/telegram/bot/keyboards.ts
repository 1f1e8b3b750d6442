import { InlineKeyboard, Keyboard } from 'grammy';
import type { ReplyKeyboardMarkup } from 'grammy/types';
import { type Language, languageOf, type User } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';

/**
 * The button that switches what plain text asks for: it names the other mode. Private chats alone
 * have it: a group's keyboard is everybody's.
 */
export function modeKeyboard(
  { isPrivate }: BotContext,
  user: Pick<User, 'preferences' | 'languageCode'>,
): ReplyKeyboardMarkup | undefined {
  if (!isPrivate) {
    return undefined;
  }
  const other = user.preferences.mode === 'text' ? 'button-mode-image' : 'button-mode-text';
  return {
    keyboard: new Keyboard().text(translate(languageOf(user), other)).build(),
    resize_keyboard: true,
    is_persistent: true,
  };
}

export function shareKeyboard(language: Language, link: string): InlineKeyboard {
  const text = translate(language, 'invite-share');
  // Not URLSearchParams: clients show its + for a space as a plus.
  const share = `https://t.me/share/url?url=${encodeURIComponent(link)}&text=${encodeURIComponent(text)}`;
  return new InlineKeyboard().url(translate(language, 'button-share'), share);
}
