import { plainMoney } from '../../../../application/notices.ts';
import type { RecordedPaymentEvent } from '../../../../application/ports/payment-repository.ts';
import type { Payment, PaymentFlag, PaymentStatus } from '../../../../domain/payments/payment.ts';
import type { PromoBenefit } from '../../../../domain/payments/promo.ts';
import type { Refund } from '../../../../domain/payments/refund.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { describeFlag } from '../../texts/describe-event.ts';
import { formatTime } from '../../texts/format-day.ts';
import { formatMoney } from '../../texts/format-money.ts';
import type { PlainMessageKey } from '../../texts/messages.ts';
import { translate } from '../../texts/translate.ts';

/** More of them would not fit into one message; the latest matter. */
const eventsShown = 20;
const refundsShown = 5;

const statusKeys = {
  created: 'payment-status-created',
  pending: 'payment-status-pending',
  paid: 'payment-status-paid',
  refunded: 'payment-status-refunded',
  canceled: 'payment-status-canceled',
  expired: 'payment-status-expired',
} as const satisfies { readonly [status in PaymentStatus]: PlainMessageKey };

/** The latest payments, two lines each: what, and the id that the other commands take. */
export function paymentList(language: Language, payments: readonly Payment[]): string {
  return payments
    .map((payment) =>
      [
        formatTime(payment.paidAt ?? payment.createdAt),
        formatMoney(language, plainMoney(payment.price)),
        translate(language, statusKeys[payment.status]),
        String(payment.userId),
        ...flagOf(language, payment.flag),
      ]
        .join(' · ')
        .concat('\n', payment.id),
    )
    .join('\n\n');
}

/** From the click to the last credit. */
export function paymentStory(
  language: Language,
  payment: Payment,
  events: readonly RecordedPaymentEvent[],
  refunds: readonly Refund[],
): string {
  const { id, status, method, origin, price, granted, refunded, promo, inviterReward } = payment;
  const facts: readonly (readonly [PlainMessageKey, string | undefined])[] = [
    ['payment-fact-status', translate(language, statusKeys[status])],
    ['payment-fact-user', String(payment.userId)],
    ['payment-fact-price', formatMoney(language, plainMoney(price))],
    ['payment-fact-method', `${method}, ${origin}`],
    ['payment-fact-package', payment.packageId],
    ['payment-fact-granted', translate(language, 'credits', { credits: Number(granted) })],
    [
      'payment-fact-refunded',
      refunded.minor > 0n ? formatMoney(language, plainMoney(refunded)) : undefined,
    ],
    ['payment-fact-promo', promo?.code],
    [
      'payment-fact-inviter',
      inviterReward && `${inviterReward.inviterId}: ${inviterReward.credits}`,
    ],
    ['payment-fact-charge', payment.chargeId],
    ['payment-fact-provider', payment.providerPaymentId],
    ['payment-fact-order', payment.parentId],
    ['payment-fact-reason', payment.cancelReason],
  ];
  const lines = facts.flatMap(([key, value]) =>
    value === undefined ? [] : [`${translate(language, key)}: ${value}`],
  );
  return [
    [id, ...flagOf(language, payment.flag)].join('\n'),
    lines.join('\n'),
    ...(refunds.length > 0
      ? [
          refunds
            .slice(-refundsShown)
            .map((one) => refundLine(language, one))
            .join('\n'),
        ]
      : []),
    ...(events.length > 0 ? [events.slice(-eventsShown).map(eventLine).join('\n')] : []),
  ].join('\n\n');
}

export function benefitText(language: Language, benefit: PromoBenefit): string {
  return benefit.kind === 'credits'
    ? translate(language, 'credits', { credits: benefit.credits })
    : translate(language, benefit.kind === 'bonus' ? 'benefit-bonus' : 'benefit-discount', {
        percent: benefit.percent,
      });
}

const flagOf = (language: Language, flag: PaymentFlag | undefined): readonly string[] =>
  flag === undefined ? [] : [describeFlag(language, flag)];

function refundLine(language: Language, { amount, status, origin, id, failure }: Refund): string {
  const money = formatMoney(language, plainMoney(amount));
  const words = [money, status, origin, ...(failure === undefined ? [] : [failure])];
  return `↩️ ${words.join(' · ')}\n${id}`;
}

/** As they were recorded: what happened, for eyes that know the program. */
function eventLine({ kind, at, details }: RecordedPaymentEvent): string {
  const facts = Object.entries(details ?? {}).map(([name, value]) => `${name}=${value}`);
  return [formatTime(at), kind, ...facts].join(' ');
}
