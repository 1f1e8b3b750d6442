import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SlowLink } from '../../bench/checkout/slow-link.ts';
import type { PaymentAttempt } from '../../sandbox/telegram/control-api.ts';
import { until } from './harness/product.ts';
import { type Order, Shop } from './harness/shop.ts';

/*
 * A payer who presses Pay waits for the bot, and Telegram waits for ten seconds at most. One process
 * is server and worker here, which is the worst case: all the load is on the same event loop.
 */

const limitMs = 1_000;
const writers = 60;
const payments = 8;

let shop: Shop;
let link: SlowLink;

beforeAll(async () => {
  shop = await Shop.start({
    autostart: false,
    environment: {
      TEXT_CONCURRENCY: '200',
      IMAGE_CONCURRENCY: '50',
      SETTING_WELCOME_CREDITS: '100000',
      SETTING_REQUESTS_PER_MINUTE: '10000',
      SETTING_ACTIVE_JOBS_PER_USER: '4',
      SETTING_WAITING_JOBS_PER_USER: '1000',
      LOG_LEVEL: 'warn',
    },
  });
  link = await SlowLink.open(shop.world.database.url);
  await shop.startProcess('all', { DATABASE_URL: link.url });
});

afterEach(() => link.mend());

afterAll(async () => {
  await shop.close();
  await link.close();
});

interface Timed {
  readonly attempt: PaymentAttempt;
  /** From the pre-checkout query to the bot's answer. */
  readonly answeredMs: number;
}

/** Presses Pay, and takes the time until the bot has answered. */
async function timed(user: number, order: Order): Promise<Timed> {
  const startedAt = performance.now();
  const attempt = await shop.pay(user, order);
  return { attempt, answeredMs: performance.now() - startedAt };
}

interface Buyer {
  readonly user: number;
  readonly order: Order;
}

async function buyers(count: number): Promise<readonly Buyer[]> {
  const found: Buyer[] = [];
  for (let index = 0; index < count; index += 1) {
    const user = await shop.customer();
    found.push({ user, order: await shop.order(user, 'starter', 'stars') });
  }
  return found;
}

/** People who write again as soon as they are answered, until they are stopped. */
async function crowd() {
  const people = await Promise.all(Array.from({ length: writers }, () => shop.customer()));
  let isOver = false;
  let answers = 0;
  const writing = people.map(async (user, index) => {
    for (let turn = 0; !isOver; turn += 1) {
      const text = (index + turn) % 5 === 0 ? `/image ${turn}` : `Question ${turn}`;
      await shop.world.ask(user, text, { timeoutMs: 60_000 });
      answers += 1;
    }
  });
  await until('everybody to be answered once', () => answers >= writers, 60_000);
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(writing);
      return answers;
    },
  };
}

describe('the bot agrees to a payment within a second', () => {
  test('while its workers have all that they can do', async () => {
    shop.world.sandbox.gemini.setLatency({ textMs: 0, imageMs: 300, perChunkMs: 0 });
    shop.world.sandbox.gemini.setPictures({ mode: 'tiny' });
    const waiting = await buyers(payments);
    const people = await crowd();
    for (const { user, order } of waiting) {
      const { attempt, answeredMs } = await timed(user, order);
      expect(attempt.status).toBe('paid');
      expect(answeredMs).toBeLessThan(limitMs);
    }
    expect(await people.stop()).toBeGreaterThan(writers);
    for (const { order } of waiting) {
      await shop.books.untilStatus(order.paymentId, 'paid');
    }
  });

  test('while PostgreSQL takes a quarter of a second for every answer', async () => {
    const waiting = await buyers(payments);
    link.slowBy(250);
    for (const { user, order } of waiting) {
      const { attempt, answeredMs } = await timed(user, order);
      expect(attempt.status).toBe('paid');
      expect(answeredMs).toBeLessThan(limitMs);
    }
    link.mend();
    for (const { order } of waiting) {
      await shop.books.untilStatus(order.paymentId, 'paid');
    }
  });

  test('while PostgreSQL takes a quarter of a second, with others writing to the bot', async () => {
    const waiting = await buyers(payments);
    const others = await Promise.all(Array.from({ length: 10 }, () => shop.customer()));
    link.slowBy(250);
    for (const [turn, { user, order }] of waiting.entries()) {
      // Their updates are being kept while the query comes.
      for (const other of others) {
        shop.telegram.sendText(other, { text: `Question ${turn}` });
      }
      const { attempt, answeredMs } = await timed(user, order);
      expect(attempt.status).toBe('paid');
      expect(answeredMs).toBeLessThan(limitMs);
    }
    link.mend();
    for (const { order } of waiting) {
      await shop.books.untilStatus(order.paymentId, 'paid');
    }
  });
});

describe('the bot says politely within a second that it cannot tell', () => {
  test.each([false, true])(
    'when PostgreSQL says nothing at all (others write to the bot: %s)',
    async (othersWrite) => {
      const [buyer] = await buyers(1);
      const other = await shop.customer();
      if (buyer === undefined) {
        throw new Error('Nobody wants to buy');
      }
      const { user, order } = buyer;
      link.stall();
      if (othersWrite) {
        shop.telegram.sendText(other, { text: 'Question' });
      }
      const { attempt, answeredMs } = await timed(user, order);
      expect(attempt).toMatchObject({ status: 'refused' });
      expect(attempt).toMatchObject({ error: expect.stringMatching(/try again/i) });
      expect(answeredMs).toBeLessThan(limitMs);
      expect(shop.telegram.payments(user)).toEqual([]);

      link.mend();
      await until('the payment to be possible', async () => {
        const again = await shop.pay(user, order);
        return again.status === 'paid';
      });
      await shop.books.untilStatus(order.paymentId, 'paid', 60_000);
    },
  );
});
