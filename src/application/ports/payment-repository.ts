import type { Payment, PaymentMethod } from '../../domain/payments/payment.ts';
import type { PaymentId, UserId } from '../../domain/shared/ids.ts';

/** One step in the life of a payment, for people who follow it. Never an e-mail address or a secret. */
export interface PaymentEvent {
  readonly kind:
    | 'ordered'
    | 'opened'
    | 'checkout_approved'
    | 'checkout_refused'
    | 'paid'
    | 'canceled'
    | 'expired'
    | 'refund_requested'
    | 'refund_pending'
    | 'refunded'
    | 'refund_canceled'
    | 'difference';
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export interface RecordedPaymentEvent extends PaymentEvent {
  readonly at: Date;
}

/** What decides whether an invoice may be paid, from one look into the database. */
export interface CheckoutFacts {
  readonly payment: Payment;
  readonly isPackageActive: boolean;
  /** False when the promo code that the order was made with was used up since. */
  readonly isPromoUnused: boolean;
  /** One who is banned could not use what they buy. */
  readonly isUserBanned: boolean;
  /** Of a subscription: the user has one to the same package that still renews. */
  readonly isSubscribed: boolean;
}

export interface PaymentRepository {
  find(id: PaymentId): Promise<Payment | undefined>;
  /** Like `find`, and keeps everybody else from changing it until the transaction ends. */
  lock(id: PaymentId): Promise<Payment | undefined>;
  findByRequestKey(requestKey: string): Promise<Payment | undefined>;
  findByCharge(method: PaymentMethod, chargeId: string): Promise<Payment | undefined>;
  /** By YooKassa's id, whichever way it was paid. */
  findByProviderId(providerPaymentId: string): Promise<Payment | undefined>;
  checkoutFacts(id: PaymentId, now: Date): Promise<CheckoutFacts | undefined>;
  /** @returns false when the request key was used before: nothing is written. */
  insert(payment: Payment): Promise<boolean>;
  /** Overwrites everything that changes in a payment's life. The caller holds its lock. */
  save(payment: Payment): Promise<void>;
  countOpen(userId: UserId): Promise<number>;
  /** Whether this user has paid anything before. Money that fits no order does not count. */
  hasPaid(userId: UserId): Promise<boolean>;
  /** A user's payments that were paid, or all, newest first. */
  latest(
    userId: UserId | undefined,
    filter: 'paid' | 'all',
    limit: number,
  ): Promise<readonly Payment[]>;
  /**
   * Payments whose `nextCheckAt` has come, put off until `leaseUntil`, so that two processes never
   * ask about the same one.
   */
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly Payment[]>;
  /** Paid ones of a time span, by when they were paid, oldest first, for the daily comparison. */
  paidBetween(
    methods: readonly PaymentMethod[],
    from: Date,
    until: Date,
  ): Promise<readonly Payment[]>;
  record(id: PaymentId, event: PaymentEvent): Promise<void>;
  /** Oldest first. */
  events(id: PaymentId): Promise<readonly RecordedPaymentEvent[]>;
}
