import type { Clock } from '../../../application/ports/clock.ts';
import type { ReconciliationStore } from '../../../application/ports/reconciliation-store.ts';
import {
  type Difference,
  differenceKey,
  type Provider,
} from '../../../domain/payments/difference.ts';
import { type Currency, money } from '../../../domain/payments/money.ts';
import { paymentId, refundId } from '../../../domain/shared/ids.ts';
import type { PaymentDifferenceRow, ReconciliationStateRow } from '../schemas/shop-plumbing.ts';
import type { Session, Statement } from '../session.ts';

const findOffset: Statement = {
  name: 'reconciliation.star_offset',
  text: 'SELECT star_offset FROM reconciliation_state WHERE id = 1',
};

const setOffset: Statement = {
  name: 'reconciliation.set_star_offset',
  text: `INSERT INTO reconciliation_state (id, star_offset) VALUES (1, $1)
    ON CONFLICT (id) DO UPDATE
      SET star_offset = greatest(reconciliation_state.star_offset, excluded.star_offset)`,
};

const findComparedUntil: Statement = {
  name: 'reconciliation.yookassa_compared_until',
  text: 'SELECT yookassa_compared_until FROM reconciliation_state WHERE id = 1',
};

const setComparedUntil: Statement = {
  name: 'reconciliation.set_yookassa_compared_until',
  text: `INSERT INTO reconciliation_state (id, star_offset, yookassa_compared_until)
    VALUES (1, 0, $1)
    ON CONFLICT (id) DO UPDATE SET yookassa_compared_until = greatest(
      reconciliation_state.yookassa_compared_until, excluded.yookassa_compared_until
    )`,
};

const columns = `key, kind, provider, provider_id, currency, amount, booked, payment_id, refund_id,
  repaired, created_at`;

const addDifference: Statement = {
  name: 'reconciliation.add_difference',
  text: `INSERT INTO payment_differences (${columns})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (key) DO NOTHING`,
};

const latestDifferences: Statement = {
  name: 'reconciliation.differences',
  text: `SELECT ${columns} FROM payment_differences ORDER BY id DESC LIMIT $1`,
};

export class PostgresReconciliationStore implements ReconciliationStore {
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(session: Session, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  async starOffset(): Promise<number> {
    const [row] = await this.#session.rows<ReconciliationStateRow>(findOffset, []);
    return row ? Number(row.star_offset) : 0;
  }

  async setStarOffset(offset: number): Promise<void> {
    await this.#session.write(setOffset, [offset]);
  }

  async yookassaComparedUntil(): Promise<Date | undefined> {
    const [row] = await this.#session.rows<ReconciliationStateRow>(findComparedUntil, []);
    return row?.yookassa_compared_until ?? undefined;
  }

  async setYookassaComparedUntil(until: Date): Promise<void> {
    await this.#session.write(setComparedUntil, [until]);
  }

  async addDifference(difference: Difference): Promise<boolean> {
    const { kind, provider, providerId, amount, repaired } = difference;
    const written = await this.#session.write(addDifference, [
      differenceKey(difference),
      kind,
      provider,
      providerId,
      amount.currency,
      amount.minor,
      kind === 'amount_differs' ? difference.booked.minor : undefined,
      difference.paymentId,
      kind === 'refund_not_booked' ? difference.refundId : undefined,
      repaired,
      this.#clock.now(),
    ]);
    return written === 1;
  }

  async differences(limit: number): Promise<readonly Difference[]> {
    const rows = await this.#session.rows<PaymentDifferenceRow>(latestDifferences, [limit]);
    return rows.map(differenceOf);
  }
}

/** The table's checks hold that each kind has what belongs to it. */
function differenceOf(row: PaymentDifferenceRow): Difference {
  const currency = row.currency as Currency;
  return {
    kind: row.kind,
    provider: row.provider as Provider,
    providerId: row.provider_id,
    amount: money(BigInt(row.amount), currency),
    repaired: row.repaired,
    ...(row.booked !== null && { booked: money(BigInt(row.booked), currency) }),
    ...(row.payment_id !== null && { paymentId: paymentId(row.payment_id) }),
    ...(row.refund_id !== null && { refundId: refundId(row.refund_id) }),
  } as Difference;
}
