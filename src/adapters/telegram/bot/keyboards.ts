import { InlineKeyboard, Keyboard } from 'grammy';
import type { ReplyKeyboardMarkup } from 'grammy/types';
import type { Language, User } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';

/** The button that switches what plain text asks for: it names the other mode. */
export function modeKeyboard(
  language: Language,
  { preferences }: Pick<User, 'preferences'>,
): ReplyKeyboardMarkup {
  const other = preferences.mode === 'text' ? 'button-mode-image' : 'button-mode-text';
  return {
    keyboard: new Keyboard().text(translate(language, other)).build(),
    resize_keyboard: true,
    is_persistent: true,
  };
}

export function shareKeyboard(language: Language, link: string): InlineKeyboard {
  const share = new URL('https://t.me/share/url');
  share.searchParams.set('url', link);
  share.searchParams.set('text', translate(language, 'invite-share'));
  return new InlineKeyboard().url(translate(language, 'button-share'), share.href);
}
