import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import type { Refund } from '../../../src/domain/payments/refund.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { aName, at } from '../../builders/domain.ts';
import { aPaymentId, aRefund, aRefundId, kopecks } from '../../builders/payments.ts';
import { committing, type OpenPersistence, type Persistence } from './persistence.ts';
import { existingPaidPayment, existingRefund } from './shop.ts';

export function refundRepositoryContract(open: OpenPersistence): void {
  describe('RefundRepository', () => {
    let persistence: Persistence;
    let unitOfWork: Persistence['unitOfWork'];
    let refunds: Persistence['unitOfWork']['direct']['refunds'];

    beforeEach(async () => {
      persistence = await open();
      ({ unitOfWork } = persistence);
      ({ refunds } = unitOfWork.direct);
    });

    async function everythingSet(): Promise<Refund> {
      const payment = await existingPaidPayment(persistence, { method: 'yookassa' });
      return aRefund(payment, {
        amount: kopecks(4_950),
        status: 'succeeded',
        origin: 'outside',
        reason: 'Не понравилось 🍌',
        creditsTaken: credits(40),
        inviterCreditsTaken: credits(5),
        shortfall: credits(10),
        providerRequest: '{"payment_id":"p-1"}',
        providerRefundId: aName(),
        failure: 'insufficient_funds',
        checks: 3,
        nextCheckAt: at(4),
        endedAt: at(3),
      });
    }

    test('knows nothing at first', async () => {
      expect(await refunds.find(aRefundId())).toBeUndefined();
      expect(await refunds.lock(aRefundId())).toBeUndefined();
      expect(await refunds.findByRequestKey('none')).toBeUndefined();
      expect(await refunds.findByProviderId('none')).toBeUndefined();
      expect(await refunds.ofPayment(aPaymentId())).toEqual([]);
    });

    test('keeps all that is known of a refund', async () => {
      const refund = await everythingSet();

      expect(await refunds.insert(refund)).toBe(true);

      expect(await refunds.find(refund.id)).toEqual(refund);
      expect(await refunds.lock(refund.id)).toEqual(refund);
      expect(await refunds.findByRequestKey(refund.requestKey)).toEqual(refund);
      expect(await refunds.findByProviderId(refund.providerRefundId ?? '')).toEqual(refund);
    });

    test('keeps a refund of which little is known', async () => {
      const refund = await existingRefund(persistence, await existingPaidPayment(persistence));

      expect(await refunds.find(refund.id)).toEqual(refund);
    });

    test('refuses to give back a payment that is not there', async () => {
      const payment = await existingPaidPayment(persistence);

      await expect(refunds.insert(aRefund({ ...payment, id: aPaymentId() }))).rejects.toThrow();
    });

    test('lists the refunds of a payment, oldest first', async () => {
      const payment = await existingPaidPayment(persistence);
      const second = await existingRefund(persistence, payment, { createdAt: at(2) });
      const first = await existingRefund(persistence, payment, { createdAt: at(1) });
      await existingRefund(persistence, await existingPaidPayment(persistence));

      expect(await refunds.ofPayment(payment.id)).toEqual([first, second]);
    });

    test('writes nothing under a request key that was used, however often at a time', async () => {
      const payment = await existingPaidPayment(persistence);
      const requestKey = aName();

      const inserted = await Promise.all(
        Array.from({ length: 8 }, () =>
          unitOfWork.run(async (scope) =>
            ok(await scope.refunds.insert(aRefund(payment, { requestKey }))),
          ),
        ),
      );

      expect(inserted.filter(({ value }) => value)).toHaveLength(1);
      expect(await refunds.ofPayment(payment.id)).toHaveLength(1);
    });

    test('books a refund of the provider once, and who comes later finds it', async () => {
      const payment = await existingPaidPayment(persistence);
      const providerRefundId = aName();

      const booked = await Promise.all(
        Array.from({ length: 6 }, () =>
          unitOfWork.run(async (scope) => {
            const known = await scope.refunds.findByProviderId(providerRefundId);
            const refund = aRefund(payment, { origin: 'outside', providerRefundId });
            if (!known) {
              await scope.refunds.insert(refund);
            }
            return ok(known?.id ?? refund.id);
          }),
        ),
      );

      expect(new Set(booked.map(({ value }) => value)).size).toBe(1);
      expect(await refunds.ofPayment(payment.id)).toHaveLength(1);
    });

    test('overwrites what changes in a life, and nothing else', async () => {
      const full = await everythingSet();
      await refunds.insert(full);
      const changed: Refund = {
        ...full,
        status: 'pending',
        reason: undefined,
        creditsTaken: credits(41),
        shortfall: credits(9),
        idempotencyKey: 'second',
        keyedAt: at(7),
        providerRequest: undefined,
        providerRefundId: undefined,
        failure: undefined,
        checks: 4,
        nextCheckAt: undefined,
        endedAt: undefined,
      };

      await refunds.save({ ...changed, amount: kopecks(1), requestKey: 'other' });

      expect(await refunds.find(full.id)).toEqual(changed);
      await expect(refunds.save({ ...full, id: aRefundId() })).rejects.toThrow();
    });

    test('takes odd words of people and providers', async () => {
      const payment = await existingPaidPayment(persistence);
      const refund = await existingRefund(persistence, payment, { reason: 'a\0b' });

      const end = { status: 'canceled', endedAt: at(1), failure: '\0' } as const;
      await refunds.save({ ...refund, ...end });

      expect((await refunds.find(refund.id))?.status).toBe('canceled');
    });

    test('a lock keeps others from changing a refund until the transaction ends', async () => {
      const { id } = await existingRefund(persistence, await existingPaidPayment(persistence));

      await Promise.all(
        Array.from({ length: 8 }, () =>
          unitOfWork.run(
            committing(async (scope) => {
              const refund = await scope.refunds.lock(id);
              if (refund) {
                await scope.refunds.save({ ...refund, checks: refund.checks + 1 });
              }
            }),
          ),
        ),
      );

      expect((await refunds.find(id))?.checks).toBe(8);
    });

    test('hands out what is due, oldest first, to one of many, and puts it off', async () => {
      const payment = await existingPaidPayment(persistence);
      const second = await existingRefund(persistence, payment, { nextCheckAt: at(5) });
      const first = await existingRefund(persistence, payment, { nextCheckAt: at(4) });
      await existingRefund(persistence, payment, { nextCheckAt: at(6) });
      await existingRefund(persistence, payment);

      expect(await refunds.claimDue(at(3), at(60_000), 10)).toEqual([]);
      const claims = await Promise.all(
        Array.from({ length: 5 }, () => refunds.claimDue(at(5), at(60_000), 1)),
      );

      const lease = { nextCheckAt: at(60_000) };
      const rest = await refunds.claimDue(at(5), at(60_000), 10);
      const claimed = [...claims.flat(), ...rest];
      expect(claimed).toHaveLength(2);
      expect(claimed).toContainEqual({ ...first, ...lease });
      expect(claimed).toContainEqual({ ...second, ...lease });
      const again = await refunds.claimDue(at(60_000), at(90_000), 10);
      expect(again).toHaveLength(3);
    });
  });
}
