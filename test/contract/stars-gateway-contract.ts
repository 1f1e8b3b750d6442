import { expect, test } from 'vitest';
import { Outage } from '../../src/application/ports/outage.ts';
import type { StarsGateway } from '../../src/application/ports/stars-gateway.ts';
import { money } from '../../src/domain/payments/money.ts';
import { type UserId, userId } from '../../src/domain/shared/ids.ts';

export interface StarSale {
  readonly stars: number;
  readonly payload: string;
  readonly isSubscription?: boolean;
}

/** A gateway, and hands to do what payers, Telegram's support and networks do. */
export interface StarsGatewaySubject {
  readonly gateway: StarsGateway;
  readonly payer: UserId;
  /** The payer pays. @returns the charge id */
  pay(sale: StarSale): Promise<string>;
  refundElsewhere(chargeId: string): void;
  /** @returns undefined when there is no such subscription */
  isCanceledByBot(chargeId: string): boolean | undefined;
  /** The next such call ends in an unknown outcome: before it is done, or after. */
  breakNext(call: keyof StarsGateway, when: 'before' | 'after'): void;
}

/** What every StarsGateway does. @param subject a fresh one for each test */
export function starsGatewayContract(subject: () => StarsGatewaySubject): void {
  const all = () => subject().gateway.transactions(0, 100);
  const stranger = userId(4_242_424_242);

  test('without payments there are no transactions', async () => {
    expect(await all()).toEqual([]);
  });

  test('payments are transactions with their charge id, payer and payload, oldest first', async () => {
    const { payer } = subject();
    const first = await subject().pay({ stars: 50, payload: 'order one' });
    const second = await subject().pay({ stars: 75, payload: 'order two' });
    const [one, two, ...rest] = await all();
    expect(one).toMatchObject({
      id: first,
      direction: 'in',
      amount: money(50, 'XTR'),
      invoice: { userId: payer, payload: 'order one' },
    });
    expect(two).toMatchObject({ id: second, amount: money(75, 'XTR') });
    expect(one?.at).toBeInstanceOf(Date);
    expect(rest).toEqual([]);
  });

  test('transactions are read from an offset, no more than asked for', async () => {
    const ids: string[] = [];
    for (const stars of [1, 2, 3, 4]) {
      ids.push(await subject().pay({ stars, payload: `order ${stars}` }));
    }
    const page = async (offset: number, limit: number) =>
      (await subject().gateway.transactions(offset, limit)).map(({ id }) => id);
    expect(await page(0, 2)).toEqual(ids.slice(0, 2));
    expect(await page(2, 100)).toEqual(ids.slice(2));
    expect(await page(4, 100)).toEqual([]);
  });

  test('a refund goes out under the id of its payment', async () => {
    const chargeId = await subject().pay({ stars: 50, payload: 'an order' });
    expect(await subject().gateway.refund(subject().payer, chargeId)).toMatchObject({ ok: true });
    expect((await all()).map(({ id, direction, amount }) => [id, direction, amount])).toEqual([
      [chargeId, 'in', money(50, 'XTR')],
      [chargeId, 'out', money(50, 'XTR')],
    ]);
  });

  test('a second refund of the same payment counts as done and gives nothing back', async () => {
    const chargeId = await subject().pay({ stars: 50, payload: 'an order' });
    const refund = () => subject().gateway.refund(subject().payer, chargeId);
    const outcomes = await Promise.all([refund(), refund(), refund()]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await all()).toHaveLength(2);
  });

  test('a refund made elsewhere is seen, and counts as done', async () => {
    const chargeId = await subject().pay({ stars: 50, payload: 'an order' });
    subject().refundElsewhere(chargeId);
    expect(await all()).toHaveLength(2);
    expect(await subject().gateway.refund(subject().payer, chargeId)).toMatchObject({ ok: true });
    expect(await all()).toHaveLength(2);
  });

  test('what was never paid, or by somebody else, is not refunded', async () => {
    const chargeId = await subject().pay({ stars: 50, payload: 'an order' });
    const unknown = await subject().gateway.refund(subject().payer, 'no-such-charge');
    expect(unknown).toMatchObject({
      ok: false,
      error: { kind: 'refused', code: 'CHARGE_NOT_FOUND' },
    });
    const foreign = await subject().gateway.refund(stranger, chargeId);
    expect(foreign).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await all()).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)(
    'an outage %s the refund is thrown, and repeating it refunds once',
    async (when) => {
      const chargeId = await subject().pay({ stars: 50, payload: 'an order' });
      const refund = () => subject().gateway.refund(subject().payer, chargeId);
      subject().breakNext('refund', when);
      await expect(refund()).rejects.toThrow(Outage);
      expect(await refund()).toMatchObject({ ok: true });
      expect(await all()).toHaveLength(2);
    },
  );

  test('an outage while reading is thrown', async () => {
    subject().breakNext('transactions', 'before');
    await expect(all()).rejects.toThrow(Outage);
    expect(await all()).toEqual([]);
  });

  test('the renewal of a subscription is stopped and allowed again', async () => {
    const chargeId = await subject().pay({ stars: 50, payload: 'a month', isSubscription: true });
    const { gateway, payer } = subject();
    for (const canceled of [true, true, false]) {
      const changed = await gateway.setSubscriptionCanceled(payer, chargeId, canceled);
      expect(changed).toMatchObject({ ok: true });
      expect(subject().isCanceledByBot(chargeId)).toBe(canceled);
    }
  });

  test('what is no subscription cannot be stopped', async () => {
    const { gateway, payer } = subject();
    const chargeId = await subject().pay({ stars: 50, payload: 'an order' });
    for (const id of [chargeId, 'no-such-charge']) {
      expect(await gateway.setSubscriptionCanceled(payer, id, true)).toMatchObject({
        ok: false,
        error: { kind: 'refused' },
      });
    }
  });
}
