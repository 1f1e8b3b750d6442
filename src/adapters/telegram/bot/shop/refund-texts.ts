import { plainMoney } from '../../../../application/notices.ts';
import type { RefundPaymentRefusal } from '../../../../application/payments/refund-payment.ts';
import type { Payment } from '../../../../domain/payments/payment.ts';
import type { Refund, RefundQuote, RefundStatus } from '../../../../domain/payments/refund.ts';
import { assertNever } from '../../../../domain/shared/assert-never.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { formatMoney } from '../../texts/format-money.ts';
import type { PlainMessageKey } from '../../texts/messages.ts';
import { translate } from '../../texts/translate.ts';

/** What a refund would do: money, credits, and what cannot be taken back any more. */
export function quoteText(language: Language, payment: Payment, quote: RefundQuote): string {
  const lines = [
    translate(language, 'refund-quote', {
      price: formatMoney(language, plainMoney(quote.amount)),
      whole: formatMoney(language, plainMoney(payment.price)),
      user: String(payment.userId),
    }),
    translate(language, 'refund-quote-credits', { credits: Number(quote.taken) }),
  ];
  if (quote.shortfall > 0n) {
    lines.push(translate(language, 'refund-quote-shortfall', { credits: Number(quote.shortfall) }));
  }
  const { inviterDue, inviterTaken } = quote;
  if (inviterDue > 0n) {
    lines.push(
      translate(language, 'refund-quote-inviter', {
        due: Number(inviterDue),
        taken: Number(inviterTaken),
      }),
    );
  }
  return lines.join('\n');
}

const statusKeys = {
  created: 'refund-created',
  pending: 'refund-pending',
  succeeded: 'refund-succeeded',
  canceled: 'refund-canceled',
} as const satisfies { readonly [status in RefundStatus]: PlainMessageKey };

/** How a refund stands after it was asked for. */
export function refundText(language: Language, refund: Refund): string {
  const { amount, status, creditsTaken, shortfall, failure, paymentId } = refund;
  const lines = [
    translate(language, 'refund-of', {
      price: formatMoney(language, plainMoney(amount)),
      payment: paymentId,
    }),
    translate(language, statusKeys[status]),
  ];
  if (status === 'canceled') {
    return [...lines, ...(failure === undefined ? [] : [failure])].join('\n');
  }
  lines.push(translate(language, 'refund-taken', { credits: Number(creditsTaken) }));
  if (shortfall > 0n) {
    lines.push(translate(language, 'refund-shortfall', { credits: Number(shortfall) }));
  }
  return lines.join('\n');
}

export function refundRefusalText(language: Language, refusal: RefundPaymentRefusal): string {
  switch (refusal.kind) {
    case 'unknown_payment':
      return translate(language, 'admin-payment-unknown');
    case 'not_paid':
      return translate(language, 'refund-not-paid');
    case 'already_refunded':
      return translate(language, 'refund-already');
    case 'amount_too_large': {
      const price = formatMoney(language, plainMoney(refusal.left));
      return translate(language, 'refund-too-large', { price });
    }
    case 'amount_invalid':
      return translate(language, 'admin-refund-usage');
    case 'whole_only': {
      const price = formatMoney(language, plainMoney(refusal.amount));
      return translate(language, 'refund-whole-only', { price });
    }
    case 'credits_in_use':
      return translate(language, 'refund-in-use', { credits: Number(refusal.held) });
    case 'refund_unavailable':
      return translate(language, 'refund-unavailable');
    default:
      return assertNever(refusal);
  }
}
