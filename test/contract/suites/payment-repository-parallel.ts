import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { aName, at, someDay } from '../../builders/domain.ts';
import {
  aDifference,
  aPaidPayment,
  aPayment,
  aPromo,
  aRefund,
  paid,
} from '../../builders/payments.ts';
import {
  committing,
  existingUser,
  type OpenPersistence,
  type Persistence,
  userWithCredits,
} from './persistence.ts';
import { existingPackage, existingPaidPayment, existingPayment } from './shop.ts';

export function parallelPaymentsContract(open: OpenPersistence): void {
  describe('PaymentRepository, in parallel', () => {
    let persistence: Persistence;
    let unitOfWork: Persistence['unitOfWork'];
    let payments: Persistence['unitOfWork']['direct']['payments'];

    beforeEach(async () => {
      persistence = await open();
      ({ unitOfWork } = persistence);
      ({ payments } = unitOfWork.direct);
    });

    const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: count }, work));

    test('a request key orders once', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const { id: packageId } = await existingPackage(persistence);
      const requestKey = aName();

      const inserted = await times(10, () =>
        unitOfWork.run(async (scope) =>
          ok(await scope.payments.insert(aPayment({ userId, packageId, requestKey }))),
        ),
      );

      expect(inserted.filter(({ value }) => value)).toHaveLength(1);
      expect(await payments.latest(userId, 'all', 10)).toHaveLength(1);
    });

    test('a charge is written down once, and who comes later finds it', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const { id: packageId } = await existingPackage(persistence);
      const chargeId = aName();

      const settled = await times(8, () =>
        unitOfWork.run(async (scope) => {
          const known = await scope.payments.findByCharge('stars', chargeId);
          if (known) {
            return ok(known.id);
          }
          const payment = aPaidPayment({ userId, packageId, chargeId });
          await scope.payments.insert(payment);
          await scope.operatorJournal.add({ kind: 'no_payment_methods' });
          return ok(payment.id);
        }),
      );

      expect(new Set(settled.map(({ value }) => value)).size).toBe(1);
      expect(await payments.latest(userId, 'all', 10)).toHaveLength(1);
      expect(await unitOfWork.direct.operatorJournal.take(10)).toHaveLength(1);
    });

    test('orders that the same charge pays find each other', async () => {
      const orders = [await existingPayment(persistence), await existingPayment(persistence)];
      const chargeId = aName();

      await Promise.all(
        orders.map(({ id }) =>
          unitOfWork.run(
            committing(async (scope) => {
              const order = await scope.payments.lock(id);
              const known = await scope.payments.findByCharge('stars', chargeId);
              if (order && !known) {
                await scope.payments.save(paid(order, { chargeId }));
              }
            }),
          ),
        ),
      );

      const after = await Promise.all(orders.map(({ id }) => payments.find(id)));
      expect(after.map((payment) => payment?.status).toSorted()).toEqual(['paid', 'pending']);
    });

    test('a lock keeps others from changing a payment until the transaction ends', async () => {
      const { id } = await existingPayment(persistence);

      await times(10, () =>
        unitOfWork.run(
          committing(async (scope) => {
            const payment = await scope.payments.lock(id);
            if (payment) {
              await scope.payments.save({ ...payment, checks: payment.checks + 1 });
            }
          }),
        ),
      );

      expect((await payments.find(id))?.checks).toBe(10);
    });

    describe('claimDue', () => {
      test('hands out what is due, oldest first, and puts it off', async () => {
        const second = await existingPayment(persistence, { nextCheckAt: at(5) });
        const first = await existingPayment(persistence, { nextCheckAt: at(4) });
        await existingPayment(persistence, { nextCheckAt: at(6) });
        await existingPayment(persistence);
        const lease = { nextCheckAt: at(60_000) };

        expect(await payments.claimDue(at(3), at(60_000), 10)).toEqual([]);
        const one = await payments.claimDue(at(5), at(60_000), 1);
        expect(one).toEqual([{ ...first, ...lease }]);
        expect(await payments.claimDue(at(5), at(60_000), 10)).toEqual([{ ...second, ...lease }]);
        expect(await payments.claimDue(at(5), at(60_000), 10)).toEqual([]);
        expect(await payments.find(first.id)).toEqual({ ...first, ...lease });
      });

      test('hands out again what nobody saved when its time is over', async () => {
        const { id } = await existingPayment(persistence, { nextCheckAt: at(0) });
        await payments.claimDue(at(0), at(60_000), 10);

        expect(await payments.claimDue(at(59_999), at(90_000), 10)).toEqual([]);
        const again = await payments.claimDue(at(60_000), at(90_000), 10);
        expect(again.map((payment) => payment.id)).toEqual([id]);
      });

      test('gives each payment to one of many', async () => {
        const due = await times(12, () => existingPayment(persistence, { nextCheckAt: at(0) }));

        const claims = await times(6, () => payments.claimDue(at(0), at(60_000), 4));

        const ids = claims.flat().map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const rest = await payments.claimDue(at(0), at(60_000), 100);
        expect([...ids, ...rest.map(({ id }) => id)].toSorted()).toEqual(
          due.map(({ id }) => id).toSorted(),
        );
      });
    });

    test('a transaction that fails leaves nothing of a sale', async () => {
      const { id: userId } = await userWithCredits(unitOfWork, 10);
      const order = await existingPayment(persistence, { userId, nextCheckAt: at(0) });
      const paidOrder = paid(order);
      const earlier = await existingPaidPayment(persistence, { userId });
      const refund = aRefund(earlier);
      const promo = aPromo();
      const difference = aDifference({ paymentId: order.id });

      await unitOfWork.run(async (scope) => {
        await scope.payments.claimDue(at(0), at(60_000), 10);
        await scope.payments.save(paidOrder);
        await scope.payments.record(order.id, { kind: 'paid' });
        await scope.refunds.insert(refund);
        await scope.promos.save(promo);
        await scope.operatorJournal.add({ kind: 'no_payment_methods' }, 'once');
        await scope.reconciliation.setStarOffset(7);
        await scope.reconciliation.addDifference(difference);
        await scope.paymentInbox.add({ id: order.id, body: '{}', receivedAt: someDay });
        await scope.credits.post(userId, {
          operation: 'grant',
          kind: 'purchase',
          amount: credits(100),
          reference: `purchase:stars:${paidOrder.chargeId}`,
        });
        return err('no');
      });

      const { direct } = unitOfWork;
      expect(await payments.find(order.id)).toEqual(order);
      expect(await payments.events(order.id)).toEqual([]);
      expect(await direct.refunds.find(refund.id)).toBeUndefined();
      expect(await direct.promos.find(promo.code)).toBeUndefined();
      expect(await direct.operatorJournal.take(10)).toEqual([]);
      expect(await direct.reconciliation.starOffset()).toBe(0);
      expect(await direct.reconciliation.differences(10)).toEqual([]);
      expect(await direct.paymentInbox.find(order.id)).toBeUndefined();
      expect((await direct.credits.account(userId)).available).toBe(10n);
    });
  });
}
