import type { Clock } from '../../src/application/ports/clock.ts';
import type {
  GatewayRefusal,
  PaymentGateway,
  PaymentPageOrder,
  ProviderPayment,
  ProviderRefund,
  RefundOrder,
} from '../../src/application/ports/payment-gateway.ts';
import { decimal, type Money, parseMoney } from '../../src/domain/payments/money.ts';
import { paymentId, refundId } from '../../src/domain/shared/ids.ts';
import { err, ok, type Result } from '../../src/domain/shared/result.ts';
import { CallScript, type ScriptedFault } from './call-script.ts';
import {
  invalid,
  type NewProviderPayment,
  ProviderBook,
  type RefundBeginning,
} from './provider-book.ts';

export type GatewayMethod = Exclude<keyof PaymentGateway, 'preparePayment' | 'prepareRefund'>;

export interface GatewayCall {
  readonly method: GatewayMethod;
  readonly key?: string | undefined;
  readonly body?: string | undefined;
  /** Of the payment or refund that was asked for. */
  readonly id?: string | undefined;
}

/** What an idempotency key led to. */
interface Remembered {
  readonly call: string;
  readonly at: Date;
  /** Id of the payment or refund, which is answered as it is now; a refusal is answered again. */
  readonly outcome: Result<string, GatewayRefusal>;
}

const keyLifetimeMs = 24 * 3_600_000;

/**
 * A payment provider in memory: idempotency keys live for 24 hours of the given clock, and refuse
 * another body. `fail` scripts the next calls; `pay`, `decline`, `settleRefund` and the like are
 * what payers, banks and the shop's owner do.
 */
