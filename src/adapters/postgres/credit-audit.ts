import type { DataSource } from 'typeorm';
import type {
  AuditFinding,
  AuditReport,
  CreditAudit,
} from '../../application/ports/credit-audit.ts';
import { userId } from '../../domain/shared/ids.ts';
import { limitMs, mostFindings } from './audit-limits.ts';
import { paymentFindings } from './payment-audit.ts';
import { inTransaction, type Session, type Statement } from './session.ts';

const liftLimit: Statement = {
  name: 'audit.lift_limit',
  text: `SELECT set_config('statement_timeout', '${limitMs}', true)`,
};

const countRows: Statement = {
  name: 'audit.count_rows',
  limitMs,
  text: `SELECT
    (SELECT count(*) FROM users) AS users,
    (SELECT count(*) FROM credit_entries) AS entries,
    (SELECT count(*) FROM generations) AS generations,
    (SELECT count(*) FROM payments) AS payments`,
};

const differingBalances: Statement = {
  name: 'audit.differing_balances',
  limitMs,
  text: `SELECT user_id, balance, account, entries
    FROM credit_accounts
    LEFT JOIN (
      SELECT user_id, sum(available_delta) AS available, sum(held_delta) AS held
      FROM credit_entries GROUP BY user_id
    ) AS sums USING (user_id)
    CROSS JOIN LATERAL (VALUES
      ('available', credit_accounts.available, coalesce(sums.available, 0)),
      ('held', credit_accounts.held, coalesce(sums.held, 0))
    ) AS compared (balance, account, entries)
    WHERE account <> entries
    ORDER BY user_id, balance LIMIT ${mostFindings}`,
};

/** Of each user, the first entry whose balances do not follow from the entries up to it. */
const brokenRunningBalances: Statement = {
  name: 'audit.broken_running_balances',
  limitMs,
  text: `SELECT DISTINCT ON (user_id) user_id, reference FROM (
      SELECT user_id, id, reference, available_after, held_after,
        sum(available_delta) OVER running AS available, sum(held_delta) OVER running AS held
      FROM credit_entries WINDOW running AS (PARTITION BY user_id ORDER BY id)
    ) AS entries
    WHERE available_after <> available OR held_after <> held
    ORDER BY user_id, id LIMIT ${mostFindings}`,
};

/** Holds beside the generations that they are for; either side may be missing. */
const differingHolds: Statement = {
  name: 'audit.differing_holds',
  limitMs,
  text: `SELECT * FROM (
      SELECT user_id, hold_id, generations.id AS generation_id,
        coalesce(held, 0) AS held,
        coalesce(captured, 0) AS captured,
        coalesce(charged, 0) AS charged,
        CASE WHEN status IN ('queued', 'running', 'delivering') THEN price ELSE 0 END AS due
      FROM (
        SELECT user_id, hold_id, sum(held_delta) AS held,
          sum(amount) FILTER (WHERE operation = 'capture') AS captured
        FROM credit_entries WHERE hold_id IS NOT NULL
        GROUP BY user_id, hold_id
      ) AS holds
      FULL JOIN (SELECT *, id::text AS hold_id FROM generations) AS generations
        USING (user_id, hold_id)
    ) AS compared
    WHERE held <> due OR (generation_id IS NOT NULL AND captured <> charged)
    ORDER BY user_id, hold_id LIMIT ${mostFindings}`,
};

const undelivered: Statement = {
  name: 'audit.undelivered',
  limitMs,
  text: `SELECT user_id, id AS generation_id FROM generations
    WHERE charged > 0 AND (
      output_parts IS NULL
      OR NOT EXISTS (
        SELECT FROM generation_deliveries WHERE generation_id = generations.id
      )
    )
    ORDER BY user_id, id LIMIT ${mostFindings}`,
};

interface CountRow {
  readonly users: string;
  readonly entries: string;
  readonly generations: string;
  readonly payments: string;
}

interface BalanceRow {
  readonly user_id: string;
  readonly balance: 'available' | 'held';
  readonly account: string;
  readonly entries: string;
}

interface HoldRow {
  readonly user_id: string;
  readonly hold_id: string;
  readonly generation_id: string | null;
  readonly held: string;
  readonly captured: string;
  readonly charged: string;
  /** What must be held now. */
  readonly due: string;
}

export class PostgresCreditAudit implements CreditAudit {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** All queries see the books at one moment, however much is posted meanwhile. */
  run(): Promise<AuditReport> {
    return inTransaction(this.#dataSource, report, () => true, 'REPEATABLE READ');
  }
}

async function report(session: Session): Promise<AuditReport> {
  await session.rows(liftLimit, []);
  const [counts] = await session.rows<CountRow>(countRows, []);
  const findings = [
    ...(await session.rows<BalanceRow>(differingBalances, [])).map(balanceFinding),
    ...(await session.rows<{ user_id: string; reference: string }>(brokenRunningBalances, [])).map(
      ({ user_id, reference }): AuditFinding => ({
        kind: 'running_balance_broken',
        userId: userId(Number(user_id)),
        reference,
      }),
    ),
    ...(await session.rows<HoldRow>(differingHolds, [])).flatMap(holdFindings),
    ...(await session.rows<{ user_id: string; generation_id: string }>(undelivered, [])).map(
      ({ user_id, generation_id }): AuditFinding => ({
        kind: 'charged_undelivered',
        userId: userId(Number(user_id)),
        generationId: generation_id,
      }),
    ),
    ...(await paymentFindings(session)),
  ];
  return {
    users: Number(counts?.users),
    entries: Number(counts?.entries),
    generations: Number(counts?.generations),
    payments: Number(counts?.payments),
    findings: findings.slice(0, mostFindings),
  };
}

function balanceFinding(row: BalanceRow): AuditFinding {
  return {
    kind: 'balance_differs',
    userId: userId(Number(row.user_id)),
    balance: row.balance,
    account: BigInt(row.account),
    entries: BigInt(row.entries),
  };
}

function holdFindings(row: HoldRow): readonly AuditFinding[] {
  const owner = userId(Number(row.user_id));
  const { generation_id: generationId, hold_id: holdId } = row;
  const findings: AuditFinding[] = [];
  if (row.held !== row.due) {
    findings.push(
      generationId !== null && row.due !== '0'
        ? { kind: 'missing_hold', userId: owner, generationId }
        : { kind: 'stranded_hold', userId: owner, holdId },
    );
  }
  if (generationId !== null && row.captured !== row.charged) {
    findings.push({
      kind: 'capture_differs',
      userId: owner,
      generationId,
      captured: BigInt(row.captured),
      charged: BigInt(row.charged),
    });
  }
  return findings;
}
