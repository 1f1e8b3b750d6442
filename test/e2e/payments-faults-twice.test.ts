import type { Message } from 'grammy/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DoublingRelay } from './harness/doubling-relay.ts';
import { type ProductProcess, until } from './harness/product.ts';
import { Shop } from './harness/shop.ts';
import { auditOf } from './harness/shop-faults.ts';
import { operatorId } from './harness/world.ts';

/*
 * Two servers on one database, and everything that is pushed comes to both of them at once:
 * Telegram's updates, YooKassa's notifications, the operator's presses.
 */

let shop: Shop;
let relay: DoublingRelay;
let servers: readonly ProductProcess[];

const quarterHourMs = 900_000;
const proxy = '127.0.0.3';

beforeAll(async () => {
  relay = await DoublingRelay.open();
  shop = await Shop.start({
    autostart: false,
    environment: {
      PUBLIC_URL: relay.url,
      YOOKASSA_WEBHOOK_SENDERS: '127.0.0.1',
      TRUSTED_PROXIES: proxy,
    },
  });
  const [one, other] = await Promise.all([
    shop.startProcess('server'),
    shop.startProcess('server'),
    shop.startProcess('worker'),
  ]);
  servers = [one, other];
  relay.sendTo(servers.map(({ url }) => url));
  shop.yookassa.configure({ webhookUrl: `${relay.url}/webhooks/yookassa` });
});

afterAll(async () => {
  try {
    shop.expectNothingAmiss();
    await shop.expectCleanAudit();
  } finally {
    await shop.close();
    relay.close();
  }
});

/** All that was pushed was taken, and what follows from it was done. */
async function quiet(): Promise<void> {
  await until('the updates to be taken', () => shop.telegram.updates().pending === 0);
  await shop.yookassa.watch.quiet();
  await until('everything to be handled', async () => {
    const open = await shop.world.query(
      `select 1 from telegram_updates where handled_at is null
       union all select 1 from payment_notifications where handled_at is null
       union all select 1 from outbox`,
    );
    return open.length === 0;
  });
}

async function expectBooks(user: number, balance: number, entries: readonly string[]) {
  await quiet();
  await shop.expectCredits(user, balance, entries);
  expect(await auditOf(shop.world.database.url)).toEqual([]);
}

/** What the button of the refund's question says. */
function confirmationOf({ reply_markup: markup }: Message): string {
  const [button] = markup?.inline_keyboard.flat() ?? [];
  return button !== undefined && 'callback_data' in button ? button.callback_data : '';
}

const bought = ['welcome +10', 'purchase +50'];

describe('everything comes twice', () => {
  test('a payment in Stars, told of in several updates at once, is credited once', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    const charge = await shop.charge(user, order);
    const { updateIds } = shop.telegram.repeatPayment(charge, { times: 8 });
    expect(updateIds).toHaveLength(8);
    await shop.books.untilStatus(order.paymentId, 'paid');
    await expectBooks(user, 60, bought);
    expect(await shop.books.paymentsOf(user)).toEqual([order.paymentId]);
    expect(shop.said(user).filter((text) => text.includes('60 credits'))).toHaveLength(1);
  });

  test('a payment in Stars is credited once when its update itself comes again', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    await shop.charge(user, order);
    shop.telegram.repeatLast({ count: 3 });
    await shop.books.untilStatus(order.paymentId, 'paid');
    await expectBooks(user, 60, bought);
  });

  test('a payment on the page is credited once', async () => {
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    shop.yookassa.duplicateNotifications(1);
    shop.yookassa.pay(await shop.providerId(paymentId));
    await shop.books.untilStatus(paymentId, 'paid');
    await expectBooks(user, 60, bought);
    expect(shop.said(user).filter((text) => text.includes('60 credits'))).toHaveLength(1);
  });

  test.each(['stars', 'yookassa'] as const)(
    'a refund by %s that the operator confirms again and again is made once',
    async (method) => {
      const user = await shop.customer();
      const { paymentId } = await shop.buy(user, 'starter', method);
      const question = await shop.askRefund(paymentId);
      const data = confirmationOf(question);
      const press = () => shop.telegram.pressButton(operatorId, question.message_id, { data });
      await Promise.all([press(), press(), press(), press()]);
      await shop.books.untilStatus(paymentId, 'refunded');
      await expectBooks(user, 10, [...bought, 'refund -50']);
      expect((await shop.facts(paymentId)).refunds).toHaveLength(1);
    },
  );

  test('a refund that is asked for twice, and confirmed at once, is made once', async () => {
    const user = await shop.customer();
    const { paymentId } = await shop.buy(user, 'starter', 'yookassa');
    const questions = [await shop.askRefund(paymentId), await shop.askRefund(paymentId)];
    await Promise.all(
      questions.map((question) => {
        const data = confirmationOf(question);
        return shop.telegram.pressButton(operatorId, question.message_id, { data });
      }),
    );
    await shop.books.untilStatus(paymentId, 'refunded');
    await expectBooks(user, 10, [...bought, 'refund -50']);
    expect(shop.yookassa.refunds({ paymentId: await shop.providerId(paymentId) })).toHaveLength(1);
  });
});

describe('the nightly comparison, run by hand twice at once', () => {
  test('finds what a lost webhook left behind, once, and then nothing', async () => {
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    shop.yookassa.loseNotifications(1);
    // The poll would find it as well: it is asked later.
    await shop.world.query(
      `update payments set next_check_at = now() + interval '1 hour' where id = $1`,
      [paymentId],
    );
    shop.yookassa.pay(await shop.providerId(paymentId));
    shop.yookassa.ageBy(quarterHourMs + 1_000);
    const runs = await Promise.all([
      shop.world.run<{ differences: number }>('reconcile'),
      shop.world.run<{ differences: number }>('reconcile'),
    ]);
    expect(runs.map(({ printed }) => printed?.differences).toSorted()).toEqual([0, 1]);
    expect(runs.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 1]);
    await expectBooks(user, 60, bought);
    const again = await shop.world.run<{ differences: number }>('reconcile');
    expect(again).toEqual({ exitCode: 0, printed: { differences: 0 } });
    await expectBooks(user, 60, bought);
  });
});

describe('a webhook from elsewhere than YooKassa', () => {
  /** Straight to a server, as one who knows its address could. */
  async function send(localAddress: string, headers: Readonly<Record<string, string>> = {}) {
    const before = await kept();
    const { status } = await shop.yookassa.sendNotification({
      ...{ url: `${servers[0]?.url}/webhooks/yookassa`, localAddress, headers },
      body: { type: 'notification', event: 'payment.succeeded', object: { id: 'any' } },
    });
    return { status, kept: (await kept()) - before };
  }
  const kept = async () => (await shop.world.query('select id from payment_notifications')).length;

  test('is refused, whatever it claims, and leaves nothing', async () => {
    const claim = { 'x-forwarded-for': '127.0.0.1' };
    expect(await send('127.0.0.2')).toEqual({ status: 403, kept: 0 });
    expect(await send('127.0.0.2', claim)).toEqual({ status: 403, kept: 0 });
    expect(await send(proxy)).toEqual({ status: 403, kept: 0 });
    expect(await send(proxy, { 'x-forwarded-for': '198.51.100.1' })).toEqual({
      ...{ status: 403, kept: 0 },
    });
    expect(await send(proxy, claim)).toEqual({ status: 200, kept: 1 });
    expect(await send('127.0.0.1')).toEqual({ status: 200, kept: 1 });
  });
});
