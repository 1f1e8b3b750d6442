import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../sandbox/yookassa/control-api.ts';
import { paidOnce, untouched } from './shop-books.ts';
import { hourMs, minuteMs, openShop, type ShopStage, secondMs } from './shop-stage.ts';

const toCreate = { method: 'POST', path: '/payments' } as const;
/** A process that waits for YooKassa no longer than this. */
const impatientMs = 1_000;

const opened = {
  ...untouched,
  payments: ['pending 199.00 +0'],
  yookassa: { payments: ['pending 199.00'], refunds: [] },
  told: ['payment_page_ready'],
};

/** YooKassa's answer to a call that takes it longer. */
const stillAtIt = {
  kind: 'http',
  status: 202,
  body: '{"type":"processing","retry_after":1800}',
  contentType: 'application/json',
} as const;

/** The poll, some time after whoever placed the order should have opened its page. */
async function pollLater(stage: ShopStage, by = stage.shop): Promise<void> {
  stage.pass(31 * secondMs);
  await by.poll.execute();
}

const created = (stage: ShopStage) => stage.yookassa.calls(toCreate).calls;

/** The only payment at YooKassa is paid, and told of. */
async function pay(stage: ShopStage): Promise<void> {
  const [payment] = stage.yookassa.payments();
  stage.yookassa.pay(payment?.id ?? '');
  await stage.hearAndWork();
}

describe('a payment page that could not be had', () => {
  test.each([
    ['answers 500 after creating it', { kind: 'status', status: 500, when: 'after' }],
    ['answers 500 before creating it', { kind: 'status', status: 500 }],
    ['drops the connection after creating it', { kind: 'drop', when: 'after' }],
    ['drops the connection before creating it', { kind: 'drop' }],
    ['hides behind a gateway error', { kind: 'http', status: 502, body: '<html>', when: 'after' }],
    ['is still at it', { ...stillAtIt, when: 'after' }],
    ['asks for patience', { kind: 'status', status: 429, retryAfterMs: 1_000 }],
    ['answers nothing after creating it', { kind: 'hang', when: 'after' }],
    ['answers nothing before creating it', { kind: 'hang' }],
  ] as const satisfies readonly (readonly [string, Partial<FaultRule>])[])(
    'as YooKassa %s is sent later, for one payment',
    async (_what, fault) => {
      const stage = await openShop();
      const order = await stage.order();
      stage.yookassa.addFault({ ...fault, ...toCreate, times: 1 });
      const impatient = stage.another(impatientMs);
      await expect(impatient.openPage.execute(order.id)).rejects.toThrow();

      await pollLater(stage);
      expect(await stage.books()).toEqual(opened);
      const [first, second, ...others] = created(stage);
      expect(others).toEqual([]);
      expect(second).toMatchObject({ idempotenceKey: first?.idempotenceKey, body: first?.body });
      expect(stage.yookassa.violations()).toEqual([]);

      await pay(stage);
      expect(await stage.books()).toEqual({
        ...paidOnce,
        told: ['payment_page_ready', 'payment_received'],
      });
    },
  );

  test('for hours is asked for under one key', async () => {
    const stage = await openShop();
    const order = await stage.order();
    const fault = stage.yookassa.addFault({ kind: 'status', status: 503, ...toCreate });
    await expect(stage.shop.openPage.execute(order.id)).rejects.toThrow();
    for (let hour = 0; hour < 22; hour += 1) {
      stage.pass(hourMs);
      await stage.shop.poll.execute();
    }
    stage.yookassa.removeFaults(fault.id);
    await pollLater(stage);
    stage.pass(minuteMs);
    await stage.shop.poll.execute();

    expect(await stage.books()).toEqual(opened);
    expect(new Set(created(stage).map(({ idempotenceKey }) => idempotenceKey)).size).toBe(1);
  });

  test('as YooKassa refuses it ends the order, and the payer is told', async () => {
    const stage = await openShop();
    const order = await stage.order();
    stage.yookassa.addFault({ kind: 'status', status: 400, ...toCreate, times: 1 });
    expect(await stage.shop.openPage.execute(order.id)).toMatchObject({ ok: false });
    await pollLater(stage);

    expect(await stage.books()).toEqual({
      ...untouched,
      payments: ['canceled 199.00 +0'],
      told: ['payment_failed'],
    });
    expect(created(stage)).toHaveLength(1);
    expect(stage.shop.logger.of('operator_alert')).toMatchObject([
      { fields: { alert: 'payment_provider_refuses' } },
    ]);
  });
});

