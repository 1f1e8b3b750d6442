import type { Message, StarTransaction } from 'grammy/types';
import type { SandboxClock } from '../../http/clock.ts';
import type { Payment, Subscription } from '../control-api.ts';
import type { Invoice, InvoicePlace } from './invoice.ts';
import { InvoiceLinks } from './invoice-links.ts';
import { PreCheckoutQueries } from './pre-checkout-queries.ts';

/** A subscription, and the link that it was bought by. */
export type SubscriptionRecord = {
  readonly view: Subscription;
  readonly soldAt: InvoicePlace;
};

/**
 * Every payment, subscription and movement of the bot's Stars, kept until a reset. Plain state:
 * `settling.ts` and `subscribing.ts` change it.
 */
export class PaymentBook {
  readonly links = new InvoiceLinks();
  readonly queries: PreCheckoutQueries;
  /** The bot's Stars. */
  stars = 0;
  /** This many `successful_payment` updates will not reach the bot. */
  toLose = 0;
  readonly transactions: StarTransaction[] = [];
  readonly #payments = new Map<string, Payment>();
  readonly #messages = new Map<string, Message>();
  readonly #subscriptions = new Map<string, SubscriptionRecord>();

  constructor(clock: SandboxClock) {
    this.queries = new PreCheckoutQueries(clock);
  }

  payments(userId?: number): Payment[] {
    return [...this.#payments.values()].filter((payment) => isOf(payment, userId));
  }

  payment(chargeId: string): Payment | undefined {
    return this.#payments.get(chargeId);
  }

  /** The service message that told the bot of the payment. */
  message(chargeId: string): Message | undefined {
    return this.#messages.get(chargeId);
  }

  save(payment: Payment): void {
    this.#payments.set(payment.chargeId, payment);
  }

  saveMessage(chargeId: string, message: Message): void {
    this.#messages.set(chargeId, message);
  }

  subscriptions(userId?: number): Subscription[] {
    const views = [...this.#subscriptions.values()].map((record) => record.view);
    return views.filter((view) => isOf(view, userId));
  }

  /** By the charge id of any of its payments. */
  subscription(chargeId: string): Subscription | undefined {
    return this.subscriptions().find((view) => view.chargeIds.includes(chargeId));
  }

  /** What somebody has subscribed to through one link, newest last. */
  subscriptionsAt(place: InvoicePlace, userId: number): Subscription[] {
    const records = [...this.#subscriptions.values()];
    return records
      .filter(({ view, soldAt }) => soldAt === place && view.userId === userId)
      .map((record) => record.view);
  }

  /** What a subscription costs and says; found by its first charge id. */
  subscriptionInvoice(chargeId: string): Invoice | undefined {
    return this.#subscriptions.get(chargeId)?.soldAt.invoice;
  }

  addSubscription(view: Subscription, soldAt: InvoicePlace): void {
    this.#subscriptions.set(view.chargeId, { view, soldAt });
  }

  replaceSubscription(view: Subscription): void {
    const record = this.#subscriptions.get(view.chargeId);
    if (record !== undefined) this.#subscriptions.set(view.chargeId, { ...record, view });
  }

  clear(): void {
    this.links.clear();
    this.queries.clear();
    this.stars = 0;
    this.toLose = 0;
    this.transactions.length = 0;
    this.#payments.clear();
    this.#messages.clear();
    this.#subscriptions.clear();
  }
}

function isOf(record: { readonly userId: number }, userId: number | undefined): boolean {
  return userId === undefined || record.userId === userId;
}
