import { Composer } from 'grammy';
import { plainMoney } from '../../../../application/notices.ts';
import type { Payment } from '../../../../domain/payments/payment.ts';
import { type Language, languageOf } from '../../../../domain/users/user.ts';
import { failureOf } from '../../api/telegram-error.ts';
import { formatDay } from '../../texts/format-day.ts';
import { formatMoney } from '../../texts/format-money.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import { HourlyLimit } from '../hourly-limit.ts';
import type { BotServices } from '../services.ts';

const paymentsShown = 5;
/** With our own words around it, it has to fit into one message. */
const longestQuestion = 3_500;
const questionsAnHour = 5;

/** What every bot that sells has to answer. */
export function support(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const questions = new HourlyLimit(questionsAnHour, services.clock);
  composer.command('terms', async (ctx) => {
    await ctx.say(translate(ctx.identified.language, 'terms'));
  });
  composer.command('paysupport', async (ctx) => {
    const question = ctx.match.trim();
    const { supportContact } = await services.settings.current();
    await (question !== '' && supportContact.trim() === '' && services.operatorId !== undefined
      ? passOn(ctx, services, questions, question)
      : ctx.say(await helpWithPayments(ctx, services, supportContact.trim())));
  });
  return composer;
}

async function helpWithPayments(
  ctx: BotContext,
  { reads, operatorId }: BotServices,
  contact: string,
): Promise<string> {
  const { user, language } = ctx.identified;
  const parts = [translate(language, 'paysupport'), whomToAsk(language, contact, operatorId)];
  if (ctx.isPrivate) {
    const paid = await reads.payments.latest(user.id, 'paid', paymentsShown);
    parts.push(
      paid.length === 0
        ? translate(language, 'paysupport-no-payments')
        : [
            translate(language, 'paysupport-payments'),
            ...paid.map((payment) => paymentLines(language, payment)),
          ].join('\n'),
    );
  }
  return parts.join('\n\n');
}

function whomToAsk(language: Language, contact: string, operatorId: number | undefined): string {
  if (contact !== '') {
    return translate(language, 'paysupport-contact', { contact });
  }
  return translate(language, operatorId === undefined ? 'paysupport-owner' : 'paysupport-ask');
}

function paymentLines(language: Language, payment: Payment): string {
  const { id, price, granted, paidAt, createdAt, refunded } = payment;
  const line = translate(language, 'paysupport-payment', {
    day: formatDay(language, paidAt ?? createdAt),
    price: formatMoney(language, plainMoney(price)),
    credits: Number(granted),
  });
  const back =
    refunded.minor === 0n
      ? ''
      : ` ${translate(language, 'paysupport-refunded', {
          price: formatMoney(language, plainMoney(refunded)),
        })}`;
  return `${line}${back}\n${id}`;
}

/** Where nobody else is named, the operator reads it in the operator's own chat with the bot. */
async function passOn(
  ctx: BotContext,
  { operatorId, reads, logger }: BotServices,
  questions: HourlyLimit,
  question: string,
): Promise<void> {
  const { user, language } = ctx.identified;
  if (operatorId === undefined) {
    return;
  }
  if (!questions.count(user.id)) {
    await ctx.say(translate(language, 'paysupport-too-often'));
    return;
  }
  const operator = await reads.users.find(operatorId);
  const text = translate(
    operator === undefined ? 'en' : languageOf(operator),
    'operator-question',
    {
      name: user.username === undefined ? user.firstName : `@${user.username}`,
      user: String(user.id),
      question: question.slice(0, longestQuestion),
    },
  );
  try {
    await ctx.api.sendMessage(operatorId, text);
  } catch (error) {
    if (failureOf(error).kind !== 'unreachable') {
      throw error;
    }
    logger.error('support_question_not_passed_on', { userId: user.id }, error);
    await ctx.say(translate(language, 'paysupport-not-passed-on'));
    return;
  }
  await ctx.say(translate(language, 'paysupport-passed-on'));
}
