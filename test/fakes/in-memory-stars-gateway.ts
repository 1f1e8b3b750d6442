import type { Clock } from '../../src/application/ports/clock.ts';
import type { GatewayRefusal } from '../../src/application/ports/payment-gateway.ts';
import type {
  StarInvoice,
  StarsGateway,
  StarTransaction,
} from '../../src/application/ports/stars-gateway.ts';
import { money } from '../../src/domain/payments/money.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import { err, ok, type Result } from '../../src/domain/shared/result.ts';
import { CallScript, type ScriptedFault } from './call-script.ts';

export interface StarsCall {
  readonly method: keyof StarsGateway;
  readonly chargeId?: string | undefined;
}

export interface StarsReceived extends StarInvoice {
  readonly chargeId: string;
  /** Whole Stars. */
  readonly stars: number;
  /** Begins a subscription, which the bot may cancel. */
  readonly isSubscription?: boolean;
}

/** The bot's Stars in memory. `receive`, `refundElsewhere` and `withdraw` are what the world does. */
export class InMemoryStarsGateway implements StarsGateway {
  /** In the order of the calls; also those that failed. */
  readonly calls: StarsCall[] = [];
  readonly #clock: Clock;
  readonly #transactions: StarTransaction[] = [];
  /** Canceled by the bot or not, by the charge that began it. */
  readonly #subscriptions = new Map<string, boolean>();
  readonly #script = new CallScript<keyof StarsGateway, GatewayRefusal>();
  #withdrawals = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  // ------------------------------------------------------------------------------- what tests do

  /** @param method absent: any call */
  fail(
    method: keyof StarsGateway | undefined,
    fault: ScriptedFault<GatewayRefusal>,
    times?: number,
  ): void {
    this.#script.add(method, fault, times);
  }

  /** Takes back what `fail` scripted and nothing met yet. */
  recover(): void {
    this.#script.clear();
  }

  /** An invoice was paid. */
  receive({ chargeId, stars, userId, payload, isSubscription = false }: StarsReceived): void {
    this.#add(chargeId, 'in', stars, { userId, payload });
    if (isSubscription) {
      this.#subscriptions.set(chargeId, false);
    }
  }

  /** By Telegram's support, without us. */
  refundElsewhere(chargeId: string): void {
    const paid = this.#paid(chargeId);
    if (paid === undefined || this.#isRefunded(chargeId)) {
      throw new Error(`Cannot refund ${chargeId} as it was never paid, or is refunded`);
    }
    this.#add(chargeId, 'out', Number(paid.amount.minor), paid.invoice);
  }

  /** A movement that has nothing to do with an invoice. */
  withdraw(stars: number): void {
    this.#withdrawals += 1;
    this.#add(`withdrawal-${this.#withdrawals}`, 'out', stars, undefined);
  }

  /** @returns undefined when there is no such subscription. */
  isCanceledByBot(chargeId: string): boolean | undefined {
    return this.#subscriptions.get(chargeId);
  }

  /** Oldest first. */
  get allTransactions(): readonly StarTransaction[] {
    return [...this.#transactions];
  }

  callsOf(method: keyof StarsGateway): readonly StarsCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  // ------------------------------------------------------------------------------------ the port

  refund(userId: UserId, chargeId: string): Promise<Result<void, GatewayRefusal>> {
    this.calls.push({ method: 'refund', chargeId });
    const refund = (): Result<void, GatewayRefusal> => {
      const paid = this.#paid(chargeId);
      if (paid?.invoice?.userId !== userId) {
        return err(refused('CHARGE_NOT_FOUND'));
      }
      if (!this.#isRefunded(chargeId)) {
        this.refundElsewhere(chargeId);
      }
      return ok();
    };
    return this.#script.run<Result<void, GatewayRefusal>>('refund', refund, err);
  }

  transactions(offset: number, limit: number): Promise<readonly StarTransaction[]> {
    this.calls.push({ method: 'transactions' });
    const read = () => this.#transactions.slice(offset, offset + Math.min(limit, 100));
    return this.#script.run('transactions', read, ({ code }) => {
      throw new Error(`Cannot refuse transactions with ${code} as the port knows no refusal of it`);
    });
  }

  setSubscriptionCanceled(
    userId: UserId,
    chargeId: string,
    canceled: boolean,
  ): Promise<Result<void, GatewayRefusal>> {
    this.calls.push({ method: 'setSubscriptionCanceled', chargeId });
    const change = (): Result<void, GatewayRefusal> => {
      const isTheirs = this.#paid(chargeId)?.invoice?.userId === userId;
      if (!isTheirs || !this.#subscriptions.has(chargeId)) {
        return err(refused('CHARGE_NOT_FOUND'));
      }
      this.#subscriptions.set(chargeId, canceled);
      return ok();
    };
    return this.#script.run<Result<void, GatewayRefusal>>('setSubscriptionCanceled', change, err);
  }

  #add(
    id: string,
    direction: StarTransaction['direction'],
    stars: number,
    invoice: StarInvoice | undefined,
  ): void {
    const amount = money(stars, 'XTR');
    this.#transactions.push({ id, direction, amount, at: this.#clock.now(), invoice });
  }

  #paid(chargeId: string): StarTransaction | undefined {
    return this.#transactions.find(({ id, direction }) => id === chargeId && direction === 'in');
  }

  #isRefunded(chargeId: string): boolean {
    return this.#transactions.some(({ id, direction }) => id === chargeId && direction === 'out');
  }
}

const refused = (code: string): GatewayRefusal => ({
  kind: 'refused',
  code,
  description: `Bad Request: ${code}`,
});
