import { until } from './product.ts';
import type { World } from './world.ts';

/** What the books say of one payment. Money in the smallest unit: kopecks, whole Stars. */
export interface PaymentFacts {
  readonly status: string;
  readonly origin: string;
  readonly method: string;
  readonly price: number;
  /** Credits. */
  readonly granted: number;
  readonly refunded: number;
  readonly flag: string | null;
  readonly cancelReason: string | null;
  /** How often each thing happened; the events of one payment may be written in either order. */
  readonly events: Readonly<Record<string, number>>;
  /** Oldest first. */
  readonly refunds: readonly RefundFacts[];
}

export interface RefundFacts {
  readonly status: string;
  readonly origin: string;
  readonly amount: number;
  /** Credits taken from the payer, and from their inviter. */
  readonly taken: number;
  readonly inviterTaken: number;
  readonly shortfall: number;
}

/** What the operator is to be told, as the product keeps it. */
export type OperatorEventFacts = Readonly<Record<string, unknown>> & { readonly kind: string };

interface PaymentRow {
  readonly status: string;
  readonly origin: string;
  readonly method: string;
  readonly price: string;
  readonly granted: string;
  readonly refunded: string;
  readonly flag: string | null;
  readonly cancel_reason: string | null;
}

/** Looks into the database of a running shop; the only change is to let time pass. */
export class ShopBooks {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async payment(id: string): Promise<PaymentFacts> {
    const [row] = await this.#world.query<PaymentRow>('select * from payments where id = $1', [id]);
    if (row === undefined) {
      throw new Error(`There is no payment ${id}`);
    }
    const { status, origin, method, flag, cancel_reason: cancelReason } = row;
    const numbers = {
      price: Number(row.price),
      granted: Number(row.granted),
      refunded: Number(row.refunded),
    };
    const [events, refunds] = await Promise.all([this.#events(id), this.#refunds(id)]);
    return { status, origin, method, ...numbers, flag, cancelReason, events, refunds };
  }

  /** Ids of a user's payments and orders, oldest first. */
  async paymentsOf(user: number): Promise<string[]> {
    const rows = await this.#world.query<{ id: string }>(
      'select id from payments where user_id = $1 order by created_at, id',
      [user],
    );
    return rows.map(({ id }) => id);
  }

  async untilStatus(id: string, status: string, withinMs?: number): Promise<PaymentFacts> {
    const isThere = async () => (await this.payment(id)).status === status;
    await until(`payment ${id} to be ${status}`, isThere, withinMs);
    return this.payment(id);
  }

  /** Until the payment's newest refund is so. */
  async untilRefund(id: string, status: string, withinMs?: number): Promise<PaymentFacts> {
    const isThere = async () => (await this.payment(id)).refunds.at(-1)?.status === status;
    await until(`the refund of ${id} to be ${status}`, isThere, withinMs);
    return this.payment(id);
  }

  /** All that moved a user's credits, oldest first, like `purchase +50`. */
  async entries(user: number): Promise<string[]> {
    const rows = await this.#world.query<{ kind: string; delta: string }>(
      'select kind, available_delta as delta from credit_entries where user_id = $1 order by id',
      [user],
    );
    return rows.map(({ kind, delta }) => `${kind} ${Number(delta) < 0 ? '' : '+'}${delta}`);
  }

  /** Of one payment, or all; oldest first. */
  async operatorEvents(paymentId?: string): Promise<OperatorEventFacts[]> {
    const rows = await this.#world.query<{ event: OperatorEventFacts }>(
      `select event from operator_events
       where $1::text is null or event->>'paymentId' = $1 order by id`,
      [paymentId ?? null],
    );
    return rows.map(({ event }) => event);
  }

  /** Makes an order older: its offer, and the next look at it. `hours` may be a fraction. */
  async age(paymentId: string, hours: number): Promise<void> {
    await this.#world.query(
      `update payments set created_at = created_at - $2 * interval '1 hour',
         expires_at = expires_at - $2 * interval '1 hour',
         next_check_at = next_check_at - $2 * interval '1 hour'
       where id = $1`,
      [paymentId, hours],
    );
  }

  /** Lets the next look at an order, and at its refunds, be due now. */
  async lookNow(paymentId: string): Promise<void> {
    for (const [table, column] of [
      ['payments', 'id'],
      ['refunds', 'payment_id'],
    ] as const) {
      await this.#world.query(
        `update ${table} set next_check_at = now()
         where ${column} = $1 and next_check_at is not null`,
        [paymentId],
      );
    }
  }

  async #events(id: string): Promise<Record<string, number>> {
    const rows = await this.#world.query<{ kind: string; times: string }>(
      'select kind, count(*) as times from payment_events where payment_id = $1 group by kind',
      [id],
    );
    return Object.fromEntries(rows.map(({ kind, times }) => [kind, Number(times)]));
  }

  #refunds(id: string): Promise<RefundFacts[]> {
    return this.#world.query<RefundFacts>(
      `select status, origin, amount::int, credits_taken::int as taken,
         inviter_credits_taken::int as "inviterTaken", shortfall::int
       from refunds where payment_id = $1 order by created_at, id`,
      [id],
    );
  }
}
