import type { ForceReply } from 'grammy/types';
import type { ImageInput } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import type { BotServices } from './services.ts';

/** Keeps pictures until the user says what to change, and asks for it. */
export async function askWhatToChange(
  ctx: BotContext,
  services: BotServices,
  inputs: readonly ImageInput[],
): Promise<void> {
  const { user, language } = ctx.identified;
  const { chatId } = ctx.destination({ quote: false });
  await services.setPendingEdit.execute(user.id, { chatId, inputs });
  await ctx.say(translate(language, 'edit-wanted', { pictures: inputs.length }), replyForm(ctx));
}

/**
 * A group shows the bot replies alone, so the client of the person asked, and of nobody else, is
 * opened for one. In a private chat it would take the place of the mode button for good.
 */
function replyForm(ctx: BotContext): ForceReply | undefined {
  if (ctx.isPrivate || ctx.requestMessageId === undefined) {
    return undefined;
  }
  return {
    force_reply: true,
    selective: true,
    input_field_placeholder: translate(ctx.identified.language, 'edit-wanted-placeholder'),
  };
}