describe('a process that dies', () => {
  test('after the order leaves the page to the poll', async () => {
    const stage = await openShop();
    await stage.order();
    await pollLater(stage, stage.another());
    expect(await stage.books()).toEqual(opened);
    await pay(stage);
    expect((await stage.books()).balance).toBe(50);
  });

  test('during the call leaves the page to the poll, also when its call goes on', async () => {
    const stage = await openShop();
    const order = await stage.order();
    stage.yookassa.addFault({ kind: 'hang', when: 'after', ...toCreate, times: 1 });
    const hanging = stage.shop.openPage.execute(order.id);
    await stage.yookassa.watch.payment();

    await pollLater(stage, stage.another());
    expect(await stage.books()).toEqual(opened);
    stage.yookassa.releaseHung();
    expect(await hanging).toMatchObject({ ok: true });
    expect(await stage.books()).toEqual(opened);
  });

  test('while it polls leaves the order to another, a minute later', async () => {
    const stage = await openShop();
    await stage.order();
    stage.yookassa.addFault({ kind: 'hang', ...toCreate, times: 1 });
    stage.pass(31 * secondMs);
    const dying = stage.shop.poll.execute();
    await stage.yookassa.watch.call(({ path }) => path === '/payments');

    const survivor = stage.another();
    await survivor.poll.execute();
    expect(created(stage)).toHaveLength(1);
    stage.pass(minuteMs);
    await survivor.poll.execute();
    expect(await stage.books()).toEqual(opened);

    // It was not dead after all: it comes to the same payment, and may send its link once more.
    stage.yookassa.releaseHung();
    await dying;
    const { payments, yookassa, astray } = opened;
    expect(await stage.books()).toMatchObject({ payments, yookassa, astray });
  });

  test('after the webhook was kept leaves the credits to any other', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.pay(providerId);
    await stage.yookassa.watch.quiet();
    expect((await stage.books()).balance).toBe(0);
    await stage.work(stage.another());
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('before it grants, with YooKassa asked already, leaves the credits to any other', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.pay(providerId);
    await stage.yookassa.watch.quiet();
    const toFind = { method: 'GET', path: '/payments/*' } as const;
    stage.yookassa.addFault({ kind: 'hang', when: 'after', ...toFind, times: 1 });
    const dying = stage.work();
    await stage.yookassa.watch.call(({ method }) => method === 'GET');
    await stage.work(stage.another());
    expect(await stage.books()).toEqual(paidOnce);
    stage.yookassa.releaseHung();
    await dying;
    expect(await stage.books()).toEqual(paidOnce);
  });
});

