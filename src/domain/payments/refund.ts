import { type Credits, credits, minCredits, noCredits } from '../credits/credits.ts';
import type { PaymentId, RefundId, UserId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Money, minus, money } from './money.ts';
import { creditsForShare, type Payment } from './payment.ts';

/**
 * `created`: the credits are taken back, the provider may not know yet; `pending`: the provider
 * works on it; `canceled`: the money stayed, and the credits are given back.
 */
export type RefundStatus = 'created' | 'pending' | 'succeeded' | 'canceled';

export const refundTransitions: { readonly [from in RefundStatus]: readonly RefundStatus[] } = {
  created: ['pending', 'succeeded', 'canceled'],
  pending: ['succeeded', 'canceled'],
  succeeded: [],
  canceled: [],
};

export interface Refund {
  readonly id: RefundId;
  readonly paymentId: PaymentId;
  readonly userId: UserId;
  readonly amount: Money;
  readonly status: RefundStatus;
  /** An admin's wish, or made at the provider without us. */
  readonly origin: 'admin' | 'outside';
  readonly requestKey: string;
  readonly reason?: string | undefined;
  /** Taken from the user, and from the inviter. */
  readonly creditsTaken: Credits;
  readonly inviterCreditsTaken: Credits;
  /** What should have been taken and was spent already. */
  readonly shortfall: Credits;
  readonly idempotencyKey: string;
  /** When the key was first sent: the provider forgets it a day later. */
  readonly keyedAt: Date;
  readonly providerRequest?: string | undefined;
  readonly providerRefundId?: string | undefined;
  /** As the provider says it. */
  readonly failure?: string | undefined;
  readonly checks: number;
  readonly nextCheckAt?: Date | undefined;
  readonly createdAt: Date;
  readonly endedAt?: Date | undefined;
}

/** What a refund would do, for the admin to see before confirming. */
export interface RefundQuote {
  readonly amount: Money;
  /** Credits that this money bought. */
  readonly due: Credits;
  readonly taken: Credits;
  /** `due` less `taken`: spent already. */
  readonly shortfall: Credits;
  readonly inviterDue: Credits;
  readonly inviterTaken: Credits;
}

export type RefundRefusal =
  | { readonly kind: 'not_paid' }
  /** Refunds that are under way count as made. */
  | { readonly kind: 'already_refunded' }
  | { readonly kind: 'amount_too_large'; readonly left: Money }
  | { readonly kind: 'amount_invalid' }
  /** Telegram takes Stars back whole. */
  | { readonly kind: 'whole_only'; readonly amount: Money };

/** Credits of a payment's user and inviter that may be taken back now. */
export interface Takeable {
  readonly available: Credits;
  readonly inviterAvailable: Credits;
}

/**
 * @param wanted absent: all that is left
 * @param earlier refunds of the payment that were not canceled
 */
export function quoteRefund(
  payment: Payment,
  earlier: readonly Refund[],
  wanted: Money | undefined,
  takeable: Takeable,
): Result<RefundQuote, RefundRefusal> {
  const { price, granted, inviterReward, status, method } = payment;
  if (status !== 'paid' && status !== 'refunded') {
    return err({ kind: 'not_paid' });
  }
  const gone = money(sum(earlier.map(({ amount }) => amount.minor)), price.currency);
  if (gone.minor >= price.minor) {
    return err({ kind: 'already_refunded' });
  }
  const left = minus(price, gone);
  const amount = wanted ?? left;
  if (amount.currency !== price.currency || amount.minor === 0n) {
    return err({ kind: 'amount_invalid' });
  }
  if (amount.minor > left.minor) {
    return err({ kind: 'amount_too_large', left });
  }
  if (method === 'stars' && amount.minor !== price.minor) {
    return err({ kind: 'whole_only', amount: price });
  }
  const after = gone.minor + amount.minor;
  // Counted from the start, so that parts add up to the whole whatever rounding does to each, and
  // less what the others took, so that they still do when one in between was canceled.
  const dueBefore = sum(earlier.map((one) => one.creditsTaken + one.shortfall));
  const due = aboveZero(creditsForShare(granted, after, price.minor) - dueBefore);
  const taken = minCredits(due, takeable.available);
  const reward = inviterReward?.credits ?? noCredits;
  const inviterShare =
    creditsForShare(reward, after, price.minor) - creditsForShare(reward, gone.minor, price.minor);
  // What an inviter could not give back earlier is forgiven; no more than the reward is taken.
  const inviterLeft = reward - sum(earlier.map(({ inviterCreditsTaken }) => inviterCreditsTaken));
  const inviterDue = minCredits(aboveZero(inviterShare), aboveZero(inviterLeft));
  const inviterTaken = minCredits(inviterDue, takeable.inviterAvailable);
  return ok({ amount, due, taken, shortfall: credits(due - taken), inviterDue, inviterTaken });
}

const aboveZero = (amount: bigint): Credits => credits(amount > 0n ? amount : 0n);

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);
