import type { OperatorEvent } from '../../../application/notices.ts';
import type { Difference } from '../../../domain/payments/difference.ts';
import { decimal, type Money, parseMoney, plus } from '../../../domain/payments/money.ts';
import type { PaymentFlag } from '../../../domain/payments/payment.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Language } from '../../../domain/users/user.ts';
import { formatMoney } from './format-money.ts';
import type { PlainMessageKey } from './messages.ts';
import { translate } from './translate.ts';

/** A list that is longer than this nobody reads: then it is sums. */
const longestList = 5;

/** Of what needs the operator's eye; more would not fit into one message. */
const mostNamed = 15;

/** What happened to the shop, for the operator. What somebody has to look into is always named. */
export function describeEvents(language: Language, events: readonly OperatorEvent[]): string {
  const describe = (some: readonly OperatorEvent[]) =>
    some.map((event) => describeEvent(language, event));
  return events.length <= longestList
    ? describe(events).join('\n\n')
    : [
        totals(language, events),
        ...describe(events.filter(needsAttention).slice(0, mostNamed)),
      ].join('\n\n');
}

function needsAttention(event: OperatorEvent): boolean {
  switch (event.kind) {
    case 'payment_received':
      return event.flag !== undefined;
    case 'refund_failed':
    case 'webhook_disabled':
      return true;
    case 'difference_found':
      return !event.repaired;
    case 'payment_refunded':
    case 'no_payment_methods':
      return false;
    default:
      return assertNever(event);
  }
}

const flagKeys = {
  paid_late: 'flag-paid-late',
  paid_again: 'flag-paid-again',
  unmatched: 'flag-unmatched',
  promo_used_up: 'flag-promo-used-up',
} as const satisfies { readonly [flag in PaymentFlag]: PlainMessageKey };

export const describeFlag = (language: Language, flag: PaymentFlag): string =>
  translate(language, flagKeys[flag]);

const differenceKeys = {
  payment_not_booked: 'difference-payment-not-booked',
  payment_not_at_provider: 'difference-payment-not-at-provider',
  amount_differs: 'difference-amount',
  refund_not_booked: 'difference-refund-not-booked',
} as const satisfies { readonly [kind in Difference['kind']]: PlainMessageKey };

function describeEvent(language: Language, event: OperatorEvent): string {
  switch (event.kind) {
    case 'payment_received': {
      const { paymentId, userId, paid, credits, flag } = event;
      const line = translate(language, 'event-payment-received', {
        price: formatMoney(language, paid),
        credits,
        user: String(userId),
      });
      const warning = flag === undefined ? [] : [describeFlag(language, flag)];
      return [line, ...warning, paymentId].join('\n');
    }
    case 'payment_refunded':
      return describeRefund(language, event);
    case 'refund_failed':
      return [
        translate(language, 'event-refund-failed', {
          price: formatMoney(language, event.refunded),
          reason: event.reason,
        }),
        event.paymentId,
      ].join('\n');
    case 'difference_found': {
      const { difference, provider, providerId, amount, repaired } = event;
      const line = translate(language, 'event-difference', {
        what: translate(language, differenceKeys[difference]),
        provider: provider === 'telegram' ? 'Telegram' : 'YooKassa',
        price: formatMoney(language, amount),
      });
      const end = translate(language, repaired ? 'difference-repaired' : 'difference-open');
      return [line, end, providerId].join('\n');
    }
    case 'webhook_disabled': {
      const { origin, endpointId } = event;
      const key = event.reason === 'gone' ? 'event-webhook-gone' : 'event-webhook-failing';
      return [translate(language, key, { url: origin }), endpointId].join('\n');
    }
    case 'no_payment_methods':
      return translate(language, 'event-nothing-for-sale');
    default:
      return assertNever(event);
  }
}

function describeRefund(
  language: Language,
  event: Extract<OperatorEvent, { kind: 'payment_refunded' }>,
): string {
  const { paymentId, userId, refunded, credits, shortfall, isOutside } = event;
  const key = isOutside ? 'event-refunded-outside' : 'event-refunded';
  const line = translate(language, key, {
    price: formatMoney(language, refunded),
    credits,
    user: String(userId),
  });
  const missing =
    shortfall > 0 ? [translate(language, 'refund-shortfall', { credits: shortfall })] : [];
  return [line, ...missing, paymentId].join('\n');
}

function totals(language: Language, events: readonly OperatorEvent[]): string {
  const received = events.filter((event) => event.kind === 'payment_received');
  const refunded = events.filter((event) => event.kind === 'payment_refunded');
  const failed = events.filter((event) => event.kind === 'refund_failed');
  const differences = events.filter((event) => event.kind === 'difference_found');
  const flagged = received.filter(({ flag }) => flag !== undefined);
  const open = differences.filter(({ repaired }) => !repaired);
  const lines = [translate(language, 'digest-title', { events: events.length })];
  if (received.length > 0) {
    const sum = sumOf(
      language,
      received.map(({ paid }) => paid),
    );
    lines.push(translate(language, 'digest-received', { payments: received.length, sum }));
  }
  if (flagged.length > 0) {
    lines.push(translate(language, 'digest-flagged', { payments: flagged.length }));
  }
  if (refunded.length > 0) {
    const sum = sumOf(
      language,
      refunded.map((event) => event.refunded),
    );
    lines.push(translate(language, 'digest-refunded', { refunds: refunded.length, sum }));
  }
  if (failed.length > 0) {
    lines.push(translate(language, 'digest-refunds-failed', { refunds: failed.length }));
  }
  if (differences.length > 0) {
    lines.push(
      translate(language, 'digest-differences', {
        differences: differences.length,
        open: open.length,
      }),
    );
  }
  if (events.some(({ kind }) => kind === 'no_payment_methods')) {
    lines.push(translate(language, 'event-nothing-for-sale'));
  }
  return lines.join('\n');
}

type Paid = Extract<OperatorEvent, { kind: 'payment_received' }>['paid'];

/** e.g. `1,250 ⭐ + 499 ₽`. */
function sumOf(language: Language, amounts: readonly Paid[]): string {
  const sums = new Map<Paid['currency'], Money>();
  for (const { amount, currency } of amounts) {
    const parsed = parseMoney(amount, currency);
    if (parsed.ok) {
      const sum = sums.get(currency);
      sums.set(currency, sum === undefined ? parsed.value : plus(sum, parsed.value));
    }
  }
  return [...sums.values()]
    .map((sum) => formatMoney(language, { amount: decimal(sum), currency: sum.currency }))
    .join(' + ');
}