export class InMemoryPaymentGateway implements PaymentGateway {
  /** In the order of the calls; also those that failed. */
  readonly calls: GatewayCall[] = [];
  readonly #clock: Clock;
  readonly #book: ProviderBook;
  readonly #keys = new Map<string, Remembered>();
  readonly #script = new CallScript<GatewayMethod, GatewayRefusal>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#book = new ProviderBook(clock);
  }

  // ------------------------------------------------------------------------------- what tests do

  /** @param method absent: any call */
  fail(
    method: GatewayMethod | undefined,
    fault: ScriptedFault<GatewayRefusal>,
    times?: number,
  ): void {
    this.#script.add(method, fault, times);
  }

  /** Takes back what `fail` scripted and nothing met yet. */
  recover(): void {
    this.#script.clear();
  }

  /** The payer pays. `hold`: the money is approved and not taken yet. */
  pay(id: string, how: 'take' | 'hold' = 'take'): ProviderPayment {
    return this.#book.move(id, 'pending', how === 'take' ? 'succeeded' : 'waiting_for_capture');
  }

  decline(id: string, reason = 'general_decline'): ProviderPayment {
    return this.#book.move(id, 'pending', 'canceled', reason);
  }

  expire(id: string): ProviderPayment {
    return this.decline(id, 'expired_on_confirmation');
  }

  /** A payment that the program did not create, or forgot; it is paid. */
  paidElsewhere(payment: NewProviderPayment): ProviderPayment {
    return this.pay(this.#book.open(payment).id);
  }

  /** The same, with the money approved and not taken yet. */
  heldElsewhere(payment: NewProviderPayment): ProviderPayment {
    return this.pay(this.#book.open(payment).id, 'hold');
  }

  /** In the shop's dashboard. @param amount all that is left when absent */
  refundElsewhere(id: string, amount?: Money): ProviderRefund {
    const wanted = amount ?? this.#book.leftToRefund(this.#book.payment(id));
    const refund = this.#book.refund({ paymentId: id, amount: wanted });
    if (!refund.ok) {
      throw new Error(`Cannot refund ${id}: ${refund.error.description}`);
    }
    return refund.value;
  }

  /** How the next refund begins; once for each call of this. */
  nextRefund(beginning: RefundBeginning): void {
    this.#book.beginnings.push(beginning);
  }

  settleRefund(id: string, status: 'succeeded' | 'canceled', reason?: string): ProviderRefund {
    return this.#book.settle(id, status, reason);
  }

  forgetKeys(): void {
    this.#keys.clear();
  }

  /** Oldest first. */
  get allPayments(): readonly ProviderPayment[] {
    return [...this.#book.payments.values()];
  }

  /** Oldest first. */
  get allRefunds(): readonly ProviderRefund[] {
    return [...this.#book.refunds.values()];
  }

  callsOf(method: GatewayMethod): readonly GatewayCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  // ------------------------------------------------------------------------------------ the port

  preparePayment(order: PaymentPageOrder): string {
    const { orderId, amount, description, returnUrl, language, receipt } = order;
    const email = receipt?.email;
    return JSON.stringify({
      orderId,
      amount: decimal(amount),
      description,
      returnUrl,
      language,
      email,
    });
  }

  createPayment(key: string, body: string): Promise<Result<ProviderPayment, GatewayRefusal>> {
    const create = () => {
      const { orderId, amount } = fieldsOf(body);
      const price = rubles(amount);
      if (price === undefined || orderId === undefined) {
        return err(invalid('The body cannot be read'));
      }
      return ok(this.#book.open({ amount: price, orderId: paymentId(orderId) }).id);
    };
    return this.#post('createPayment', { key, body }, create, this.#book.payments);
  }

  findPayment(id: string): Promise<ProviderPayment | undefined> {
    return this.#ask({ method: 'findPayment', id }, () => this.#book.payments.get(id));
  }

  capturePayment(key: string, id: string): Promise<Result<ProviderPayment, GatewayRefusal>> {
    const capture = () => {
      const payment = this.#book.payments.get(id);
      if (payment === undefined) {
        return err({ kind: 'refused', code: 'not_found', description: 'No such payment' } as const);
      }
      if (payment.status !== 'waiting_for_capture') {
        return err(invalid(`The payment is ${payment.status}`));
      }
      return ok(this.#book.move(id, 'waiting_for_capture', 'succeeded').id);
    };
    return this.#post('capturePayment', { key, id }, capture, this.#book.payments);
  }

  async *payments(from: Date, until: Date): AsyncGenerator<ProviderPayment> {
    yield* await this.#ask({ method: 'payments' }, () => within(this.allPayments, from, until));
  }

  prepareRefund({ refundId, providerPaymentId, amount, description }: RefundOrder): string {
    return JSON.stringify({ refundId, providerPaymentId, amount: decimal(amount), description });
  }

  createRefund(key: string, body: string): Promise<Result<ProviderRefund, GatewayRefusal>> {
    const create = () => {
      const { refundId: ours, providerPaymentId, amount } = fieldsOf(body);
      const price = rubles(amount);
      if (price === undefined || providerPaymentId === undefined || ours === undefined) {
        return err(invalid('The body cannot be read'));
      }
      const wanted = { paymentId: providerPaymentId, amount: price, refundId: refundId(ours) };
      const made = this.#book.refund(wanted);
      return made.ok ? ok(made.value.id) : made;
    };
    return this.#post('createRefund', { key, body }, create, this.#book.refunds);
  }

  findRefund(id: string): Promise<ProviderRefund | undefined> {
    return this.#ask({ method: 'findRefund', id }, () => this.#book.refunds.get(id));
  }

  async *refunds(
    from: Date,
    until: Date,
    providerPaymentId?: string,
  ): AsyncGenerator<ProviderRefund> {
    const all = await this.#ask({ method: 'refunds', id: providerPaymentId }, () =>
      within(this.allRefunds, from, until),
    );
    yield* all.filter(
      ({ paymentId: id }) => providerPaymentId === undefined || id === providerPaymentId,
    );
  }

  // ----------------------------------------------------------------------------------- machinery

  #ask<T>(call: GatewayCall, answer: () => T): Promise<T> {
    this.calls.push(call);
    return this.#script.run(call.method, answer, ({ code }) => {
      throw new Error(
        `Cannot refuse ${call.method} with ${code} as the port knows no refusal of it`,
      );
    });
  }

  #post<T>(
    method: GatewayMethod,
    what: { readonly key: string; readonly body?: string; readonly id?: string },
    act: () => Result<string, GatewayRefusal>,
    kept: ReadonlyMap<string, T>,
  ): Promise<Result<T, GatewayRefusal>> {
    this.calls.push({ method, ...what });
    const name = `${method} ${what.id ?? ''} ${what.body ?? ''}`;
    const answer = (): Result<T, GatewayRefusal> => {
      const outcome = this.#once(what.key, name, act);
      if (!outcome.ok) {
        return outcome;
      }
      const value = kept.get(outcome.value);
      return value === undefined ? err(invalid('It is gone')) : ok(value);
    };
    return this.#script.run<Result<T, GatewayRefusal>>(method, answer, err);
  }

  #once(
    key: string,
    call: string,
    act: () => Result<string, GatewayRefusal>,
  ): Result<string, GatewayRefusal> {
    const now = this.#clock.now();
    const earlier = this.#keys.get(key);
    if (earlier === undefined || now.getTime() - earlier.at.getTime() >= keyLifetimeMs) {
      const outcome = act();
      this.#keys.set(key, { call, at: now, outcome });
      return outcome;
    }
    return earlier.call === call
      ? earlier.outcome
      : err(invalid('The idempotency key was used for another call'));
  }
}

/** The body's fields that are text. */
function fieldsOf(body: string): { readonly [name: string]: string | undefined } {
  try {
    const parsed: unknown = JSON.parse(body);
    const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
    return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}

function rubles(text: string | undefined): Money | undefined {
  const amount = parseMoney(text ?? '', 'RUB');
  return amount.ok && amount.value.minor > 0n ? amount.value : undefined;
}

/** Newest first. */
function within<T extends { readonly createdAt: Date }>(
  all: readonly T[],
  from: Date,
  until: Date,
): readonly T[] {
  return all.filter(({ createdAt }) => createdAt >= from && createdAt < until).reverse();
}
