import type { OperatorAlerts } from '../notices/operator-alerts.ts';
import type { AuditReport, CreditAudit } from '../ports/credit-audit.ts';
import type { Logger } from '../ports/logger.ts';

/** Checks the whole book; the operator hears of findings. */
export class AuditCredits {
  readonly #audit: CreditAudit;
  readonly #alerts: OperatorAlerts;
  readonly #logger: Logger;

  constructor(audit: CreditAudit, alerts: OperatorAlerts, logger: Logger) {
    this.#audit = audit;
    this.#alerts = alerts;
    this.#logger = logger;
  }

  async execute(): Promise<AuditReport> {
    const report = await this.#audit.run();
    const { users, entries, generations, findings } = report;
    const fields = { users, entries, generations, findings: findings.length };
    if (findings.length > 0) {
      this.#logger.error('credit_audit_unclean', fields);
      this.#alerts.raise({ kind: 'audit_unclean', findings: findings.length });
    } else {
      this.#logger.info('credit_audit_clean', fields);
    }
    return report;
  }
}
