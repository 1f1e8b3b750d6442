import type { AuditFinding, AuditReport } from '../../../application/ports/credit-audit.ts';
import type {
  CreditAuditAsker,
  CreditAuditJournal,
  CreditAuditRun,
} from '../../../application/ports/credit-audit-journal.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { CreditAuditRow } from '../schemas/credit-audits.ts';
import type { Session, Statement } from '../session.ts';

const addRun: Statement = {
  name: 'credit_audits.add',
  text: `INSERT INTO credit_audits (id, asked_by, asker_name, started_at, finished_at, report)
    VALUES ($1, $2, $3, $4, $5, $6)`,
};

const lastRun: Statement = {
  name: 'credit_audits.last',
  text: `SELECT id, asked_by, asker_name, started_at, finished_at, report FROM credit_audits
    ORDER BY finished_at DESC, id DESC LIMIT 1`,
};

const pruneRuns: Statement = {
  name: 'credit_audits.prune',
  text: 'DELETE FROM credit_audits WHERE finished_at < $1',
};

export class PostgresCreditAuditJournal implements CreditAuditJournal {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async add({ id, askedBy, startedAt, finishedAt, report }: CreditAuditRun): Promise<void> {
    await this.#session.write(addRun, [
      id,
      askedBy.kind,
      'name' in askedBy ? askedBy.name : null,
      startedAt,
      finishedAt,
      textOf(report),
    ]);
  }

  async last(): Promise<CreditAuditRun | undefined> {
    const [row] = await this.#session.rows<CreditAuditRow>(lastRun, []);
    return (
      row && {
        id: row.id,
        askedBy: askerOf(row),
        startedAt: row.started_at,
        finishedAt: row.finished_at,
        report: reportOf(row),
      }
    );
  }

  prune(before: Date): Promise<number> {
    return this.#session.write(pruneRuns, [before]);
  }
}

function askerOf({ asked_by: kind, asker_name: name }: CreditAuditRow): CreditAuditAsker {
  switch (kind) {
    case 'schedule':
    case 'operator':
      return { kind };
    case 'admin':
    case 'api_key':
      return { kind, name: name ?? '' };
  }
}

/** Findings as they are stored: what is a bigint in them is a decimal string. */
type Stored<T> = T extends bigint ? string : T;
type StoredFinding = AuditFinding extends infer F
  ? F extends AuditFinding
    ? { readonly [K in keyof F]: Stored<F[K]> }
    : never
  : never;
type StoredReport = Omit<AuditReport, 'findings'> & { readonly findings: readonly StoredFinding[] };

const textOf = (report: AuditReport): string =>
  JSON.stringify(report, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );

function reportOf({ report }: CreditAuditRow): AuditReport {
  // Written by `textOf` alone.
  const stored = report as unknown as StoredReport;
  return { ...stored, findings: stored.findings.map(findingOf) };
}

function findingOf(stored: StoredFinding): AuditFinding {
  switch (stored.kind) {
    case 'balance_differs':
      return { ...stored, account: BigInt(stored.account), entries: BigInt(stored.entries) };
    case 'capture_differs':
      return { ...stored, captured: BigInt(stored.captured), charged: BigInt(stored.charged) };
    case 'grant_differs':
      return { ...stored, granted: BigInt(stored.granted), entries: BigInt(stored.entries) };
    case 'refund_differs':
      return { ...stored, taken: BigInt(stored.taken), entries: BigInt(stored.entries) };
    case 'refunded_money_differs':
      return { ...stored, payment: BigInt(stored.payment), refunds: BigInt(stored.refunds) };
    case 'running_balance_broken':
    case 'stranded_hold':
    case 'missing_hold':
    case 'charged_undelivered':
    case 'grant_without_payment':
      return stored;
    default:
      return assertNever(stored);
  }
}
