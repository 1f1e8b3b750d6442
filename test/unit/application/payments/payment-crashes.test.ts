import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../../src/application/payments/settle-payment.ts';
import type { Payment } from '../../../../src/domain/payments/payment.ts';
import type { User } from '../../../../src/domain/users/user.ts';
import { Life } from '../gated-ports.ts';
import type { Process } from '../processes.ts';
import { minuteMs, Shop, starter } from './shop.ts';

/** What a process is doing when it dies. */
interface Work {
  readonly name: string;
  /** What it must pass, so that the test dies where it matters. */
  readonly passes: readonly string[];
  arrange(shop: Shop, user: User): Promise<Task>;
}

interface Task {
  /** Done by the process that dies, and again by another: updates and webhooks are delivered again. */
  act(process: Process, life?: Life): Promise<unknown>;
  /** What people and providers do afterwards. */
  afterwards?(): Promise<void>;
}

const push = (id: string): string => JSON.stringify({ event: 'payment.succeeded', object: { id } });

const theOrder = async (shop: Shop, user: User): Promise<Payment> => {
  const [order] = await shop.paymentsOf(user);
  if (order === undefined) {
    throw new Error('Expected an order');
  }
  return order;
};

async function placeAndOpen({ payments }: Process, user: User): Promise<void> {
  const placed = await payments.place.execute({
    ...{ userId: user.id, packageId: starter.id, method: 'yookassa', requestKey: 'click' },
  });
  if (placed.ok) {
    await payments.pages?.open.execute(placed.value.payment.id);
  }
}

const works: readonly Work[] = [
  {
    name: 'an order and its payment page',
    passes: ['transaction', 'gateway.createPayment'],
    arrange: async (shop, user) => ({
      act: (process) => placeAndOpen(process, user),
      afterwards: async () => {
        const { providerPaymentId } = await theOrder(shop, user);
        shop.gateway.pay(providerPaymentId ?? '');
      },
    }),
  },
  {
    name: 'taking in a webhook',
    passes: ['transaction'],
    arrange: async (shop, user) => {
      const { providerPaymentId } = await shop.opened(user);
      shop.gateway.pay(providerPaymentId);
      return { act: ({ payments }) => payments.accept.execute(push(providerPaymentId)) };
    },
  },
  {
    name: 'reading a webhook',
    passes: ['gateway.findPayment', 'transaction', 'paymentInbox.done'],
    arrange: async (shop, user) => {
      const { providerPaymentId } = await shop.opened(user);
      shop.gateway.pay(providerPaymentId);
      await shop.pushed(push(providerPaymentId));
      return { act: (process, life) => shop.workOnce(process, life) };
    },
  },
  {
    name: 'a round of polling',
    passes: ['payments.claimDue', 'gateway.findPayment', 'transaction', 'refunds.claimDue'],
    arrange: async (shop, user) => {
      const { providerPaymentId } = await shop.opened(user);
      shop.gateway.pay(providerPaymentId);
      shop.clock.advance(5_000);
      return { act: ({ payments }) => payments.poll.execute() };
    },
  },
  {
    name: 'a payment in two steps',
    passes: ['gateway.capturePayment', 'transaction'],
    arrange: async (shop, user) => {
      const { id, providerPaymentId } = await shop.opened(user);
      shop.gateway.pay(providerPaymentId, 'hold');
      return { act: ({ payments }) => payments.check.execute(id) };
    },
  },
  {
    name: 'a successful payment in Stars',
    passes: ['payments.find', 'transaction'],
    arrange: async (shop, user) => {
      const charge: Charge = shop.starCharge(await shop.order(user, 'stars'));
      return { act: ({ payments }) => payments.settle.execute(charge) };
    },
  },
  {
    name: 'a refund',
    passes: ['transaction', 'gateway.createRefund'],
    arrange: async (shop, user) => {
      const { id } = await shop.paidPage(user);
      const command = { paymentId: id, requestKey: 'refund' };
      return { act: ({ payments }) => payments.refund.execute(command) };
    },
  },
  {
    name: 'a refund of Stars',
    passes: ['transaction', 'stars.refund'],
    arrange: async (shop, user) => {
      const { id } = await shop.paidStars(user);
      const command = { paymentId: id, requestKey: 'refund' };
      return { act: ({ payments }) => payments.refund.execute(command) };
    },
  },
  {
    name: 'a refund that stays pending',
    passes: ['transaction', 'gateway.createRefund'],
    arrange: async (shop, user) => {
      const { id } = await shop.paidPage(user);
      shop.gateway.nextRefund({ status: 'pending' });
      const command = { paymentId: id, requestKey: 'refund' };
      return {
        act: ({ payments }) => payments.refund.execute(command),
        afterwards: async () => {
          for (const refund of shop.gateway.allRefunds) {
            shop.gateway.settleRefund(refund.id, 'succeeded');
          }
        },
      };
    },
  },
  {
    name: 'the end of a refund that was canceled',
    passes: ['gateway.findRefund', 'transaction'],
    arrange: async (shop, user) => {
      shop.gateway.nextRefund({ status: 'pending' });
      await shop.refunded(await shop.paidPage(user));
      shop.gateway.settleRefund(shop.gateway.allRefunds[0]?.id ?? '', 'canceled');
      shop.clock.advance(5_000);
      return { act: ({ payments }) => payments.poll.execute() };
    },
  },
  {
    name: 'a refund that somebody else made',
    passes: ['gateway.findRefund', 'transaction'],
    arrange: async (shop, user) => {
      const { providerPaymentId } = await shop.paidPage(user);
      const { id } = shop.gateway.refundElsewhere(providerPaymentId);
      await shop.pushed(JSON.stringify({ event: 'refund.succeeded', object: { id } }));
      return { act: (process, life) => shop.workOnce(process, life) };
    },
  },
  {
    name: 'the comparison with both providers',
    passes: ['stars.transactions', 'gateway.payments', 'gateway.refunds', 'setStarOffset'],
    arrange: async (shop, user) => {
      const { providerPaymentId } = await shop.paidPage(user);
      shop.gateway.refundElsewhere(providerPaymentId);
      shop.starCharge(await shop.order(user, 'stars'));
      const { chargeId } = await shop.paidStars(user);
      shop.stars.refundElsewhere(chargeId);
      await shop.pass(20 * minuteMs);
      return { act: ({ payments }) => payments.reconcile() };
    },
  },
];