describe('pollers at once', () => {
  test('ask about an order once', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.loseNotifications(1);
    stage.yookassa.pay(providerId);
    stage.pass(6 * secondMs);
    const pollers = [stage.shop, stage.another(), stage.another(), stage.another()];
    await Promise.all(pollers.map(({ poll }) => poll.execute()));
    expect(await stage.books()).toEqual(paidOnce);
    expect(stage.yookassa.calls({ method: 'GET' }).calls).toHaveLength(1);
  });

  test('and a webhook, a button and the nightly comparison credit once', async () => {
    const stage = await openShop();
    const { order, providerId } = await stage.openOrder();
    stage.pass(16 * minuteMs);
    stage.yookassa.duplicateNotifications(1);
    stage.yookassa.pay(providerId);
    await stage.yookassa.watch.quiet();
    await Promise.all([
      stage.work(),
      stage.work(stage.another()),
      stage.another().poll.execute(),
      stage.another().check.execute(order.id),
      stage.another().reconcile.execute(),
      stage.another().reconcile.execute(),
    ]);
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('open the pages of many orders whose process died, each once', async () => {
    const stage = await openShop();
    for (let order = 0; order < 12; order += 1) {
      await stage.order();
    }
    stage.pass(31 * secondMs);
    await Promise.all([stage.shop, stage.another()].map(({ poll }) => poll.execute()));
    const { payments, yookassa, astray, told } = await stage.books();
    expect(told).toEqual(Array.from({ length: 12 }, () => 'payment_page_ready'));
    expect(payments).toEqual(Array.from({ length: 12 }, () => 'pending 199.00 +0'));
    expect(yookassa.payments).toHaveLength(12);
    expect(astray).toEqual([]);
    expect(created(stage)).toHaveLength(12);
  });
});

describe('25 hours later, with the idempotency key forgotten', () => {
  /** The call that created the payment was the last that the process did. */
  async function interrupted(fault: Partial<FaultRule> & Pick<FaultRule, 'kind'>) {
    const stage = await openShop();
    const order = await stage.order();
    stage.yookassa.addFault({ ...fault, ...toCreate, times: 1 } as FaultRule);
    await expect(stage.shop.openPage.execute(order.id)).rejects.toThrow();
    return stage;
  }

  test('an order that YooKassa never heard of ends, and is not created anew', async () => {
    const stage = await interrupted({ kind: 'drop' });
    stage.pass(25 * hourMs);
    await stage.shop.poll.execute();
    expect(await stage.books()).toEqual({ ...untouched, payments: ['expired 199.00 +0'] });
    expect(created(stage)).toHaveLength(1);
  });

  test('an order whose payment expired at YooKassa ends', async () => {
    const stage = await interrupted({ kind: 'drop', when: 'after' });
    stage.yookassa.loseNotifications(1);
    stage.pass(25 * hourMs);
    await stage.shop.poll.execute();
    expect(await stage.books()).toEqual({
      ...untouched,
      payments: ['expired 199.00 +0'],
      yookassa: { payments: ['canceled 199.00'], refunds: [] },
    });
    expect(created(stage)).toHaveLength(1);
  });

  test('an order whose payment was paid is found and credited once', async () => {
    const stage = await interrupted({ kind: 'drop', when: 'after' });
    stage.yookassa.loseNotifications(1);
    stage.yookassa.pay(stage.yookassa.payments()[0]?.id ?? '');
    stage.pass(25 * hourMs);
    await Promise.all([stage.shop, stage.another()].map(({ poll }) => poll.execute()));
    await stage.shop.poll.execute();
    expect(await stage.books()).toEqual(paidOnce);
    expect(created(stage)).toHaveLength(1);
  });
});

test('should YooKassa forget a key early, both payments of the order are credited', async () => {
  const stage = await openShop();
  const order = await stage.order();
  stage.yookassa.addFault({ kind: 'drop', when: 'after', ...toCreate, times: 1 });
  await expect(stage.shop.openPage.execute(order.id)).rejects.toThrow();
  stage.yookassa.forgetIdempotencyKeys();
  await pollLater(stage);
  for (const { id } of stage.yookassa.payments()) {
    stage.yookassa.pay(id);
    await stage.hearAndWork();
  }
  await stage.shop.poll.execute();
  expect(await stage.books()).toEqual({
    ...untouched,
    balance: 100,
    entries: ['purchase +50', 'purchase +50'],
    payments: ['paid 199.00 +50', 'paid paid_again 199.00 +50 paid_again'],
    yookassa: { payments: ['succeeded 199.00', 'succeeded 199.00'], refunds: [] },
    told: ['payment_page_ready', 'payment_received', 'payment_received'],
  });
});
