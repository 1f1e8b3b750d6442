import type { RequestRefusal } from '../../../application/generations/request-refusal.ts';
import type { GenerationKind } from '../../../domain/models/model.ts';
import type { ImageInput, Language } from '../../../domain/users/user.ts';
import { buyKeyboard } from '../shop-keyboards.ts';
import { describeRefusal } from '../texts/describe-refusal.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import type { BotServices } from './services.ts';

interface Wish {
  readonly kind: GenerationKind;
  readonly prompt: string;
  readonly inputs: readonly ImageInput[];
}

/** Asks for an answer or a picture. A refusal is told here, everything else shows itself. */
export async function request(
  ctx: BotContext,
  services: BotServices,
  kind: 'text' | 'image',
  prompt: string,
): Promise<void> {
  const refusal = await place(ctx, services, { kind, prompt, inputs: [] });
  if (refusal !== undefined) {
    await sayRefusal(ctx, refusal);
  }
}

/**
 * Asks for an edit. Once it is accepted, no pictures wait for words any more; pictures that waited
 * and were refused wait on, so that nobody has to send them twice.
 */
export async function requestEdit(
  ctx: BotContext,
  services: BotServices,
  prompt: string,
  inputs: readonly ImageInput[],
): Promise<void> {
  const { user, language } = ctx.identified;
  const { pendingEdit } = ctx;
  const refusal = await place(ctx, services, { kind: 'edit', prompt, inputs });
  if (refusal === undefined) {
    await (pendingEdit && services.setPendingEdit.execute(user.id, undefined));
    return;
  }
  const reason = describeRefusal(language, refusal);
  const isKept = pendingEdit?.inputs === inputs;
  const text = isKept ? `${reason}\n\n${translate(language, 'edit-kept')}` : reason;
  await ctx.say(text, wayOut(language, refusal));
}

/** Tells why nothing comes of a request, with a way to more credits where they lack. */
export async function sayRefusal(ctx: BotContext, refusal: RequestRefusal): Promise<void> {
  const { language } = ctx.identified;
  await ctx.say(describeRefusal(language, refusal), wayOut(language, refusal));
}

const wayOut = (language: Language, { kind }: RequestRefusal) =>
  kind === 'insufficient_credits' ? buyKeyboard(language) : undefined;

async function place(
  ctx: BotContext,
  services: BotServices,
  wish: Wish,
): Promise<RequestRefusal | undefined> {
  const accepted = await services.requestGeneration.execute({
    requestKey: requestKeyOf(ctx),
    userId: ctx.identified.user.id,
    ...wish,
    destination: ctx.destination({ quote: !ctx.isPrivate || wish.kind !== 'text' }),
  });
  return accepted.ok ? undefined : accepted.error;
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

/** A text without the name by which a group calls the bot. */
export function withoutMention(ctx: BotContext, text: string): string {
  return ctx.isPrivate
    ? text
    : text.replaceAll(new RegExp(`@${ctx.me.username}\\b`, 'gi'), '').trim();
}