/** Healthy processes go on for so many minutes at a time: longer than any lease, then any interval. */
async function goOn(shop: Shop, ...minutes: readonly number[]): Promise<void> {
  for (const each of minutes) {
    shop.clock.advance(each * minuteMs);
    await shop.outbox.sweep();
    await shop.till.poll.execute();
    await shop.work();
  }
}

/** All that can be told afterwards, but for when it happened and how often somebody was asked. */
async function outcome(shop: Shop, user: User) {
  const payments = await shop.paymentsOf(user);
  const refunds = [...shop.unitOfWork.state().refunds.values()];
  return {
    balance: await shop.balance(user),
    entries: (await shop.entries(user)).toSorted(),
    payments: payments
      .map(({ status, origin, flag, granted, refunded }) =>
        [status, origin, flag, granted, refunded.minor].join(' '),
      )
      .toSorted(),
    steps: (await Promise.all(payments.map((one) => shop.steps(one)))).map((steps) =>
      steps.filter((step) => step !== 'refund_pending' && step !== 'difference'),
    ),
    refunds: refunds.map(({ status, origin, creditsTaken, amount }) =>
      [status, origin, creditsTaken, amount.minor].join(' '),
    ),
    atProvider: {
      payments: shop.gateway.allPayments.map(({ status, refunded }) => [status, refunded.minor]),
      refunds: shop.gateway.allRefunds.map(({ status }) => status),
      stars: shop.stars.allTransactions.map(({ direction }) => direction),
    },
    // The page is sent once more to who may not have seen it.
    told: shop
      .toldKinds(user)
      .filter((kind) => kind !== 'payment_page_ready')
      .toSorted(),
    // What was repaired is told of as a payment or refund in any case.
    journal: shop.journalKinds.filter((kind) => kind !== 'difference_found').toSorted(),
    findings: await shop.findings(),
  };
}

/** @param fatal where the process dies; never when absent */
async function lived(work: Work, fatal?: number, relays = true) {
  const shop = await Shop.open();
  const user = await shop.newcomer();
  const task = await work.arrange(shop, user);
  const life = new Life(fatal);
  shop.relays = relays;
  await life.survives(task.act(shop.process(life), life));
  shop.relays = true;
  await task.act(shop.app);
  await shop.work();
  await goOn(shop, 1, 2);
  await task.afterwards?.();
  await goOn(shop, 2, 61);
  return { points: life.points, outcome: await outcome(shop, user) };
}

describe.each(works)('a process that dies over $name', async (work) => {
  const undisturbed = await lived(work);

  test('passes the points that matter', () => {
    for (const step of work.passes) {
      expect(undisturbed.points.some((point) => point.includes(step))).toBe(true);
    }
    expect(undisturbed.outcome.findings).toEqual([]);
  });

  test.each(undisturbed.points.map((point, index) => [index, point] as const))(
    'at point %i, %s, leaves nothing lost and nothing doubled',
    async (fatal) => {
      for (const relays of [true, false]) {
        expect((await lived(work, fatal, relays)).outcome).toEqual(undisturbed.outcome);
      }
    },
  );
});

describe('an order whose maker dies before the provider hears of it', () => {
  test('gets its page without anybody clicking again', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'yookassa');
    await goOn(shop, 1);
    expect(shop.toldKinds(user)).toEqual(['payment_page_ready']);
    expect(await shop.payment(order.id)).toMatchObject({ status: 'pending' });
    expect(shop.gateway.allPayments).toHaveLength(1);
  });
});

test('a page that the background opens is sent, once, wherever its process dies', async () => {
  for (let fatal = 0; ; fatal += 1) {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    await shop.order(user, 'yookassa');
    shop.clock.advance(minuteMs);
    const life = new Life(fatal);
    const end = await life.survives(shop.process(life).payments.poll.execute());
    await goOn(shop, 2, 2);
    expect(shop.toldKinds(user)).toEqual(['payment_page_ready']);
    if (end !== 'died') {
      expect(fatal).toBeGreaterThan(5);
      break;
    }
  }
});

describe('a refund whose maker dies before the provider hears of it', () => {
  test('is carried out without anybody clicking again', async () => {
    const shop = await Shop.open();
    const payment = await shop.paidPage(await shop.newcomer());
    const life = new Life();
    const dying = shop.processBehind((point) =>
      point.includes('before gateway') ? new Promise(() => undefined) : life.gate(point),
    );
    void dying.payments.refund.execute({ paymentId: payment.id, requestKey: 'r' });
    await expect.poll(() => shop.unitOfWork.state().refunds.size).toBe(1);
    await goOn(shop, 1);
    expect(await shop.payment(payment.id)).toMatchObject({ status: 'refunded' });
    expect(shop.gateway.allRefunds).toHaveLength(1);
    expect(await shop.findings()).toEqual([]);
  });
});
