import { type Credits, credits, noCredits } from '../../domain/credits/credits.ts';
import { decimal, type Money, noMoney, sameMoney } from '../../domain/payments/money.ts';
import {
  classifyCharge,
  creditsForShare,
  isOpen,
  type Payment,
  type PaymentMethod,
  purchaseReference,
} from '../../domain/payments/payment.ts';
import { type PaymentId, paymentId, type UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { grant } from '../credits/grant.ts';
import { plainMoney } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { rewardInviterForPayment } from '../referrals/reward-inviter.ts';
import { type PaidMonth, subscribe, withSubscription } from './subscribe.ts';
import { tell } from './tell.ts';

/** Money that a provider says it has taken: nothing that a user or a stranger could have said. */
export interface Charge {
  readonly method: PaymentMethod;
  /** Unique for ever at its provider. */
  readonly chargeId: string;
  readonly providerPaymentId?: string | undefined;
  /** As the invoice or the payment says; absent when it says nothing of ours. */
  readonly orderId?: PaymentId | undefined;
  /** Absent: whoever ordered. */
  readonly payerId?: UserId | undefined;
  readonly amount: Money;
  readonly paidAt: Date;
  /** That the payer gave to the provider: a refund's receipt needs it. */
  readonly receiptEmail?: string | undefined;
  readonly subscription?: PaidMonth | undefined;
}

export interface Settlement {
  readonly payment: Payment;
  /** The charge was settled before: nothing was changed. */
  readonly isRepeat: boolean;
}

export interface UnknownPayer {
  readonly kind: 'unknown_payer';
}

/**
 * Turns a charge into credits, once, however often and from however many sides it is told of. All
 * money that came is written down; what fits no order is kept for an admin instead of credited.
 *
 * - `unknown_payer`: neither the order nor the payer is known here
 */
export class SettlePayment {
  readonly #unitOfWork: UnitOfWork;
  readonly #settings: SettingsStore;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, settings: SettingsStore, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#settings = settings;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(told: Charge): Promise<Result<Settlement, UnknownPayer>> {
    const { payments } = this.#unitOfWork.direct;
    const order = told.orderId === undefined ? undefined : await payments.find(told.orderId);
    const payerId = told.payerId ?? order?.userId;
    if (payerId === undefined) {
      return err({ kind: 'unknown_payer' });
    }
    const settings = await this.#settings.current();
    return this.#unitOfWork.run(async (scope) => {
      // Before the account, which nobody has who is not registered.
      if ((await scope.users.find(payerId)) === undefined) {
        return err({ kind: 'unknown_payer' as const });
      }
      // First the account: two tellers of the same charge meet here, and the second finds it done.
      await scope.credits.lock(payerId);
      const known = await settledBefore(scope, told);
      if (known !== undefined) {
        return ok({ payment: known, isRepeat: true });
      }
      const locked = order === undefined ? undefined : await scope.payments.lock(order.id);
      const charge = withSubscription(told, locked, payerId);
      const isFirstPayment = !(await scope.payments.hasPaid(payerId));
      const paid = await this.#paid(scope, charge, payerId, locked);
      const { granted, userId } = paid;
      const entry = await grant(scope, userId, {
        kind: 'purchase',
        amount: granted,
        reference: purchaseReference(charge.method, charge.chargeId),
      });
      const now = this.#clock.now();
      const inviterReward =
        granted === noCredits
          ? undefined
          : await rewardInviterForPayment(
              scope,
              { payerId, paymentId: paid.id, credits: granted, isFirstPayment },
              settings,
              now,
            );
      const payment = { ...paid, inviterReward };
      await handOver(scope, payment, locked);
      await (locked?.id === payment.id ? scope.payments.save(payment) : insert(scope, payment));
      await subscribe(scope, charge, payment, locked, now);
      const balance = entry?.availableAfter ?? (await scope.credits.account(userId)).available;
      await announce(scope, payment, balance);
      return ok({ payment, isRepeat: false });
    });
  }

  /** The payment that the charge makes: its order paid, or one of its own. */
  async #paid(
    scope: Scope,
    charge: Charge,
    payerId: UserId,
    order: Payment | undefined,
  ): Promise<Payment> {
    const { chargeId, providerPaymentId, paidAt, amount, method } = charge;
    const facts = { status: 'paid' as const, chargeId, paidAt, nextCheckAt: undefined };
    const isRenewal = charge.subscription !== undefined && !charge.subscription.isFirst;
    const what =
      order === undefined || order.method !== method
        ? 'unmatched'
        : classifyCharge(order, { payerId, amount, isRenewal });
    if (order !== undefined && what === 'first') {
      const { granted, flag } = await promised(scope, order, this.#clock.now());
      return {
        ...order,
        ...facts,
        providerPaymentId: providerPaymentId ?? order.providerPaymentId,
        receiptEmail: charge.receiptEmail ?? order.receiptEmail,
        cancelReason: undefined,
        granted,
        flag: flag ?? (isOpen(order.status) ? undefined : 'paid_late'),
      };
    }
    const now = this.#clock.now();
    const id = paymentId(this.#ids.uuid());
    const own: Payment = {
      ...facts,
      id,
      userId: payerId,
      method,
      origin: 'unmatched',
      parentId: order?.id,
      credits: noCredits,
      price: amount,
      isSubscription: false,
      requestKey: `charge:${method}:${chargeId}`,
      idempotencyKey: id,
      receiptEmail: charge.receiptEmail,
      providerPaymentId,
      granted: noCredits,
      refunded: noMoney(amount.currency),
      flag: 'unmatched',
      checks: 0,
      expiresAt: now,
      createdAt: now,
    };
    if (order === undefined || what === 'unmatched') {
      return own;
    }
    const granted = withoutPromo(order);
    return {
      ...own,
      origin: what === 'renewal' ? 'renewal' : 'paid_again',
      packageId: order.packageId,
      isSubscription: order.isSubscription,
      credits: granted,
      granted,
      flag: what === 'renewal' ? undefined : 'paid_again',
    };
  }
}

/** By the charge's own name, or by the provider's: rubles inside Telegram have both. */
async function settledBefore(
  { payments }: Scope,
  { method, chargeId, providerPaymentId }: Charge,
): Promise<Payment | undefined> {
  const charged = await payments.findByCharge(method, chargeId);
  if (charged !== undefined || providerPaymentId === undefined) {
    return charged;
  }
  const known = await payments.findByProviderId(providerPaymentId);
  return known?.chargeId === undefined ? undefined : known;
}

/** What the order promised, as long as its promo code was not used up by another payment. */
async function promised(
  scope: Scope,
  order: Payment,
  now: Date,
): Promise<{ readonly granted: Credits; readonly flag: Payment['flag'] }> {
  const { promo } = order;
  if (promo === undefined) {
    return { granted: order.credits, flag: undefined };
  }
  return (await scope.promos.use(promo.redemptionId, now))
    ? { granted: credits(order.credits + promo.bonusCredits), flag: undefined }
    : { granted: withoutPromo(order), flag: 'promo_used_up' };
}

/** A discount can be had once: a second payment at the lower price buys as much less. */
function withoutPromo({ credits: base, price, promo }: Payment): Credits {
  return promo === undefined || sameMoney(price, promo.listPrice)
    ? base
    : creditsForShare(base, price.minor, promo.listPrice.minor);
}

async function insert(scope: Scope, payment: Payment): Promise<void> {
  if (!(await scope.payments.insert(payment))) {
    throw new Error(
      `Cannot write down charge ${payment.requestKey} as it is there without a charge`,
    );
  }
}

/**
 * The provider's payment of an order that was paid with another amount goes to the payment which
 * stands for that money, so that it is found and refunded there. Nobody else can pay the order.
 */
async function handOver(
  scope: Scope,
  { id, providerPaymentId }: Payment,
  order: Payment | undefined,
): Promise<void> {
  if (order === undefined || order.id === id || providerPaymentId === undefined) {
    return;
  }
  if (order.providerPaymentId === providerPaymentId) {
    const open = isOpen(order.status);
    await scope.payments.save({
      ...order,
      ...(open && { status: 'canceled', cancelReason: 'amount_differs' }),
      providerPaymentId: undefined,
      confirmationUrl: undefined,
      nextCheckAt: undefined,
    });
    if (open) {
      const details = { reason: 'amount_differs' };
      await scope.payments.record(order.id, { kind: 'canceled', details });
    }
  }
}

async function announce(scope: Scope, payment: Payment, balance: Credits): Promise<void> {
  const { id, userId, price, granted, flag, origin } = payment;
  const paid = plainMoney(price);
  await scope.payments.record(id, {
    kind: 'paid',
    details: { amount: decimal(price), credits: Number(granted), ...(flag && { flag }) },
  });
  await tell(
    scope,
    userId,
    `paid-${id}`,
    origin === 'unmatched'
      ? { kind: 'payment_unmatched', paid, paymentId: id }
      : {
          kind: 'payment_received',
          paid,
          credits: Number(granted),
          balance: Number(balance),
          isRenewal: origin === 'renewal',
        },
  );
  await scope.operatorJournal.add({
    kind: 'payment_received',
    paymentId: id,
    userId,
    paid,
    credits: Number(granted),
    flag,
  });
}
