import type { SandboxClock } from '../../http/clock.ts';
import type { Shop } from '../control-api.ts';
import type {
  Confirmation,
  Metadata,
  MethodName,
  NotificationEvent,
  PaymentCancelReason,
  PaymentMethod,
} from '../objects.ts';
import type { Agenda } from './agenda.ts';
import { newId } from './ids.ts';
import { HOLD_MS, methodsFor, paidWith } from './methods.ts';
import { roubles } from './money.ts';
import { cancelParty, type PaymentRecord } from './payment.ts';
import { Refusal } from './refusal.ts';

/** The payer has about an hour. */
const CONFIRM_WITHIN_MS = 3_600_000;
/** Beyond this the oldest payments are forgotten. */
const PAYMENTS_KEPT = 20_000;
const GATEWAY_ID = '2000001';

export type NewPayment = {
  readonly amountKopecks: bigint;
  readonly capture: boolean;
  readonly hasReceipt: boolean;
  readonly description?: string | undefined;
  readonly metadata?: Metadata | undefined;
  readonly merchantCustomerId?: string | undefined;
  /** The method the shop chose; else the payer chooses. */
  readonly method?: MethodName | undefined;
  readonly confirm?: ((paymentId: string) => Confirmation) | undefined;
  readonly locale?: 'ru' | 'en' | undefined;
  readonly returnUrl?: string | undefined;
};

/** Tells the world of a payment's new status. */
export type Announce = (event: NotificationEvent, payment: PaymentRecord) => void;

/** Payments and all that can happen to them. Methods throw `Refusal`. */
export class Cashier {
  readonly #clock: SandboxClock;
  readonly #agenda: Agenda;
  readonly #announce: Announce;
  readonly #payments = new Map<string, PaymentRecord>();

  constructor(clock: SandboxClock, agenda: Agenda, announce: Announce) {
    this.#clock = clock;
    this.#agenda = agenda;
    this.#announce = announce;
  }

  get(id: string): PaymentRecord | undefined {
    return this.#payments.get(id);
  }

  /** Newest first. */
  list(): PaymentRecord[] {
    return [...this.#payments.values()].reverse();
  }

  create(shop: Shop, input: NewPayment): PaymentRecord {
    const offered = input.method === undefined ? shop.methods : [input.method];
    const methods = methodsFor(offered, input.amountKopecks, input.capture);
    if (methods.length === 0) throw nothingFits(input);
    const now = this.#clock.now();
    const id = newId('payment', now);
    const payment: PaymentRecord = {
      id,
      shopId: shop.shopId,
      gatewayId: GATEWAY_ID,
      amountKopecks: input.amountKopecks,
      capture: input.capture,
      methods,
      hasReceipt: input.hasReceipt,
      description: input.description,
      metadata: input.metadata,
      merchantCustomerId: input.merchantCustomerId,
      confirmation: input.confirm?.(id),
      locale: input.locale,
      returnUrl: input.returnUrl,
      status: 'pending',
      method: input.method === undefined ? undefined : chosen(input.method, id),
      createdAtMs: now,
      capturedAtMs: undefined,
      holdEndsAtMs: undefined,
      cancellation: undefined,
      refundedKopecks: 0n,
      reservedKopecks: 0n,
      stopWaiting: () => undefined,
    };
    payment.stopWaiting = this.#agenda.after(CONFIRM_WITHIN_MS, () => this.expire(payment));
    this.#keep(payment);
    return payment;
  }

  pay(payment: PaymentRecord, method?: MethodName): void {
    mustBe(payment, 'pending');
    const used = method ?? payment.methods[0];
    if (used === undefined || !payment.methods.includes(used)) {
      throw new Refusal('invalid', `The payment cannot be paid by ${used}`);
    }
    payment.stopWaiting();
    payment.method = paidWith(used, payment.id);
    if (payment.capture) {
      this.#succeed(payment);
      return;
    }
    payment.status = 'waiting_for_capture';
    payment.holdEndsAtMs = this.#clock.now() + HOLD_MS;
    payment.stopWaiting = this.#agenda.after(HOLD_MS, () =>
      this.#end(payment, 'expired_on_capture'),
    );
    this.#announce('payment.waiting_for_capture', payment);
  }

  decline(payment: PaymentRecord, reason: PaymentCancelReason): void {
    mustBe(payment, 'pending');
    this.#end(payment, reason);
  }

  expire(payment: PaymentRecord): void {
    mustBe(payment, 'pending');
    this.#end(payment, 'expired_on_confirmation');
  }

  /** @param amountKopecks all of it when absent. */
  capture(payment: PaymentRecord, amountKopecks?: bigint): void {
    mustBe(payment, 'waiting_for_capture');
    const amount = amountKopecks ?? payment.amountKopecks;
    if (amount > payment.amountKopecks) {
      const most = roubles(payment.amountKopecks).value;
      throw new Refusal('invalid', `Capture amount exceeds ${most}`, 'amount.value');
    }
    payment.stopWaiting();
    payment.amountKopecks = amount;
    this.#succeed(payment);
  }

  cancel(payment: PaymentRecord): void {
    mustBe(payment, 'waiting_for_capture');
    this.#end(payment, 'canceled_by_merchant');
  }

  ageBy(byMs: number): void {
    for (const payment of this.#payments.values()) {
      payment.createdAtMs -= byMs;
      if (payment.capturedAtMs !== undefined) payment.capturedAtMs -= byMs;
      if (payment.holdEndsAtMs !== undefined) payment.holdEndsAtMs -= byMs;
    }
  }

  clear(): void {
    for (const payment of this.#payments.values()) payment.stopWaiting();
    this.#payments.clear();
  }

  #succeed(payment: PaymentRecord): void {
    payment.status = 'succeeded';
    payment.capturedAtMs = this.#clock.now();
    payment.holdEndsAtMs = undefined;
    this.#announce('payment.succeeded', payment);
  }

  #end(payment: PaymentRecord, reason: PaymentCancelReason): void {
    payment.stopWaiting();
    payment.status = 'canceled';
    payment.holdEndsAtMs = undefined;
    payment.cancellation = { party: cancelParty(reason), reason };
    this.#announce('payment.canceled', payment);
  }

  #keep(payment: PaymentRecord): void {
    this.#payments.set(payment.id, payment);
    const [oldest] = this.#payments.values();
    if (oldest === undefined || this.#payments.size <= PAYMENTS_KEPT) return;
    oldest.stopWaiting();
    this.#payments.delete(oldest.id);
  }
}

function mustBe(payment: PaymentRecord, status: 'pending' | 'waiting_for_capture'): void {
  if (payment.status === status) return;
  throw new Refusal(
    'invalid',
    `The payment is ${payment.status}: only ${status} allows this`,
    'payment_id',
  );
}

function nothingFits({ amountKopecks, method }: NewPayment): Refusal {
  const amount = roubles(amountKopecks).value;
  return method === undefined
    ? new Refusal('invalid', `No payment method of the shop suits ${amount} RUB`, 'amount.value')
    : new Refusal(
        'invalid',
        `${method} does not suit this payment of ${amount} RUB`,
        'amount.value',
      );
}

/** Chosen, not paid yet. */
function chosen(type: MethodName, paymentId: string): PaymentMethod {
  return { type, id: paymentId, saved: false, status: 'pending' };
}
