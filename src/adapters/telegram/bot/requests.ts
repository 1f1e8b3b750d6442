import type { GenerationKind } from '../../../domain/models/model.ts';
import type { ImageInput } from '../../../domain/users/user.ts';
import { describeRefusal } from '../texts/describe-refusal.ts';
import type { BotContext } from './context.ts';
import type { BotServices } from './services.ts';

export interface Wish {
  readonly kind: GenerationKind;
  readonly prompt: string;
  readonly inputs: readonly ImageInput[];
}

/** Hands a wish over; only a refusal is answered here, everything else shows itself. */
export async function request(ctx: BotContext, services: BotServices, wish: Wish): Promise<void> {
  const { user, language } = ctx.identified;
  const accepted = await services.requestGeneration.execute({
    requestKey: requestKeyOf(ctx),
    userId: user.id,
    ...wish,
    prompt: withoutMention(ctx, wish.prompt),
    destination: ctx.destination({ quote: !ctx.isPrivate || wish.kind !== 'text' }),
  });
  if (!accepted.ok) {
    await ctx.say(describeRefusal(language, accepted.error));
  }
}

/**
 * Names the request so that a repeated update asks for nothing new. Update ids would not do, as
 * they may start over; the date tells apart the messages of a chat that was deleted and begun anew.
 */
export function requestKeyOf(ctx: BotContext): string {
  return ctx.callbackQuery === undefined
    ? `message:${ctx.chat?.id}:${ctx.msgId}:${ctx.msg?.date}`
    : `callback:${ctx.callbackQuery.id}`;
}

function withoutMention(ctx: BotContext, text: string): string {
  return ctx.isPrivate
    ? text
    : text.replaceAll(new RegExp(`@${ctx.me.username}\\b`, 'gi'), '').trim();
}
