import type { SandboxClock } from '../../http/clock.ts';
import type { NewShop } from '../control-api.ts';
import { Notifier } from '../notifications/notifier.ts';
import type { NotificationEvent, Payment, Refund } from '../objects.ts';
import { Agenda } from './agenda.ts';
import { CallJournal } from './calls.ts';
import { Cashier } from './cashier.ts';
import { Changes } from './changes.ts';
import { yookassaFaults } from './faults.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { paymentView } from './payment.ts';
import { RefundDesk, refundView } from './refund-desk.ts';
import { Shops } from './shops.ts';

/** What an idempotence key leads to. */
export type KeyOutcome =
  | { readonly kind: 'payment' | 'refund'; readonly id: string }
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown };

/** All state of the stand-in. */
export class World {
  readonly clock: SandboxClock;
  readonly shops: Shops;
  readonly changes = new Changes();
  readonly faults = yookassaFaults();
  readonly calls = new CallJournal();
  readonly keys: IdempotencyKeys<KeyOutcome>;
  readonly cashier: Cashier;
  readonly refunds: RefundDesk;
  readonly notifier: Notifier;
  readonly #agenda: Agenda;
  #isQuiet = false;

  constructor(clock: SandboxClock, shops: readonly NewShop[]) {
    this.clock = clock;
    this.shops = new Shops(shops);
    this.keys = new IdempotencyKeys(clock);
    this.#agenda = new Agenda(clock);
    this.cashier = new Cashier(clock, this.#agenda, (event, payment) => {
      this.#announce(payment.shopId, event, paymentView(payment));
    });
    this.refunds = new RefundDesk(clock, (refund) => {
      this.#announce(refund.payment.shopId, 'refund.succeeded', refundView(refund));
    });
    this.notifier = new Notifier({
      clock,
      agenda: this.#agenda,
      changes: this.changes,
      webhookUrl: (shopId) => this.shops.get(shopId)?.webhookUrl ?? null,
    });
  }

  /** Does something of which no notification tells. */
  quietly<T>(act: () => T): T {
    this.#isQuiet = true;
    try {
      return act();
    } finally {
      this.#isQuiet = false;
    }
  }

  /** All that is there becomes older; what is due by then happens now. */
  ageBy(byMs: number): void {
    this.cashier.ageBy(byMs);
    this.refunds.ageBy(byMs);
    this.keys.ageBy(byMs);
    this.notifier.ageBy(byMs);
    this.#agenda.ageBy(byMs);
    this.changes.tell();
  }

  reset(): void {
    this.cashier.clear();
    this.refunds.clear();
    this.keys.clear();
    this.notifier.clear();
    this.#agenda.clear();
    this.faults.remove();
    this.calls.clear();
    this.shops.reset();
    this.changes.tell();
  }

  close(): void {
    this.notifier.close();
    this.#agenda.clear();
  }

  #announce(shopId: string, event: NotificationEvent, object: Payment | Refund): void {
    if (!this.#isQuiet) this.notifier.notify(shopId, { type: 'notification', event, object });
    this.changes.tell();
  }
}
