import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './harness/product.ts';
import { expectNothingAmiss, FragileShop } from './harness/shop-faults.ts';
import { operatorId } from './harness/world.ts';

/*
 * The product's processes are killed with `kill -9` between the steps of a payment. Whatever they
 * were doing, in the end there is one payment, one credit and at most one refund.
 */

let fragile: FragileShop;

beforeAll(async () => {
  fragile = await FragileShop.start();
});

afterAll(async () => {
  try {
    expectNothingAmiss(fragile.shop);
    await fragile.shop.expectCleanAudit();
  } finally {
    await fragile.shop.close();
  }
});

const paidPage = {
  status: 'paid',
  entries: ['purchase +50'],
  provider: ['succeeded 199.00'],
};
const refundedPage = {
  status: 'refunded',
  entries: ['purchase +50', 'refund -50'],
  provider: ['succeeded 199.00', 'succeeded 199.00'],
};
const paidStars = { status: 'paid', entries: ['purchase +50'], provider: ['paid 125'] };
const refundedStars = {
  status: 'refunded',
  entries: ['purchase +50', 'refund -50'],
  provider: ['refunded 125'],
};

/** Calls of one order or refund that were made, also those that still hang. */
function calls(path: string, mark: string) {
  const { calls } = fragile.shop.yookassa.calls({ method: 'POST', path, limit: 10_000 });
  return calls.filter(({ body }) => JSON.stringify(body).includes(mark));
}

/** Chooses a payment page, with YooKassa not answering. @returns the order once YooKassa is asked. */
async function orderWhileHanging(when: 'before' | 'after') {
  const { shop } = fragile;
  const user = await shop.customer();
  const fault = shop.yookassa.addFault({
    ...{ kind: 'hang', when, method: 'POST', path: '/payments', times: 1 },
  });
  // The answer to the button never comes: its process dies.
  void shop.choose(user, 'starter', 'yookassa').catch(() => undefined);
  await until('the order', async () => (await shop.books.paymentsOf(user)).length === 1);
  const [paymentId = ''] = await shop.books.paymentsOf(user);
  await until('YooKassa to be asked', () => calls('/payments', paymentId).length === 1);
  shop.yookassa.removeFaults(fault.id);
  return { user, paymentId };
}

async function payPage(user: number, paymentId: string): Promise<void> {
  const { shop } = fragile;
  await shop.heard(user, (message) => JSON.stringify(message.reply_markup)?.includes('/pay/'));
  shop.yookassa.pay(await shop.providerId(paymentId));
}

