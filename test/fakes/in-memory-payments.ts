import type { Clock } from '../../src/application/ports/clock.ts';
import type {
  CheckoutFacts,
  PaymentEvent,
  PaymentRepository,
  RecordedPaymentEvent,
} from '../../src/application/ports/payment-repository.ts';
import {
  currencyOf,
  isOpen,
  isPaid,
  type Payment,
  type PaymentMethod,
} from '../../src/domain/payments/payment.ts';
import type { PaymentId, UserId } from '../../src/domain/shared/ids.ts';
import {
  byTime,
  type InMemoryState,
  requireRow,
  requireRule,
  UniqueViolation,
} from './in-memory-state.ts';

export class InMemoryPayments implements PaymentRepository {
  readonly #state: () => InMemoryState;
  readonly #clock: Clock;

  constructor(state: () => InMemoryState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async find(id: PaymentId): Promise<Payment | undefined> {
    return this.#state().payments.get(id);
  }

  async lock(id: PaymentId): Promise<Payment | undefined> {
    return this.find(id);
  }

  async findByRequestKey(requestKey: string): Promise<Payment | undefined> {
    return this.#all().find((payment) => payment.requestKey === requestKey);
  }

  async findByCharge(method: PaymentMethod, chargeId: string): Promise<Payment | undefined> {
    return this.#all().find(
      (payment) => payment.method === method && payment.chargeId === chargeId,
    );
  }

  async findByProviderId(providerPaymentId: string): Promise<Payment | undefined> {
    return this.#all().find((payment) => payment.providerPaymentId === providerPaymentId);
  }

  async checkoutFacts(id: PaymentId, now: Date): Promise<CheckoutFacts | undefined> {
    const { packages, payments, redemptions, users, subscriptions } = this.#state();
    const payment = payments.get(id);
    if (!payment) {
      return undefined;
    }
    const { packageId, promo } = payment;
    const redemption = promo && redemptions.get(promo.redemptionId);
    return {
      payment,
      isPackageActive: packageId !== undefined && packages.get(packageId)?.active === true,
      isPromoUnused: redemption?.usedAt === undefined,
      isUserBanned: users.get(payment.userId)?.ban !== undefined,
      isSubscribed:
        payment.isSubscription &&
        [...subscriptions.values()].some(
          (one) =>
            one.userId === payment.userId &&
            one.packageId === packageId &&
            one.state === 'active' &&
            one.paidUntil > now,
        ),
    };
  }

  async insert(payment: Payment): Promise<boolean> {
    if (await this.findByRequestKey(payment.requestKey)) {
      return false;
    }
    this.#write(payment);
    return true;
  }

  async save(payment: Payment): Promise<void> {
    const earlier = this.#state().payments.get(payment.id);
    if (!earlier) {
      throw new Error(`Cannot save payment ${payment.id} as there is none`);
    }
    const { userId, method, origin, parentId, price, isSubscription, requestKey, createdAt } =
      earlier;
    const kept = { userId, method, origin, parentId, price, isSubscription, requestKey, createdAt };
    this.#write({ ...payment, ...kept });
  }

  async countOpen(userId: UserId): Promise<number> {
    return this.#all().filter((one) => one.userId === userId && isOpen(one.status)).length;
  }

