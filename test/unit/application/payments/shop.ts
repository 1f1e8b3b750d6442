import type { Notice, OperatorEvent } from '../../../../src/application/notices.ts';
import type { Charge } from '../../../../src/application/payments/settle-payment.ts';
import type { RecordedPaymentEvent } from '../../../../src/application/ports/payment-repository.ts';
import { credits } from '../../../../src/domain/credits/credits.ts';
import type { CreditPackage } from '../../../../src/domain/payments/credit-package.ts';
import type { Money } from '../../../../src/domain/payments/money.ts';
import type { Payment, PaymentMethod } from '../../../../src/domain/payments/payment.ts';
import type { Refund } from '../../../../src/domain/payments/refund.ts';
import {
  type PaymentId,
  packageId,
  type RefundId,
  type UserId,
  userId,
} from '../../../../src/domain/shared/ids.ts';
import type { User } from '../../../../src/domain/users/user.ts';
import { aPackage, stars } from '../../../builders/payments.ts';
import type { Process } from '../processes.ts';
import { World, type WorldOptions } from '../world.ts';

/** 100 credits for 50 Stars or 99 rubles. */
export const starter = aPackage({ id: packageId('starter') });
/** 300 credits every 30 days for 150 Stars. */
export const monthly = aPackage({
  id: packageId('monthly'),
  title: { ru: 'Подписка', en: 'Monthly' },
  credits: 300,
  stars: stars(150),
  rub: undefined,
  isSubscription: true,
  position: 2,
});

export const operatorId = userId(1);
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A world that sells credits and gives away none. */
export class Shop extends World {
  #orders = 0;
  #charges = 0;

  static async open(
    options: WorldOptions = {},
    packages: readonly CreditPackage[] = [starter, monthly],
  ): Promise<Shop> {
    const settings = { welcomeCredits: 0, referralInviteeCredits: 0, ...options.settings };
    const shop = new Shop({ operatorId, ...options, settings });
    await shop.packages.seed(packages);
    return shop;
  }

  get till(): Process['payments'] {
    return this.app.payments;
  }

  /** Orders, and expects to be allowed to. */
  async order(
    { id }: Pick<User, 'id'>,
    method: PaymentMethod,
    { of = starter, key }: { readonly of?: CreditPackage; readonly key?: string } = {},
  ): Promise<Payment> {
    this.#orders += 1;
    const requestKey = key ?? `order:${this.#orders}`;
    const placed = await this.till.place.execute({
      ...{ userId: id, packageId: of.id, method, requestKey },
    });
    if (!placed.ok) {
      throw new Error(`Expected an order to be placed: ${placed.error.kind}`);
    }
    return placed.value.payment;
  }

  /** An order whose payment page is open. */
  async opened(user: Pick<User, 'id'>): Promise<Payment & { readonly providerPaymentId: string }> {
    const { id } = await this.order(user, 'yookassa');
    const opened = await this.till.pages?.open.execute(id);
    const payment = await this.payment(id);
    const { providerPaymentId } = payment;
    if (opened?.ok !== true || providerPaymentId === undefined) {
      throw new Error('Expected a payment page');
    }
    return { ...payment, providerPaymentId };
  }

  /** Paid on its page, and heard of. */
  async paidPage(
    user: Pick<User, 'id'>,
  ): Promise<Payment & { readonly providerPaymentId: string }> {
    const { id, providerPaymentId } = await this.opened(user);
    this.gateway.pay(providerPaymentId);
    await this.notify('payment.succeeded', providerPaymentId);
    return { ...(await this.payment(id)), providerPaymentId };
  }

  /** Paid with Stars, and heard of. */
  async paidStars(user: Pick<User, 'id'>): Promise<Payment & { readonly chargeId: string }> {
    const order = await this.order(user, 'stars');
    const charge = this.starCharge(order);
    await this.till.settle.execute(charge);
    await this.work();
    return { ...(await this.payment(order.id)), chargeId: charge.chargeId };
  }

