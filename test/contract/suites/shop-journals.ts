import { beforeEach, describe, expect, test } from 'vitest';
import type { OperatorEvent } from '../../../src/application/notices.ts';
import type { Difference } from '../../../src/domain/payments/difference.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { aName, at, aUuid } from '../../builders/domain.ts';
import { aDifference, kopecks, stars } from '../../builders/payments.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';
import { existingPaidPayment, existingPayment, existingRefund } from './shop.ts';

export function paymentInboxContract(open: OpenPersistence): void {
  describe('PaymentInbox', () => {
    let inbox: Persistence['unitOfWork']['direct']['paymentInbox'];

    beforeEach(async () => {
      const { unitOfWork } = await open();
      inbox = unitOfWork.direct.paymentInbox;
    });

    test('keeps what was pushed as it came, however odd', async () => {
      const body = '{"event": "payment.succeeded\0", "x": "🍌 \ud83c \\u0000"';
      const notification = { id: aUuid(), body, receivedAt: at(1) };

      await inbox.add(notification);

      expect(await inbox.find(notification.id)).toEqual(notification);
      expect(await inbox.find(aUuid())).toBeUndefined();
    });

    test('keeps handled ones until they are pruned, and others for good', async () => {
      const [handled, waiting] = [aUuid(), aUuid()];
      await inbox.add({ id: handled, body: '{}', receivedAt: at(1) });
      await inbox.add({ id: waiting, body: '{}', receivedAt: at(1) });

      await inbox.done(handled, 'settled', at(5));
      await inbox.done(aUuid(), 'unknown', at(5));

      await inbox.prune(at(5));
      expect(await inbox.find(handled)).toBeDefined();
      await inbox.prune(at(6));
      expect(await inbox.find(handled)).toBeUndefined();
      expect(await inbox.find(waiting)).toBeDefined();
    });
  });
}

export function operatorJournalContract(open: OpenPersistence): void {
  describe('OperatorJournal', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let journal: Persistence['unitOfWork']['direct']['operatorJournal'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      journal = unitOfWork.direct.operatorJournal;
    });

    const failed = (reason: string): OperatorEvent => ({
      kind: 'refund_failed',
      paymentId: 'p',
      refunded: { amount: '99.00', currency: 'RUB' },
      reason,
    });

    test('tells each event once, oldest first', async () => {
      const events = ['1', '2 \0 🍌', '3', '4'].map(failed);
      for (const event of events) {
        await journal.add(event);
      }

      expect(await journal.take(3)).toEqual(events.slice(0, 3));
      expect(await journal.take(3)).toEqual(events.slice(3));
      expect(await journal.take(3)).toEqual([]);
    });

    test('tells a named event once, ever; the same without a name each time', async () => {
      await journal.add(failed('first'), 'name');
      await journal.add(failed('second'), 'name');
      expect(await journal.take(10)).toEqual([failed('first')]);

      await journal.add(failed('third'), 'name');
      await journal.add(failed('same'));
      await journal.add(failed('same'));
      expect(await journal.take(10)).toEqual([failed('same'), failed('same')]);
    });

    test('takes a name from one of many', async () => {
      await Promise.all(
        Array.from({ length: 8 }, () =>
          unitOfWork.run(async (scope) => {
            await scope.operatorJournal.add({ kind: 'no_payment_methods' }, 'name');
            return ok();
          }),
        ),
      );

      expect(await journal.take(10)).toHaveLength(1);
    });

    test('gives each event to one of many', async () => {
      const events = Array.from({ length: 12 }, (_, index) => failed(String(index)));
      for (const event of events) {
        await journal.add(event);
      }

      const taken = await Promise.all(Array.from({ length: 6 }, () => journal.take(4)));

      const all = [...taken.flat(), ...(await journal.take(100))];
      expect(all).toHaveLength(events.length);
      expect(new Set(all.map((event) => JSON.stringify(event))).size).toBe(events.length);
    });
  });
}

export function reconciliationStoreContract(open: OpenPersistence): void {
  describe('ReconciliationStore', () => {
    let persistence: Persistence;
    let store: Persistence['unitOfWork']['direct']['reconciliation'];

    beforeEach(async () => {
      persistence = await open();
      store = persistence.unitOfWork.direct.reconciliation;
    });

    test('goes on where it stood, never back', async () => {
      expect(await store.starOffset()).toBe(0);

      await Promise.all([100, 300, 200].map((offset) => store.setStarOffset(offset)));
      await store.setStarOffset(50);

      expect(await store.starOffset()).toBe(300);
    });

    test('knows until when YooKassa was compared, whatever Stars are at', async () => {
      expect(await store.yookassaComparedUntil()).toBeUndefined();
      await store.setYookassaComparedUntil(at(2));
      await store.setYookassaComparedUntil(at(1));
      expect(await store.yookassaComparedUntil()).toEqual(at(2));
      expect(await store.starOffset()).toBe(0);
      await store.setStarOffset(7);
      expect(await store.yookassaComparedUntil()).toEqual(at(2));
    });

    test('keeps differences of every kind, newest first', async () => {
      const payment = await existingPaidPayment(persistence);
      const refund = await existingRefund(persistence, payment);
      const { id: paymentId } = await existingPayment(persistence);
      const base = { provider: 'telegram', providerId: aName(), amount: stars(50) } as const;
      const differences: readonly Difference[] = [
        aDifference(),
        aDifference({ paymentId, repaired: true }),
        { ...base, kind: 'payment_not_at_provider', paymentId, repaired: false },
        { ...base, kind: 'amount_differs', booked: stars(49), paymentId, repaired: false },
        { ...base, kind: 'refund_not_booked', repaired: false },
        {
          ...base,
          kind: 'refund_not_booked',
          providerId: aName(),
          paymentId: payment.id,
          refundId: refund.id,
          repaired: true,
        },
      ];

      for (const difference of differences) {
        expect(await store.addDifference(difference)).toBe(true);
      }

      expect(await store.differences(10)).toEqual(differences.toReversed());
      expect(await store.differences(2)).toEqual(differences.toReversed().slice(0, 2));
    });

    test('writes down a difference once, whoever finds it and whatever came of it', async () => {
      const difference = aDifference();

      const added = await Promise.all(
        Array.from({ length: 6 }, () => store.addDifference(difference)),
      );

      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await store.addDifference({ ...difference, amount: kopecks(1) })).toBe(false);
      expect(await store.differences(10)).toEqual([difference]);
    });
  });
}
