import fc, { type Scheduler } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../../src/application/payments/settle-payment.ts';
import { isPaid, type Payment } from '../../../../src/domain/payments/payment.ts';
import { referralPayload } from '../../../../src/domain/referrals/referral.ts';
import type { User } from '../../../../src/domain/users/user.ts';
import { kopecks } from '../../../builders/payments.ts';
import { type Gate, Life } from '../gated-ports.ts';
import type { Process } from '../processes.ts';
import { type PaymentAct, paymentRounds } from './payment-acts.ts';
import { hourMs, minuteMs, Shop, starter } from './shop.ts';

class Simulation {
  readonly shop: Shop;
  readonly user: User;
  readonly inviter: User;
  /** What Telegram collected, in order. */
  readonly charges: Charge[] = [];
  /** Whether a process died over its jobs. */
  hasDied = false;
  readonly #scheduler: Scheduler;

  private constructor(scheduler: Scheduler, shop: Shop, inviter: User, user: User) {
    this.#scheduler = scheduler;
    this.shop = shop;
    this.inviter = inviter;
    this.user = user;
  }

  /** A shop with one buyer, whose inviter earns with each purchase. */
  static async begin(scheduler: Scheduler): Promise<Simulation> {
    const settings = { referralRewardOn: 'first_payment', referralPaymentPercent: 10 } as const;
    const shop = await Shop.open({ settings });
    const inviter = await shop.newcomer();
    const buyer = await shop.newcomer(referralPayload(inviter.referralCode));
    return new Simulation(scheduler, shop, inviter, buyer);
  }

  async perform(round: readonly PaymentAct[]): Promise<void> {
    await this.#scheduler.waitFor(Promise.all(round.map((one) => this.#act(one))));
  }

  /** All outages end, banks decide, messages arrive, and timers go on until nothing is left to do. */
  async end(): Promise<void> {
    const { shop } = this;
    shop.gateway.recover();
    shop.stars.recover();
    for (const charge of this.charges) {
      await shop.till.settle.execute(charge);
    }
    for (const passesMs of [minuteMs, hourMs, 2 * minuteMs, hourMs, hourMs]) {
      this.#settleRefunds('succeeded');
      await shop.pass(passesMs);
      await shop.outbox.sweep();
      await shop.till.poll.execute();
      await shop.till.reconcile();
      await shop.work();
    }
  }

  async #act(one: PaymentAct): Promise<void> {
    const life = new Life('dieAt' in one ? one.dieAt : undefined);
    const app = this.shop.processBehind(this.#gateOf(life));
    await this.#scheduler.schedule(Promise.resolve(one.kind));
    // Whoever meets an outage gives up; timers and repetitions come back to it.
    await life.survives(this.#perform(one, app, life)).catch(() => undefined);
    this.hasDied ||= one.kind === 'work' && one.dieAt !== undefined;
  }

  #gateOf(life: Life): Gate {
    return async (point) => {
      if (point.startsWith('before')) {
        await this.#scheduler.schedule(Promise.resolve(point));
      }
      await life.gate(point);
    };
  }

  async #perform(one: PaymentAct, app: Process, life: Life): Promise<unknown> {
    const { shop } = this;
    const { payments } = app;
    switch (one.kind) {
      case 'orderPage':
        return this.#orderPage(app, one.click);
      case 'orderStars':
        return payments.place.execute(this.#wish('stars', one.click));
      case 'pay':
        return this.#pay(one.pick, one.how);
      case 'payStars':
        return this.#payStars(one.pick);
      case 'starsMessage': {
        const charge = picked(this.charges, one.pick);
        return charge && payments.settle.execute(charge);
      }
      case 'webhook':
        return this.#webhook(app, one.about, one.pick);
      case 'work':
        return shop.workOnce(app, life);
      case 'poll':
        return payments.poll.execute();
      case 'check': {
        const order = picked(await shop.paymentsOf(this.user), one.pick);
        return order && payments.check.execute(order.id);
      }
      case 'reconcile':
        return payments.reconcile();
      case 'refund':
        return this.#refund(app, one);
      case 'refundElsewhere':
        return this.#refundElsewhere(one.pick, one.isPart);
      case 'refundElsewhereStars': {
        const charge = picked(this.charges, one.pick);
        return charge && shop.stars.refundElsewhere(charge.chargeId);
      }
      case 'nextRefund':
        return shop.gateway.nextRefund({ status: one.status });
      case 'settleRefunds':
        return this.#settleRefunds(one.status);
      case 'outage':
        return shop.gateway.fail(one.method, { kind: 'outage', when: one.when });
      case 'starsOutage':
        return shop.stars.fail('refund', { kind: 'outage', when: one.when });
      case 'time':
        return shop.clock.advance(one.passesMs);
      case 'sweep':
        return shop.outbox.sweep();
    }
  }

