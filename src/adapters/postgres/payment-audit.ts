import type { AuditFinding } from '../../application/ports/credit-audit.ts';
import { userId } from '../../domain/shared/ids.ts';
import { limitMs, mostFindings } from './audit-limits.ts';
import type { Session, Statement } from './session.ts';

/** As `purchaseReference` names it; NULL as long as nobody paid. */
const expectedReference = `'purchase:' || method || ':' || charge_id`;

const differingGrants: Statement = {
  name: 'audit.differing_grants',
  limitMs,
  text: `SELECT payments.user_id, payments.id, granted, coalesce(available_delta, 0) AS entries
    FROM payments
    LEFT JOIN credit_entries ON reference = ${expectedReference}
      AND credit_entries.user_id = payments.user_id AND kind = 'purchase'
    WHERE granted <> coalesce(available_delta, 0)
    ORDER BY payments.user_id, payments.id LIMIT ${mostFindings}`,
};

const strayGrants: Statement = {
  name: 'audit.stray_grants',
  limitMs,
  text: `SELECT credit_entries.user_id, reference
    FROM credit_entries
    LEFT JOIN payments ON reference = ${expectedReference}
      AND payments.user_id = credit_entries.user_id
    WHERE kind = 'purchase' AND payments.id IS NULL
    ORDER BY credit_entries.user_id, credit_entries.id LIMIT ${mostFindings}`,
};

/** What was taken, and what was given back when the money stayed after all. */
const differingRefunds: Statement = {
  name: 'audit.differing_refunds',
  limitMs,
  text: `SELECT * FROM (
      SELECT refunds.user_id, refunds.id,
        CASE status WHEN 'canceled' THEN 0 ELSE credits_taken END AS taken,
        -coalesce(took.available_delta, 0) - coalesce(gave.available_delta, 0) AS entries
      FROM refunds
      LEFT JOIN credit_entries AS took ON took.reference = 'refund:' || refunds.id
        AND took.user_id = refunds.user_id AND took.kind = 'refund'
      LEFT JOIN credit_entries AS gave ON gave.reference = 'refund-failed:' || refunds.id
        AND gave.user_id = refunds.user_id AND gave.kind = 'refund'
    ) AS compared
    WHERE taken <> entries
    ORDER BY user_id, id LIMIT ${mostFindings}`,
};

const differingMoney: Statement = {
  name: 'audit.differing_money',
  limitMs,
  text: `SELECT user_id, id, refunded, coalesce(total, 0) AS refunds
    FROM payments
    LEFT JOIN (
      SELECT payment_id, sum(amount) AS total FROM refunds WHERE status = 'succeeded'
      GROUP BY payment_id
    ) AS sums ON payment_id = id
    WHERE refunded <> coalesce(total, 0)
    ORDER BY user_id, id LIMIT ${mostFindings}`,
};

interface GrantRow {
  readonly user_id: string;
  readonly id: string;
  readonly granted: string;
  readonly entries: string;
}

interface StrayRow {
  readonly user_id: string;
  readonly reference: string;
}

interface RefundedRow {
  readonly user_id: string;
  readonly id: string;
  readonly taken: string;
  readonly entries: string;
}

interface MoneyRow {
  readonly user_id: string;
  readonly id: string;
  readonly refunded: string;
  readonly refunds: string;
}

/** Where payments and refunds say other things than the entries of the ledger. */
export async function paymentFindings(session: Session): Promise<readonly AuditFinding[]> {
  return [
    ...(await session.rows<GrantRow>(differingGrants, [])).map(grantFinding),
    ...(await session.rows<StrayRow>(strayGrants, [])).map(strayFinding),
    ...(await session.rows<RefundedRow>(differingRefunds, [])).map(refundFinding),
    ...(await session.rows<MoneyRow>(differingMoney, [])).map(moneyFinding),
  ];
}

const grantFinding = (row: GrantRow): AuditFinding => ({
  kind: 'grant_differs',
  userId: userId(Number(row.user_id)),
  paymentId: row.id,
  granted: BigInt(row.granted),
  entries: BigInt(row.entries),
});

const strayFinding = (row: StrayRow): AuditFinding => ({
  kind: 'grant_without_payment',
  userId: userId(Number(row.user_id)),
  reference: row.reference,
});

const refundFinding = (row: RefundedRow): AuditFinding => ({
  kind: 'refund_differs',
  userId: userId(Number(row.user_id)),
  refundId: row.id,
  taken: BigInt(row.taken),
  entries: BigInt(row.entries),
});

const moneyFinding = (row: MoneyRow): AuditFinding => ({
  kind: 'refunded_money_differs',
  userId: userId(Number(row.user_id)),
  paymentId: row.id,
  payment: BigInt(row.refunded),
  refunds: BigInt(row.refunds),
});
