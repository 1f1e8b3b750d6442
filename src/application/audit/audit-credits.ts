import type { OperatorAlerts } from '../notices/operator-alerts.ts';
import type { Clock } from '../ports/clock.ts';
import type { CreditAudit } from '../ports/credit-audit.ts';
import type {
  CreditAuditAsker,
  CreditAuditJournal,
  CreditAuditRun,
} from '../ports/credit-audit-journal.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Logger } from '../ports/logger.ts';

export interface AuditCreditsOptions {
  readonly audit: CreditAudit;
  readonly journal: CreditAuditJournal;
  readonly alerts: OperatorAlerts;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

/** How long results are kept. */
const keptMs = 90 * 24 * 3_600_000;

/**
 * Checks the whole book and keeps the result; the operator hears of findings. One at a time in a
 * process, as it reads everything: who asks meanwhile gets the result of the one that runs.
 */
export class AuditCredits {
  readonly #options: AuditCreditsOptions;
  #running: Promise<CreditAuditRun> | undefined;

  constructor(options: AuditCreditsOptions) {
    this.#options = options;
  }

  execute(askedBy: CreditAuditAsker): Promise<CreditAuditRun> {
    this.#running ??= this.#run(askedBy).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(askedBy: CreditAuditAsker): Promise<CreditAuditRun> {
    const { audit, journal, alerts, clock, ids, logger } = this.#options;
    const startedAt = clock.now();
    const report = await audit.run();
    const { users, entries, generations, findings } = report;
    const fields = { users, entries, generations, findings: findings.length };
    if (findings.length > 0) {
      logger.error('credit_audit_unclean', fields);
      alerts.raise({ kind: 'audit_unclean', findings: findings.length });
    } else {
      logger.info('credit_audit_clean', fields);
    }
    const run = { id: ids.uuid(), askedBy, startedAt, finishedAt: clock.now(), report };
    await journal.add(run);
    await journal.prune(new Date(startedAt.getTime() - keptMs));
    return run;
  }
}