  #wish(method: 'stars' | 'yookassa', click: number) {
    const requestKey = `${method}:${click}`;
    return { userId: this.user.id, packageId: starter.id, method, requestKey };
  }

  async #orderPage({ payments }: Process, click: number): Promise<void> {
    const placed = await payments.place.execute(this.#wish('yookassa', click));
    if (placed.ok) {
      await payments.pages?.open.execute(placed.value.payment.id);
    }
  }

  #pay(pick: number, how: 'take' | 'hold' | 'decline'): void {
    const open = this.shop.gateway.allPayments.filter(({ status }) => status === 'pending');
    const id = picked(open, pick)?.id;
    if (id !== undefined) {
      how === 'decline' ? this.shop.gateway.decline(id) : this.shop.gateway.pay(id, how);
    }
  }

  async #payStars(pick: number): Promise<void> {
    const orders = await this.shop.paymentsOf(this.user);
    const invoice = picked(
      orders.filter(({ method, origin }) => method === 'stars' && origin === 'order'),
      pick,
    );
    if (invoice !== undefined) {
      this.charges.push(this.shop.starCharge(invoice));
    }
  }

  async #webhook({ payments }: Process, about: 'payment' | 'refund', pick: number): Promise<void> {
    const { allPayments, allRefunds } = this.shop.gateway;
    const id = picked<{ readonly id: string }>(
      about === 'payment' ? allPayments : allRefunds,
      pick,
    )?.id;
    if (id !== undefined) {
      await payments.accept.execute(
        JSON.stringify({ event: `${about}.succeeded`, object: { id } }),
      );
    }
  }

  async #refund({ payments }: Process, one: Extract<PaymentAct, { kind: 'refund' }>) {
    const paid = (await this.shop.paymentsOf(this.user)).filter(({ status }) => isPaid(status));
    const payment = picked(paid, one.pick);
    if (payment !== undefined) {
      const isPart = one.isPart && payment.method === 'yookassa';
      await payments.refund.execute({
        paymentId: payment.id,
        amount: isPart ? kopecks(3_301) : undefined,
        requestKey: `${payment.id}:${one.key}`,
      });
    }
  }

  #refundElsewhere(pick: number, isPart: boolean): void {
    const taken = this.shop.gateway.allPayments.filter(({ status }) => status === 'succeeded');
    const id = picked(taken, pick)?.id;
    if (id !== undefined) {
      this.shop.gateway.refundElsewhere(id, isPart ? kopecks(1_703) : undefined);
    }
  }

  #settleRefunds(status: 'succeeded' | 'canceled'): void {
    for (const refund of this.shop.gateway.allRefunds) {
      if (refund.status === 'pending') {
        this.shop.gateway.settleRefund(refund.id, status);
      }
    }
  }
}

function picked<T>(all: readonly T[], pick: number): T | undefined {
  return all[pick % Math.max(all.length, 1)];
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

describe('whatever users, payers, providers, admins and timers do at the same time', () => {
  test('no payment is lost or doubled, and credits follow the money', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), paymentRounds, async (scheduler, scenario) => {
        const simulation = await Simulation.begin(scheduler);
        for (const round of scenario) {
          await simulation.perform(round);
        }
        await simulation.end();
        await expectKeptPromises(simulation);
      }),
      { numRuns: 150 },
    );
  });
});

