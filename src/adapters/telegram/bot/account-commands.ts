import { Composer } from 'grammy';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import type { CreditEntry } from '../../../domain/credits/ledger.ts';
import { referralPayload } from '../../../domain/referrals/referral.ts';
import { generationId } from '../../../domain/shared/ids.ts';
import type { Language } from '../../../domain/users/user.ts';
import { buyKeyboard } from '../shop-keyboards.ts';
import { describeEntry } from '../texts/describe-entry.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { shareKeyboard } from './keyboards.ts';
import type { BotServices } from './services.ts';

const entriesShown = 10;
/** A capture moves nothing that the user can see, so some of these are left out. */
const entriesRead = 30;

/** The commands about the user's own credits. */
export function accountCommands({ reads, settings }: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.command('balance', async (ctx) => {
    const { user, language } = ctx.identified;
    const { available, held } = await reads.credits.account(user.id);
    const entries = await reads.credits.latest(user.id, entriesRead);
    const lines = [translate(language, 'balance', { credits: Number(available) })];
    if (held > 0n) {
      lines.push(translate(language, 'balance-held', { credits: Number(held) }));
    }
    const visible = entries.filter((entry) => entry.availableDelta !== 0n).slice(0, entriesShown);
    lines.push(
      '',
      translate(language, visible.length > 0 ? 'balance-entries' : 'balance-no-entries'),
    );
    lines.push(...(await Promise.all(visible.map((entry) => entryLine(language, entry, reads)))));
    await ctx.say(lines.join('\n'), buyKeyboard(language));
  });

  composer.command('invite', async (ctx) => {
    const { user, language } = ctx.identified;
    const current = await settings.current();
    const { invited } = await reads.referrals.summary(user.id);
    const link = `https://t.me/${ctx.me.username}?start=${referralPayload(user.referralCode)}`;
    const bonus =
      current.referralRewardOn === 'first_use' ? 'invite-bonus' : 'invite-bonus-on-payment';
    const percent = current.referralPaymentPercent;
    const text = [
      translate(language, 'invite', { link }),
      translate(language, bonus, {
        inviter: current.referralInviterCredits,
        invitee: current.referralInviteeCredits,
      }),
      ...(percent > 0 ? [translate(language, 'invite-percent', { percent })] : []),
      translate(language, 'invite-count', { invited }),
    ];
    await ctx.say(text.join('\n\n'), shareKeyboard(language, link));
  });

  return composer;
}

async function entryLine(
  language: Language,
  entry: CreditEntry,
  { generations }: Scope,
): Promise<string> {
  const { holdId, availableDelta, amount, createdAt } = entry;
  const request = holdId === undefined ? undefined : await generations.find(generationId(holdId));
  return translate(language, 'balance-entry', {
    // Nobody tells a bot the user's time zone.
    date: new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    }).format(createdAt),
    amount: `${availableDelta > 0n ? '+' : '−'}${amount}`,
    what: describeEntry(language, entry, request?.kind),
  });
}
