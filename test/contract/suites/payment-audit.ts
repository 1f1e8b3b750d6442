import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditFinding } from '../../../src/application/ports/credit-audit.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import type { LedgerOperation } from '../../../src/domain/credits/ledger.ts';
import { type Payment, purchaseReference } from '../../../src/domain/payments/payment.ts';
import type { Refund } from '../../../src/domain/payments/refund.ts';
import { at } from '../../builders/domain.ts';
import { kopecks, stars } from '../../builders/payments.ts';
import { existingUser, type OpenPersistence, type Persistence, posted } from './persistence.ts';
import { existingPaidPayment, existingPayment, existingRefund } from './shop.ts';

export function paymentAuditContract(open: OpenPersistence): void {
  describe('CreditAudit, of payments', () => {
    let persistence: Persistence;

    beforeEach(async () => {
      persistence = await open();
    });

    async function findings(): Promise<readonly AuditFinding[]> {
      return (await persistence.audit.run()).findings;
    }

    async function post(
      { userId }: Pick<Payment, 'userId'>,
      reference: string,
      amount: number,
      operation: LedgerOperation = 'grant',
      kind: 'purchase' | 'refund' | 'admin' = 'purchase',
    ): Promise<void> {
      const posting = { operation, kind, amount: credits(amount), reference };
      posted(await persistence.unitOfWork.direct.credits.post(userId, posting));
    }

    const referenceOf = ({ method, chargeId }: Payment): string =>
      purchaseReference(method, chargeId ?? '');

    /** Paid, and granted so many credits in the ledger. */
    async function bought(fields: Partial<Payment> = {}, amount = 100): Promise<Payment> {
      const payment = await existingPaidPayment(persistence, fields);
      await post(payment, referenceOf(payment), amount);
      return payment;
    }

    const taken = (refund: Refund, amount: number) =>
      post(refund, `refund:${refund.id}`, amount, 'revoke', 'refund');

    const givenBack = (refund: Refund, amount: number) =>
      post(refund, `refund-failed:${refund.id}`, amount, 'grant', 'refund');

    test('finds nothing when all that was paid was granted, and all given back was taken', async () => {
      await bought();
      await existingPayment(persistence);
      await existingPaidPayment(persistence, {
        origin: 'unmatched',
        packageId: undefined,
        granted: credits(0),
      });
      const whole = await bought({ status: 'refunded', refunded: stars(50) });
      const end = { status: 'succeeded', endedAt: at(2) } as const;
      await taken(await existingRefund(persistence, whole, end), 100);
      const partly = await bought({ method: 'yookassa', refunded: kopecks(3_000) });
      const half = { ...end, creditsTaken: credits(15), amount: kopecks(1_500) };
      await taken(await existingRefund(persistence, partly, half), 15);
      await taken(await existingRefund(persistence, partly, half), 15);
      const nothing = { amount: kopecks(1), creditsTaken: credits(0) };
      await existingRefund(persistence, partly, nothing);
      const kept = await existingRefund(persistence, partly, {
        status: 'canceled',
        endedAt: at(2),
        creditsTaken: credits(30),
      });
      await taken(kept, 30);
      await givenBack(kept, 30);

      const report = await persistence.audit.run();

      expect(report.findings).toEqual([]);
      expect(report.payments).toBe(5);
    });

    test('finds a payment that was not granted', async () => {
      const { id, userId } = await existingPaidPayment(persistence);

      expect(await findings()).toEqual([
        { kind: 'grant_differs', userId, paymentId: id, granted: 100n, entries: 0n },
      ]);
    });

    test('finds a payment that was granted otherwise than it says', async () => {
      const { id, userId } = await bought({}, 99);

      expect(await findings()).toEqual([
        { kind: 'grant_differs', userId, paymentId: id, granted: 100n, entries: 99n },
      ]);
    });

    test('finds a payment whose credits went to somebody else', async () => {
      const payment = await existingPaidPayment(persistence);
      const other = await existingUser(persistence.unitOfWork);
      const reference = referenceOf(payment);
      await post({ userId: other.id }, reference, 100);

      const { id, userId } = payment;
      expect(await findings()).toEqual([
        { kind: 'grant_differs', userId, paymentId: id, granted: 100n, entries: 0n },
        { kind: 'grant_without_payment', userId: other.id, reference },
      ]);
    });

    test('finds a grant that nobody paid for', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      await existingPayment(persistence, { userId });
      const reference = 'purchase:stars:never';
      await post({ userId }, reference, 100);

      expect(await findings()).toEqual([{ kind: 'grant_without_payment', userId, reference }]);
    });

    test('does not take an entry of another kind for a grant', async () => {
      const payment = await existingPaidPayment(persistence);
      await post(payment, referenceOf(payment), 100, 'grant', 'admin');

      expect((await findings()).map(({ kind }) => kind)).toEqual(['grant_differs']);
    });

    test('finds a refund that took otherwise than it says', async () => {
      const payment = await bought();
      const missing = await existingRefund(persistence, payment);
      const { userId } = payment;
      const refundId = missing.id;
      const found = { kind: 'refund_differs', userId, refundId, taken: 100n } as const;

      expect(await findings()).toEqual([{ ...found, entries: 0n }]);
      await taken(missing, 60);
      expect(await findings()).toEqual([{ ...found, entries: 60n }]);
      await givenBack(missing, 60);
      expect(await findings()).toEqual([{ ...found, entries: 0n }]);
    });

    test('finds a canceled refund that gave nothing back', async () => {
      const payment = await bought();
      const end = { status: 'canceled', endedAt: at(2) } as const;
      const refund = await existingRefund(persistence, payment, end);
      await taken(refund, 100);

      const { userId } = payment;
      expect(await findings()).toEqual([
        { kind: 'refund_differs', userId, refundId: refund.id, taken: 0n, entries: 100n },
      ]);
    });

    test('finds money given back of which the payment does not know, and the reverse', async () => {
      const end = { status: 'succeeded', endedAt: at(2), creditsTaken: credits(0) } as const;
      const silent = await bought();
      await existingRefund(persistence, silent, end);
      const boasting = await bought({ method: 'yookassa', refunded: kopecks(500) });
      await existingRefund(persistence, boasting, { creditsTaken: credits(0) });

      const found = await findings();

      expect(found).toHaveLength(2);
      expect(found).toContainEqual({
        kind: 'refunded_money_differs',
        userId: silent.userId,
        paymentId: silent.id,
        payment: 0n,
        refunds: 50n,
      });
      expect(found).toContainEqual({
        kind: 'refunded_money_differs',
        userId: boasting.userId,
        paymentId: boasting.id,
        payment: 500n,
        refunds: 0n,
      });
    });
  });
}
