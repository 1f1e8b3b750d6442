import type { AuditFinding } from '../../src/application/ports/credit-audit.ts';
import type { EntryKind } from '../../src/domain/credits/ledger.ts';
import { type Payment, purchaseReference } from '../../src/domain/payments/payment.ts';
import type { Refund } from '../../src/domain/payments/refund.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import type { InMemoryState } from './in-memory-state.ts';

/** What payments and refunds say, beside the entries of the ledger. */
export function paymentFindings(state: InMemoryState): readonly AuditFinding[] {
  const payments = [...state.payments.values()];
  return [
    ...payments.flatMap((payment) => grantFindings(state, payment)),
    ...strayGrants(state, payments),
    ...[...state.refunds.values()].flatMap((refund) => refundFindings(state, refund)),
    ...payments.flatMap((payment) => moneyFindings(state, payment)),
  ];
}

const referenceOf = ({ method, chargeId }: Payment): string | undefined =>
  chargeId === undefined ? undefined : purchaseReference(method, chargeId);

/** What an entry did to the credits of its user. */
function effectOf(
  state: InMemoryState,
  reference: string | undefined,
  userId: UserId,
  kind: EntryKind,
): bigint {
  const entry = reference === undefined ? undefined : state.entries.get(reference);
  return entry?.userId === userId && entry.kind === kind ? entry.availableDelta : 0n;
}

function grantFindings(state: InMemoryState, payment: Payment): readonly AuditFinding[] {
  const { id: paymentId, userId, granted } = payment;
  const entries = effectOf(state, referenceOf(payment), userId, 'purchase');
  return entries === granted
    ? []
    : [{ kind: 'grant_differs', userId, paymentId, granted, entries }];
}

function strayGrants(state: InMemoryState, payments: readonly Payment[]): readonly AuditFinding[] {
  return [...state.entries.values()]
    .filter(({ kind }) => kind === 'purchase')
    .filter(
      ({ reference, userId }) =>
        !payments.some((one) => one.userId === userId && referenceOf(one) === reference),
    )
    .map(({ userId, reference }) => ({ kind: 'grant_without_payment', userId, reference }));
}

function refundFindings(state: InMemoryState, refund: Refund): readonly AuditFinding[] {
  const { id: refundId, userId, status, creditsTaken } = refund;
  const taken = status === 'canceled' ? 0n : creditsTaken;
  const entries = -(
    effectOf(state, `refund:${refundId}`, userId, 'refund') +
    effectOf(state, `refund-failed:${refundId}`, userId, 'refund')
  );
  return entries === taken ? [] : [{ kind: 'refund_differs', userId, refundId, taken, entries }];
}

function moneyFindings(state: InMemoryState, payment: Payment): readonly AuditFinding[] {
  const { id: paymentId, userId, refunded } = payment;
  const refunds = [...state.refunds.values()]
    .filter((refund) => refund.paymentId === paymentId && refund.status === 'succeeded')
    .reduce((total, { amount }) => total + amount.minor, 0n);
  return refunds === refunded.minor
    ? []
    : [
        {
          kind: 'refunded_money_differs',
          userId,
          paymentId,
          payment: refunded.minor,
          refunds,
        },
      ];
}
