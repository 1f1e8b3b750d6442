import type { NextFunction } from 'grammy';
import type { User as TelegramUser } from 'grammy/types';
import { userId } from '../../../domain/shared/ids.ts';
import { languageOf, type Profile } from '../../../domain/users/user.ts';
import { describeRefusal } from '../texts/describe-refusal.ts';
import { isAddressed } from './addressed.ts';
import type { BotContext } from './context.ts';
import type { BotServices } from './services.ts';

/**
 * The first step of every update: who is it? Registers new people, turns away banned ones, and
 * drops what no person sent (bots, channels, anonymous admins), what is not meant for the bot, and
 * what belongs to no chat.
 */
export function identify(services: BotServices) {
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    const { from, chat } = ctx;
    if (from === undefined || chat === undefined || from.is_bot) {
      return;
    }
    if (ctx.myChatMember !== undefined) {
      await noteMembership(ctx, services);
      return;
    }
    if (!isPersonal(ctx) || !(ctx.isPrivate || (await isAddressed(ctx, services.reads)))) {
      return;
    }
    const { user, ...contact } = await services.registerContact.execute({
      profile: profileOf(from),
      startPayload: startPayloadIn(ctx.message?.text),
    });
    const language = languageOf(user);
    ctx.identify({ user, language, ...contact });
    if (user.ban === undefined) {
      await next();
      return;
    }
    const text = describeRefusal(language, { kind: 'banned', reason: user.ban.reason });
    await (ctx.callbackQuery === undefined
      ? ctx.say(text)
      : ctx.acknowledge(text, { alert: true }));
  };
}

/** In a private chat this says whether the bot was blocked; in groups it means nothing to us. */
async function noteMembership(ctx: BotContext, { noteReachability }: BotServices): Promise<void> {
  if (ctx.isPrivate && ctx.from !== undefined) {
    const isReachable = ctx.myChatMember?.new_chat_member?.status === 'member';
    await noteReachability.execute(userId(ctx.from.id), isReachable);
  }
}

/** Sent by a person as themselves: what speaks for a chat has that chat as its sender. */
function isPersonal({ message, callbackQuery }: BotContext): boolean {
  return message === undefined ? callbackQuery !== undefined : message.sender_chat === undefined;
}

export function profileOf(from: TelegramUser): Profile {
  return {
    id: userId(from.id),
    username: from.username,
    firstName: from.first_name ?? '',
    languageCode: from.language_code,
  };
}

function startPayloadIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^\/start(?:@\w+)?\s+(\S+)/.exec(text)?.[1];
}
