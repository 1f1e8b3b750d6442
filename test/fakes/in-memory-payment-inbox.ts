import type {
  PaymentInbox,
  PaymentNotification,
} from '../../src/application/ports/payment-inbox.ts';
import { type InMemoryState, refuseDuplicate } from './in-memory-state.ts';

export class InMemoryPaymentInbox implements PaymentInbox {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async add(notification: PaymentNotification): Promise<void> {
    const { paymentNotifications } = this.#state();
    refuseDuplicate(paymentNotifications, notification.id, 'notification');
    paymentNotifications.set(notification.id, notification);
  }

  async find(id: string): Promise<PaymentNotification | undefined> {
    const stored = this.#state().paymentNotifications.get(id);
    return stored && { id: stored.id, body: stored.body, receivedAt: stored.receivedAt };
  }

  async done(id: string, outcome: string, at: Date): Promise<void> {
    const { paymentNotifications } = this.#state();
    const stored = paymentNotifications.get(id);
    if (stored) {
      paymentNotifications.set(id, { ...stored, handled: { outcome, at } });
    }
  }

  async prune(before: Date): Promise<void> {
    const { paymentNotifications } = this.#state();
    for (const [id, { handled }] of paymentNotifications) {
      if (handled && handled.at < before) {
        paymentNotifications.delete(id);
      }
    }
  }
}
