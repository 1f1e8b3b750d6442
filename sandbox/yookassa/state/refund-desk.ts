import type { SandboxClock } from '../../http/clock.ts';
import type { NextRefunds } from '../control-api.ts';
import type { Metadata, Refund, RefundCancelReason, RefundStatus } from '../objects.ts';
import { newId } from './ids.ts';
import { roubles } from './money.ts';
import { leftToRefund, optional, type PaymentRecord } from './payment.ts';
import { Refusal } from './refusal.ts';

export type RefundRecord = {
  readonly id: string;
  readonly payment: PaymentRecord;
  readonly amountKopecks: bigint;
  readonly hasReceipt: boolean;
  readonly description: string | undefined;
  readonly metadata: Metadata | undefined;
  status: RefundStatus;
  createdAtMs: number;
  cancellation: Refund['cancellation_details'];
};

export type NewRefund = {
  readonly amountKopecks: bigint;
  readonly hasReceipt: boolean;
  readonly description?: string | undefined;
  readonly metadata?: Metadata | undefined;
};

const REFUNDS_KEPT = 20_000;
/** A refund can be made for 3 years. */
const REFUNDABLE_MS = 3 * 365 * 24 * 3_600_000;

/** Refunds and all that can happen to them. Methods throw `Refusal`. */
export class RefundDesk {
  readonly #clock: SandboxClock;
  readonly #announce: (refund: RefundRecord) => void;
  readonly #refunds = new Map<string, RefundRecord>();
  #next: { status: RefundStatus; left: number; reason: RefundCancelReason } | undefined;

  /** @param announce is told of succeeded ones: YooKassa has no event for failed refunds. */
  constructor(clock: SandboxClock, announce: (refund: RefundRecord) => void) {
    this.#clock = clock;
    this.#announce = announce;
  }

  get(id: string): RefundRecord | undefined {
    return this.#refunds.get(id);
  }

  /** Newest first. */
  list(): RefundRecord[] {
    return [...this.#refunds.values()].reverse();
  }

  script({ status, times = 1, reason = 'general_decline' }: NextRefunds): void {
    this.#next = { status, left: times, reason };
  }

  /** Of the API: begins as `script` says. */
  create(payment: PaymentRecord, input: NewRefund): RefundRecord {
    const refund = this.#open(payment, input);
    const next = this.#next;
    if (next === undefined || next.left === 0) {
      this.settle(refund, 'succeeded');
      return refund;
    }
    next.left -= 1;
    if (next.status !== 'pending') this.settle(refund, next.status, next.reason);
    return refund;
  }

  /** By hand in the dashboard: no script touches it. */
  createElsewhere(payment: PaymentRecord, amountKopecks = leftToRefund(payment)): RefundRecord {
    const refund = this.#open(payment, { amountKopecks, hasReceipt: payment.hasReceipt });
    this.settle(refund, 'succeeded');
    return refund;
  }

  settle(
    refund: RefundRecord,
    status: 'succeeded' | 'canceled',
    reason: RefundCancelReason = 'general_decline',
  ): void {
    if (refund.status !== 'pending') {
      throw new Refusal('invalid', `The refund is ${refund.status}: only pending allows this`);
    }
    refund.status = status;
    refund.payment.reservedKopecks -= refund.amountKopecks;
    if (status === 'succeeded') {
      refund.payment.refundedKopecks += refund.amountKopecks;
      this.#announce(refund);
    } else {
      const isOurs = reason === 'yoo_money_account_closed' || reason === 'rejected_by_timeout';
      refund.cancellation = { party: isOurs ? 'yoo_money' : 'refund_network', reason };
    }
  }

  ageBy(byMs: number): void {
    for (const refund of this.#refunds.values()) refund.createdAtMs -= byMs;
  }

  clear(): void {
    this.#refunds.clear();
    this.#next = undefined;
  }

  #open(payment: PaymentRecord, input: NewRefund): RefundRecord {
    const now = this.#clock.now();
    this.#mustAllow(payment, input.amountKopecks, now);
    const refund: RefundRecord = {
      id: newId('refund', now),
      payment,
      amountKopecks: input.amountKopecks,
      hasReceipt: input.hasReceipt,
      description: input.description,
      metadata: input.metadata,
      status: 'pending',
      createdAtMs: now,
      cancellation: undefined,
    };
    payment.reservedKopecks += refund.amountKopecks;
    this.#refunds.set(refund.id, refund);
    const [oldest] = this.#refunds.keys();
    if (oldest !== undefined && this.#refunds.size > REFUNDS_KEPT) this.#refunds.delete(oldest);
    return refund;
  }

  #mustAllow(payment: PaymentRecord, amountKopecks: bigint, now: number): void {
    if (payment.status !== 'succeeded') {
      const problem = `Payment is ${payment.status}: only succeeded ones can be refunded`;
      throw new Refusal('invalid', problem, 'payment_id');
    }
    if (now - (payment.capturedAtMs ?? now) > REFUNDABLE_MS) {
      throw new Refusal('invalid', 'Payment is too old to be refunded', 'payment_id');
    }
    const left = leftToRefund(payment);
    if (amountKopecks > left || amountKopecks === 0n) {
      const problem = `Refund amount exceeds what is left of the payment: ${roubles(left).value}`;
      throw new Refusal('invalid', problem, 'amount.value');
    }
  }
}

export function refundView(refund: RefundRecord): Refund {
  return {
    id: refund.id,
    payment_id: refund.payment.id,
    status: refund.status,
    ...optional('cancellation_details', refund.cancellation),
    ...(refund.hasReceipt ? { receipt_registration: refund.status } : {}),
    created_at: new Date(refund.createdAtMs).toISOString(),
    amount: roubles(refund.amountKopecks),
    ...optional('description', refund.description),
    ...optional('metadata', refund.metadata),
  };
}
