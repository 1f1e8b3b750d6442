import type { NextFunction } from 'grammy';
import type { User as TelegramUser } from 'grammy/types';
import { userId } from '../../../domain/shared/ids.ts';
import { languageOf, type Profile } from '../../../domain/users/user.ts';
import { describeRefusal } from '../texts/describe-refusal.ts';
import type { BotContext } from './context.ts';
import type { BotServices } from './services.ts';

/**
 * The first step of every update: who is it? Registers new people, turns away banned ones, and
 * drops what no person sent or what belongs to no chat.
 */
export function identify({ registerContact, noteReachability }: BotServices) {
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    const { from, chat } = ctx;
    if (from === undefined || chat === undefined || from.is_bot) {
      return;
    }
    if (ctx.myChatMember !== undefined) {
      if (ctx.isPrivate) {
        const isReachable = ctx.myChatMember.new_chat_member?.status === 'member';
        await noteReachability.execute(userId(from.id), isReachable);
      }
      return;
    }
    if (!ctx.isPrivate && !isAddressed(ctx)) {
      return;
    }
    const { user, ...contact } = await registerContact.execute({
      profile: profileOf(from),
      startPayload: startPayloadIn(ctx.message?.text),
    });
    const language = languageOf(user);
    ctx.identify({ user, language, ...contact });
    if (user.ban !== undefined) {
      const text = describeRefusal(language, { kind: 'banned', reason: user.ban.reason });
      await (ctx.callbackQuery === undefined
        ? ctx.say(text)
        : ctx.answerCallbackQuery({ text: text.slice(0, 200), show_alert: true }));
      return;
    }
    await next();
  };
}

/** In a group the bot answers commands, mentions, replies to it and presses of its buttons. */
function isAddressed(ctx: BotContext): boolean {
  const { message } = ctx;
  if (message === undefined) {
    return ctx.callbackQuery !== undefined;
  }
  const text = message.text ?? message.caption ?? '';
  const mention = `@${ctx.me.username}`.toLowerCase();
  return (
    message.reply_to_message?.from?.id === ctx.me.id ||
    text.toLowerCase().includes(mention) ||
    /^\/\w+(\s|$)/.test(text)
  );
}

function profileOf(from: TelegramUser): Profile {
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