describe('the server is killed', () => {
  test('after the order: the page comes when another is up', async () => {
    const { user, paymentId } = await orderWhileHanging('before');
    await fragile.killServer();
    await fragile.startServer();
    await payPage(user, paymentId);
    await fragile.expectStanding(user, paymentId, paidPage);
  });

  test('after the order: the worker sends the page as well', async () => {
    const { user, paymentId } = await orderWhileHanging('before');
    await fragile.killServer();
    await fragile.shop.books.lookNow(paymentId);
    await payPage(user, paymentId);
    await fragile.startServer();
    await fragile.expectStanding(user, paymentId, paidPage);
  });

  test('after YooKassa has created the payment: it stays the only one', async () => {
    const { user, paymentId } = await orderWhileHanging('after');
    await fragile.killServer();
    await fragile.startServer();
    await payPage(user, paymentId);
    await fragile.expectStanding(user, paymentId, paidPage);
    const [first, ...others] = calls('/payments', paymentId);
    for (const other of others) {
      expect(other).toMatchObject({ idempotenceKey: first?.idempotenceKey, body: first?.body });
    }
  });

  test('after it has taken a webhook, with no worker alive', async () => {
    const { shop } = fragile;
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    await fragile.killWorker();
    const providerId = await shop.providerId(paymentId);
    shop.yookassa.pay(providerId);
    await shop.yookassa.watch.notification(
      ({ objectId, state }) => objectId === providerId && state === 'delivered',
    );
    await fragile.killServer();
    expect((await shop.facts(paymentId)).status).toBe('pending');
    await fragile.startWorker();
    await fragile.expectStanding(user, paymentId, paidPage);
    await fragile.startServer();
  });

  test('before it grants Stars that were paid', async () => {
    const { shop } = fragile;
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    const release = await lockAccount(user);
    await shop.charge(user, order);
    await until('the grant to wait for the account', () => isSomebodyWaiting());
    await fragile.killServer();
    await release();
    expect((await shop.facts(order.paymentId)).status).toBe('pending');
    await fragile.startServer();
    await fragile.expectStanding(user, order.paymentId, paidStars);
  });

  test.each(['before', 'after'] as const)(
    'with a refund’s credits taken and YooKassa asked, %s it is done',
    async (when) => {
      const { shop } = fragile;
      const user = await shop.customer();
      const { paymentId } = await shop.buy(user, 'starter', 'yookassa');
      shop.yookassa.addFault({
        ...{ kind: 'hang', when, method: 'POST', path: '/refunds', times: 1 },
      });
      void shop.refund(paymentId).catch(() => undefined);
      const providerId = await shop.providerId(paymentId);
      await until('YooKassa to be asked', () => calls('/refunds', providerId).length === 1);
      await fragile.killServer();
      expect(await shop.books.entries(user)).toContain('refund -50');
      await shop.books.lookNow(paymentId);
      await fragile.expectStanding(user, paymentId, refundedPage);
      await fragile.startServer();
      await shop.world.ask(operatorId, '/balance');
      await fragile.expectStanding(user, paymentId, refundedPage);
    },
  );

  test('with the credits taken and Telegram asked to give back Stars', async () => {
    const { shop } = fragile;
    const user = await shop.customer();
    const { paymentId } = await shop.buy(user, 'starter', 'stars');
    // Its call is done, and its answer is lost with the process.
    const fault = shop.telegram.addFault({
      ...{ method: 'refundStarPayment', kind: 'delay', delayMs: 60_000, times: 1 },
    });
    void shop.refund(paymentId).catch(() => undefined);
    await until('Telegram to be asked', () => hits(fault.id) === 1);
    await fragile.killServer();
    expect(await shop.books.entries(user)).toContain('refund -50');
    await shop.books.lookNow(paymentId);
    await fragile.expectStanding(user, paymentId, refundedStars);
    await fragile.startServer();
  });
});

describe('the worker is killed', () => {
  test('before it grants, having asked YooKassa', async () => {
    const { shop } = fragile;
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    const providerId = await shop.providerId(paymentId);
    const path = `/payments/${providerId}`;
    shop.yookassa.addFault({ kind: 'hang', when: 'after', method: 'GET', path, times: 1 });
    shop.yookassa.pay(providerId);
    await shop.yookassa.watch.call((call) => call.path === path);
    await fragile.killWorker();
    expect((await shop.facts(paymentId)).status).toBe('pending');
    await fragile.startWorker();
    await fragile.expectStanding(user, paymentId, paidPage);
  });

  test('in the middle of the grant', async () => {
    const { shop } = fragile;
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    const release = await lockAccount(user);
    shop.yookassa.pay(await shop.providerId(paymentId));
    await until('the grant to wait for the account', () => isSomebodyWaiting());
    await fragile.killWorker();
    await release();
    expect((await shop.facts(paymentId)).status).toBe('pending');
    await fragile.startWorker();
    await fragile.expectStanding(user, paymentId, paidPage);
  });
});

function hits(faultId: string): number | undefined {
  return fragile.shop.telegram.faults().find(({ id }) => id === faultId)?.hits;
}

/** Holds a user's account until released, so that whoever wants to post there waits. */
async function lockAccount(user: number): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: fragile.shop.world.database.url });
  await client.connect();
  await client.query('begin');
  await client.query('select from credit_accounts where user_id = $1 for update', [user]);
  return () => client.end();
}

async function isSomebodyWaiting(): Promise<boolean> {
  const waiting = await fragile.shop.world.query(
    `select pid from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return waiting.length > 0;
}
