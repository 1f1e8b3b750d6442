import { type ChatMode, languageOf, languages, type User } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { modeKeyboard } from './keyboards.ts';

/** Whether a text is the label of the mode button, in any language: people switch languages. */
export function modeNamedBy(text: string): ChatMode | undefined {
  for (const language of languages) {
    if (text === translate(language, 'button-mode-text')) {
      return 'text';
    }
    if (text === translate(language, 'button-mode-image')) {
      return 'image';
    }
  }
  return undefined;
}

/** Says what plain text asks for from now on, under a button that says the opposite. */
export async function announceMode(ctx: BotContext, user: User): Promise<void> {
  const key = user.preferences.mode === 'text' ? 'mode-text-on' : 'mode-image-on';
  await ctx.say(translate(languageOf(user), key), modeKeyboard(ctx, user));
}