  async hasPaid(userId: UserId): Promise<boolean> {
    return this.#all().some(
      (one) => one.userId === userId && isPaid(one.status) && one.origin !== 'unmatched',
    );
  }

  async latest(
    userId: UserId | undefined,
    filter: 'paid' | 'all',
    limit: number,
  ): Promise<readonly Payment[]> {
    return this.#all()
      .filter((one) => userId === undefined || one.userId === userId)
      .filter(({ status }) => filter === 'all' || isPaid(status))
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ id }) => id,
        ),
      )
      .toReversed()
      .slice(0, limit);
  }

  async claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly Payment[]> {
    return claimed(this.#state().payments, now, leaseUntil, limit);
  }

  async paidBetween(
    methods: readonly PaymentMethod[],
    from: Date,
    until: Date,
  ): Promise<readonly Payment[]> {
    return this.#all()
      .flatMap((payment) =>
        payment.paidAt === undefined ? [] : [{ payment, paidAt: payment.paidAt }],
      )
      .filter(({ payment, paidAt }) => methods.includes(payment.method) && paidAt >= from)
      .filter(({ paidAt }) => paidAt < until)
      .toSorted(
        byTime(
          ({ paidAt }) => paidAt,
          ({ payment }) => payment.id,
        ),
      )
      .map(({ payment }) => payment);
  }

  async record(id: PaymentId, event: PaymentEvent): Promise<void> {
    const { payments, paymentEvents } = this.#state();
    requireRow(payments, id, 'payment');
    const recorded = { ...event, at: this.#clock.now() };
    paymentEvents.set(id, [...(paymentEvents.get(id) ?? []), recorded]);
  }

  async events(id: PaymentId): Promise<readonly RecordedPaymentEvent[]> {
    return this.#state().paymentEvents.get(id) ?? [];
  }

  #all(): readonly Payment[] {
    return [...this.#state().payments.values()];
  }

  #write(payment: Payment): void {
    requireRules(payment);
    const { users, packages, payments, redemptions } = this.#state();
    const { userId, packageId, parentId, promo, inviterReward } = payment;
    requireRow(users, userId, 'user');
    if (packageId !== undefined) {
      requireRow(packages, packageId, 'package');
    }
    if (parentId !== undefined) {
      requireRow(payments, parentId, 'payment');
    }
    if (promo !== undefined) {
      requireRow(redemptions, promo.redemptionId, 'redemption');
    }
    if (inviterReward !== undefined) {
      requireRow(users, inviterReward.inviterId, 'user');
    }
    for (const other of payments.values()) {
      if (other.id !== payment.id && isSameCharge(other, payment)) {
        throw new UniqueViolation(`Cannot write payment ${payment.id} as ${other.id} is the same`);
      }
    }
    payments.set(payment.id, payment);
  }
}

/** The due ones of payments or refunds, put off. */
export function claimed<
  K,
  T extends { readonly id: string & K; readonly nextCheckAt?: Date | undefined },
>(table: Map<K, T>, now: Date, leaseUntil: Date, limit: number): readonly T[] {
  const due = [...table.values()]
    .flatMap((row) => (row.nextCheckAt === undefined ? [] : [{ row, dueAt: row.nextCheckAt }]))
    .filter(({ dueAt }) => dueAt <= now)
    .toSorted(
      byTime(
        ({ dueAt }) => dueAt,
        ({ row }) => row.id,
      ),
    )
    .slice(0, limit)
    .map(({ row }) => ({ ...row, nextCheckAt: leaseUntil }));
  for (const row of due) {
    table.set(row.id, row);
  }
  return due;
}

function isSameCharge(a: Payment, b: Payment): boolean {
  return (
    (a.chargeId !== undefined && a.method === b.method && a.chargeId === b.chargeId) ||
    (a.providerPaymentId !== undefined && a.providerPaymentId === b.providerPaymentId)
  );
}

/** The table's check constraints. */
function requireRules(payment: Payment): void {
  const { status, origin, method, price, granted, refunded, chargeId, paidAt } = payment;
  const paid = isPaid(status);
  const whole = refunded.minor === price.minor;
  const rules = {
    currency: price.currency === currencyOf(method) && refunded.currency === price.currency,
    price: price.minor > 0n,
    paid: (chargeId !== undefined) === paid && (paidAt !== undefined) === paid,
    granted: granted === 0n || paid,
    refunded: refunded.minor <= price.minor && (refunded.minor === 0n || paid),
    whole: (status === 'refunded') === whole,
    package: payment.packageId !== undefined || origin === 'unmatched',
    parent: origin === 'unmatched' || (payment.parentId !== undefined) === (origin !== 'order'),
    subscription: !payment.isSubscription || method === 'stars',
    inviter: payment.inviterReward?.inviterId !== payment.userId,
  };
  for (const [rule, holds] of Object.entries(rules)) {
    requireRule('payments', rule, holds);
  }
}