async function expectKeptPromises(simulation: Simulation): Promise<void> {
  const { shop, user, inviter, charges } = simulation;
  const payments = await shop.paymentsOf(user);
  const refunds = [...shop.unitOfWork.state().refunds.values()];
  expect(await shop.findings()).toEqual([]);
  expectEachPaymentOnce(shop, payments, charges);
  expectEachRefundOnce(shop, payments);

  const succeeded = refunds.filter(({ status }) => status === 'succeeded');
  const granted = sum(payments.map((one) => one.granted));
  const taken = sum(succeeded.map(({ creditsTaken }) => creditsTaken));
  const earned = sum(payments.map(({ inviterReward }) => inviterReward?.credits ?? 0n));
  const clawedBack = sum(succeeded.map(({ inviterCreditsTaken }) => inviterCreditsTaken));
  expect(await shop.balance(inviter)).toEqual({ available: Number(earned - clawedBack), held: 0 });
  expect(await shop.balance(user)).toEqual({ available: Number(granted - taken), held: 0 });
  for (const payment of payments) {
    const own = succeeded.filter(({ paymentId }) => paymentId === payment.id);
    const due = sum(own.map(({ creditsTaken, shortfall }) => creditsTaken + shortfall));
    expect(payment.status !== 'refunded' || due === payment.granted).toBe(true);
  }
  // Nothing is left to do.
  expect(refunds.filter(({ status }) => status === 'created' || status === 'pending')).toEqual([]);
  expectEverybodyTold(simulation, payments, succeeded);
}

function expectEachPaymentOnce(
  shop: Shop,
  payments: readonly Payment[],
  charges: readonly Charge[],
): void {
  const booked = payments.flatMap(({ chargeId }) => (chargeId === undefined ? [] : [chargeId]));
  const taken = shop.gateway.allPayments.filter(({ status }) => status === 'succeeded');
  expect(booked.toSorted()).toEqual(
    [...taken.map(({ id }) => id), ...charges.map(({ chargeId }) => chargeId)].toSorted(),
  );
  // However often it was asked, the provider made one payment of an order.
  const named = shop.gateway.allPayments.map(({ orderId }) => orderId);
  expect(new Set(named).size).toBe(named.length);
  for (const { granted, status } of payments) {
    expect(granted).toBe(isPaid(status) ? 100n : 0n);
  }
}

function expectEachRefundOnce(shop: Shop, payments: readonly Payment[]): void {
  for (const { id, refunded } of shop.gateway.allPayments) {
    const booked = payments.find(({ providerPaymentId }) => providerPaymentId === id);
    expect(booked?.refunded.minor ?? 0n).toBe(refunded.minor);
  }
  const given = shop.stars.allTransactions.filter(({ direction }) => direction === 'out');
  const refunded = payments.filter(
    ({ method, status }) => method === 'stars' && status === 'refunded',
  );
  expect(refunded.map(({ chargeId }) => chargeId).toSorted()).toEqual(
    given.map(({ id }) => id).toSorted(),
  );
}

/** A process that dies just after it sent a message sends it again: that is all that may be double. */
function expectEverybodyTold(
  { shop, user, hasDied }: Simulation,
  payments: readonly Payment[],
  refunds: readonly unknown[],
): void {
  const paid = payments.filter(({ status }) => isPaid(status));
  const all = { payment_received: paid.length, payment_refunded: refunds.length };
  for (const [kind, count] of Object.entries(all)) {
    const told = shop.toldKinds(user).filter((one) => one === kind).length;
    expect(shop.journalKinds.filter((one) => one === kind)).toHaveLength(count);
    expect(told).toBeGreaterThanOrEqual(count);
    expect(hasDied || told === count).toBe(true);
  }
}