  /** Telegram takes Stars for an order; the bot has not heard of it yet. */
  starCharge(order: Payment, fields: Partial<Charge> = {}): Charge {
    this.#charges += 1;
    const charge: Charge = {
      method: 'stars',
      chargeId: `tg-${this.#charges}`,
      orderId: order.id,
      payerId: order.userId,
      amount: order.price,
      paidAt: this.clock.now(),
      ...fields,
    };
    this.stars.receive({
      chargeId: charge.chargeId,
      stars: Number(charge.amount.minor),
      userId: charge.payerId ?? order.userId,
      payload: charge.orderId ?? 'of another bot',
      isSubscription: order.isSubscription,
    });
    return charge;
  }

  /** The provider pushes a notification, and it is read. */
  async notify(event: string, id: string): Promise<void> {
    await this.pushed(JSON.stringify({ type: 'notification', event, object: { id } }));
    await this.work();
  }

  /** The provider pushes this body. */
  async pushed(body: string): Promise<void> {
    await this.till.accept.execute(body);
    await this.outbox.settled();
  }

  async payment(id: PaymentId): Promise<Payment> {
    const found = await this.unitOfWork.direct.payments.find(id);
    if (found === undefined) {
      throw new Error(`Expected payment ${id} to be there`);
    }
    return found;
  }

  async refundOf(id: RefundId): Promise<Refund> {
    const found = await this.unitOfWork.direct.refunds.find(id);
    if (found === undefined) {
      throw new Error(`Expected refund ${id} to be there`);
    }
    return found;
  }

  /** A refund as an admin asks for one, and expects to get it. */
  async refunded(payment: Pick<Payment, 'id'>, amount?: Money, key = 'refund'): Promise<Refund> {
    const refund = await this.till.refund.execute({
      ...{ paymentId: payment.id, amount, requestKey: `${key}:${payment.id}` },
    });
    if (!refund.ok) {
      throw new Error(`Expected a refund: ${refund.error.kind}`);
    }
    await this.work();
    return refund.value;
  }

  /** Spends so many credits for good. */
  async spend({ id }: Pick<User, 'id'>, amount: number): Promise<void> {
    const posted = await this.unitOfWork.direct.credits.post(id, {
      operation: 'revoke',
      kind: 'admin',
      amount: credits(amount),
      reference: `spent:${this.ids.uuid()}`,
    });
    if (!posted.ok) {
      throw new Error(`Expected credits to be spent: ${posted.error.kind}`);
    }
  }

  /** All payments of a user, oldest first. */
  async paymentsOf({ id }: Pick<User, 'id'>): Promise<readonly Payment[]> {
    return (await this.unitOfWork.direct.payments.latest(id, 'all', 100)).toReversed();
  }

  /** A user's entries in short, oldest first, e.g. `grant purchase 100`. */
  async entries({ id }: Pick<User, 'id'>): Promise<readonly string[]> {
    const entries = await this.unitOfWork.direct.credits.latest(id, 1_000);
    return entries
      .toReversed()
      .map(({ operation, kind, amount }) => `${operation} ${kind} ${amount}`);
  }

  /** What happened to a payment, in short. */
  async steps({ id }: Pick<Payment, 'id'>): Promise<readonly RecordedPaymentEvent['kind'][]> {
    return (await this.unitOfWork.direct.payments.events(id)).map(({ kind }) => kind);
  }

  /** What a user was told, once the queue has run dry. */
  told({ id }: { readonly id: UserId }): readonly Notice[] {
    return this.messenger.notices.flatMap(({ userId: to, notice }) => (to === id ? [notice] : []));
  }

  toldKinds(user: Pick<User, 'id'>): readonly Notice['kind'][] {
    return this.told(user).map(({ kind }) => kind);
  }

  /** What the operator will hear of, or has. */
  get journal(): readonly OperatorEvent[] {
    return [...this.unitOfWork.state().operatorEvents.values()].map(({ event }) => event);
  }

  get journalKinds(): readonly OperatorEvent['kind'][] {
    return this.journal.map(({ kind }) => kind);
  }
}
