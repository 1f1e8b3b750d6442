import { Composer } from 'grammy';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import type { Language } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { requestKeyOf } from './requests.ts';
import type { BotServices } from './services.ts';

const largestGrant = 1_000_000;

/** Commands of the operator alone; for everybody else they do not exist. */
export function adminCommands(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const admin = composer.filter(
    (ctx) => ctx.isPrivate && ctx.identified.user.id === services.operatorId,
  );

  admin.command('ban', async (ctx) => {
    const { language } = ctx.identified;
    const { target, rest } = targetIn(ctx.match);
    await ctx.say(
      target === undefined || target === services.operatorId
        ? translate(language, 'admin-ban-usage')
        : await setBan(services, language, target, rest),
    );
  });

  admin.command('unban', async (ctx) => {
    const { language } = ctx.identified;
    const { target } = targetIn(ctx.match);
    await ctx.say(
      target === undefined
        ? translate(language, 'admin-ban-usage')
        : await setBan(services, language, target, undefined),
    );
  });

  admin.command('grant', async (ctx) => {
    const { language } = ctx.identified;
    const { target, rest } = targetIn(ctx.match);
    const [first = '', ...note] = rest.split(/\s+/);
    const amount = Number(first);
    if (target === undefined || !Number.isInteger(amount) || amount < 1 || amount > largestGrant) {
      await ctx.say(translate(language, 'admin-grant-usage'));
      return;
    }
    await ctx.say(
      await grant(ctx, services, { target, amount, note: note.join(' ') || undefined }),
    );
  });

  admin.command('audit', async (ctx) => {
    const { language } = ctx.identified;
    const { report } = await services.auditCredits.execute({ kind: 'operator' });
    const { findings, users, entries, generations } = report;
    await ctx.say(
      findings.length === 0
        ? translate(language, 'admin-audit-clean', { users, entries, generations })
        : translate(language, 'admin-audit-unclean', {
            findings: findings.length,
            users,
            entries,
            generations,
          }),
    );
  });

  return composer;
}

function targetIn(text: string): { readonly target: UserId | undefined; readonly rest: string } {
  const match = /^(\d{1,15})(?:\s+([\s\S]*))?$/.exec(text.trim());
  return { target: match === null ? undefined : userId(Number(match[1])), rest: match?.[2] ?? '' };
}

async function setBan(
  { banUser }: BotServices,
  language: Language,
  target: UserId,
  reason: string | undefined,
): Promise<string> {
  const changed = await banUser.execute({ userId: target, reason });
  const user = String(target);
  if (!changed.ok) {
    return translate(language, 'admin-user-unknown', { user });
  }
  return translate(language, reason === undefined ? 'admin-unbanned' : 'admin-banned', { user });
}

async function grant(
  ctx: BotContext,
  { grantCredits, reads }: BotServices,
  gift: { readonly target: UserId; readonly amount: number; readonly note: string | undefined },
): Promise<string> {
  const { language } = ctx.identified;
  const user = String(gift.target);
  const granted = await grantCredits.execute({
    userId: gift.target,
    amount: gift.amount,
    note: gift.note,
    idempotencyKey: requestKeyOf(ctx).replaceAll(':', '-'),
  });
  if (!granted.ok) {
    return translate(language, 'admin-user-unknown', { user });
  }
  const { available } = await reads.credits.account(gift.target);
  const balance = translate(language, 'credits', { credits: Number(available) });
  return translate(language, 'admin-granted', { credits: gift.amount, user, balance });
}
