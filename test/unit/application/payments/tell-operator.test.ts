import { describe, expect, test } from 'vitest';
import type { OperatorEvent } from '../../../../src/application/notices.ts';
import { operatorId, Shop } from './shop.ts';

const event = (reason: string): OperatorEvent => ({
  kind: 'refund_failed',
  paymentId: 'p',
  refunded: { amount: '1.00', currency: 'RUB' },
  reason,
});

const digests = (shop: Shop) =>
  shop.messenger.notices.flatMap(({ notice }) =>
    notice.kind === 'operator_digest' ? [notice.events] : [],
  );

const write = async (shop: Shop, ...reasons: readonly string[]) => {
  for (const reason of reasons) {
    await shop.unitOfWork.direct.operatorJournal.add(event(reason));
  }
};

describe('TellOperator', () => {
  test('makes one message of many events, in their order', async () => {
    const shop = await Shop.open();
    await shop.app.registerContact.execute({
      profile: shop.aProfile({ id: operatorId, languageCode: 'ru' }),
    });
    await write(shop, 'a', 'b', 'c');
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(digests(shop)).toEqual([[event('a'), event('b'), event('c')]]);
    expect(shop.messenger.notices).toMatchObject([{ userId: operatorId, language: 'ru' }]);
  });

  test('pauses after each message, so that a busy hour is a few', async () => {
    const shop = await Shop.open();
    await write(shop, 'a');
    await shop.till.tellOperator.execute();
    await write(shop, 'b');
    await shop.till.tellOperator.execute();
    shop.clock.advance(4_999);
    await write(shop, 'c');
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(digests(shop)).toEqual([[event('a')]]);
    shop.clock.advance(1);
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(digests(shop)).toEqual([[event('a')], [event('b'), event('c')]]);
  });

  test('says nothing when nothing happened, and is not held up by having said nothing', async () => {
    const shop = await Shop.open();
    await shop.till.tellOperator.execute();
    await write(shop, 'a');
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(digests(shop)).toHaveLength(1);
  });

  test('tells nothing twice, and forgets nothing, from two workers at once', async () => {
    const shop = await Shop.open();
    const workers = [shop.process(), shop.process(), shop.process()];
    const all: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      all.push(`${round}-a`, `${round}-b`);
      await write(shop, `${round}-a`, `${round}-b`);
      await Promise.all(workers.map(({ payments }) => payments.tellOperator.execute()));
      shop.clock.advance(2_500);
    }
    await Promise.all(workers.map(({ payments }) => payments.tellOperator.execute()));
    await shop.work();
    expect(digests(shop).flat()).toEqual(all.map(event));
  });

  test('tells more than one message can hold in several', async () => {
    const shop = await Shop.open();
    await write(shop, ...Array.from({ length: 450 }, (_, index) => `${index}`));
    for (let round = 0; round < 4; round += 1) {
      await shop.till.tellOperator.execute();
      shop.clock.advance(5_000);
    }
    await shop.work();
    expect(digests(shop).map((events) => events.length)).toEqual([200, 200, 50]);
  });

  test('tells a named event once, ever', async () => {
    const shop = await Shop.open();
    const { operatorJournal } = shop.unitOfWork.direct;
    await operatorJournal.add(event('a'), 'name');
    await shop.till.tellOperator.execute();
    shop.clock.advance(5_000);
    await operatorJournal.add(event('b'), 'name');
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(digests(shop)).toEqual([[event('a')]]);
  });

  test('keeps the events when the message cannot be written down', async () => {
    const shop = await Shop.open();
    await write(shop, 'a');
    const worker = shop.processBehind((point) =>
      point === 'before transaction' ? Promise.reject(new Error('away')) : Promise.resolve(),
    );
    await expect(worker.payments.tellOperator.execute()).rejects.toThrow('away');
    await worker.payments.tellOperator.execute().catch(() => undefined);
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(digests(shop)).toEqual([[event('a')]]);
  });

  test('has nobody to tell where there is no operator', async () => {
    const shop = await Shop.open({ operatorId: undefined });
    await write(shop, 'a');
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(shop.messenger.notices).toEqual([]);
  });
});
