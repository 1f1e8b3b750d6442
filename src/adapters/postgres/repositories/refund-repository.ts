import type { RefundRepository } from '../../../application/ports/refund-repository.ts';
import { credits } from '../../../domain/credits/credits.ts';
import { type Currency, money } from '../../../domain/payments/money.ts';
import type { Refund, RefundStatus } from '../../../domain/payments/refund.ts';
import {
  type PaymentId,
  paymentId,
  type RefundId,
  refundId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { RefundRow } from '../schemas/refunds.ts';
import { placeholders, type Session, type Statement } from '../session.ts';
import { plainText } from './plain-text.ts';

/** What never changes, in the order of `newValues`. */
const newColumns = [
  'id',
  'request_key',
  'payment_id',
  'user_id',
  'origin',
  'currency',
  'amount',
  'created_at',
];

/** What `save` overwrites, in the order of `savedValues`. */
const savedColumns = [
  'status',
  'reason',
  'credits_taken',
  'inviter_credits_taken',
  'shortfall',
  'idempotency_key',
  'keyed_at',
  'provider_request',
  'provider_refund_id',
  'failure',
  'checks',
  'next_check_at',
  'ended_at',
];

const allColumns = [...newColumns, ...savedColumns];
const columns = allColumns.join(', ');

const findRefund: Statement = {
  name: 'refunds.find',
  text: `SELECT ${columns} FROM refunds WHERE id = $1`,
};

const lockRefund: Statement = {
  name: 'refunds.lock',
  text: `SELECT ${columns} FROM refunds WHERE id = $1 FOR NO KEY UPDATE`,
};

const findByRequestKey: Statement = {
  name: 'refunds.find_by_request_key',
  text: `SELECT ${columns} FROM refunds WHERE request_key = $1`,
};

const findByProviderId: Statement = {
  name: 'refunds.find_by_provider_id',
  text: `SELECT ${columns} FROM refunds WHERE provider_refund_id = $1`,
};

const refundsOfPayment: Statement = {
  name: 'refunds.of_payment',
  text: `SELECT ${columns} FROM refunds WHERE payment_id = $1 ORDER BY created_at, id`,
};

const insertRefund: Statement = {
  name: 'refunds.insert',
  text: `INSERT INTO refunds (${columns}) VALUES (${placeholders(1, allColumns.length)})
    ON CONFLICT (request_key) DO NOTHING`,
};

const saveRefund: Statement = {
  name: 'refunds.save',
  text: `UPDATE refunds SET (${savedColumns.join(', ')}) =
      ROW (${placeholders(2, savedColumns.length)})
    WHERE id = $1`,
};

/** What another process claims or changes right now is left to it. */
const claimDue: Statement = {
  name: 'refunds.claim_due',
  text: `WITH due AS (
      SELECT id, next_check_at AS due_at FROM refunds WHERE next_check_at <= $1
      ORDER BY next_check_at, id LIMIT $3
      FOR NO KEY UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE refunds SET next_check_at = $2 FROM due WHERE refunds.id = due.id
      RETURNING refunds.*, due.due_at
    )
    SELECT ${columns} FROM claimed ORDER BY due_at, id`,
};

export class PostgresRefundRepository implements RefundRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  find(id: RefundId): Promise<Refund | undefined> {
    return this.#one(findRefund, [id]);
  }

  lock(id: RefundId): Promise<Refund | undefined> {
    return this.#one(lockRefund, [id]);
  }

  findByRequestKey(requestKey: string): Promise<Refund | undefined> {
    return this.#one(findByRequestKey, [requestKey]);
  }

  findByProviderId(providerRefundId: string): Promise<Refund | undefined> {
    return this.#one(findByProviderId, [providerRefundId]);
  }

  ofPayment(id: PaymentId): Promise<readonly Refund[]> {
    return this.#many(refundsOfPayment, [id]);
  }

  async insert(refund: Refund): Promise<boolean> {
    const values = [...newValues(refund), ...savedValues(refund)];
    return (await this.#session.write(insertRefund, values)) === 1;
  }

  async save(refund: Refund): Promise<void> {
    const values = [refund.id, ...savedValues(refund)];
    if ((await this.#session.write(saveRefund, values)) !== 1) {
      throw new Error(`Cannot save refund ${refund.id} as there is none`);
    }
  }

  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly Refund[]> {
    return this.#many(claimDue, [now, leaseUntil, limit]);
  }

  async #one(statement: Statement, values: readonly unknown[]): Promise<Refund | undefined> {
    const [row] = await this.#session.rows<RefundRow>(statement, values);
    return row && refundOf(row);
  }

  async #many(statement: Statement, values: readonly unknown[]): Promise<readonly Refund[]> {
    return (await this.#session.rows<RefundRow>(statement, values)).map(refundOf);
  }
}

function newValues(refund: Refund): readonly unknown[] {
  return [
    refund.id,
    refund.requestKey,
    refund.paymentId,
    refund.userId,
    refund.origin,
    refund.amount.currency,
    refund.amount.minor,
    refund.createdAt,
  ];
}

function savedValues(refund: Refund): readonly unknown[] {
  const { reason, failure } = refund;
  return [
    refund.status,
    reason === undefined ? undefined : plainText(reason),
    refund.creditsTaken,
    refund.inviterCreditsTaken,
    refund.shortfall,
    refund.idempotencyKey,
    refund.keyedAt,
    refund.providerRequest,
    refund.providerRefundId,
    failure === undefined ? undefined : plainText(failure),
    refund.checks,
    refund.nextCheckAt,
    refund.endedAt,
  ];
}

function refundOf(row: RefundRow): Refund {
  return {
    id: refundId(row.id),
    paymentId: paymentId(row.payment_id),
    userId: userId(Number(row.user_id)),
    amount: money(BigInt(row.amount), row.currency as Currency),
    status: row.status as RefundStatus,
    origin: row.origin as Refund['origin'],
    requestKey: row.request_key,
    reason: row.reason ?? undefined,
    creditsTaken: credits(BigInt(row.credits_taken)),
    inviterCreditsTaken: credits(BigInt(row.inviter_credits_taken)),
    shortfall: credits(BigInt(row.shortfall)),
    idempotencyKey: row.idempotency_key,
    keyedAt: row.keyed_at,
    providerRequest: row.provider_request ?? undefined,
    providerRefundId: row.provider_refund_id ?? undefined,
    failure: row.failure ?? undefined,
    checks: row.checks,
    nextCheckAt: row.next_check_at ?? undefined,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
  };
}
