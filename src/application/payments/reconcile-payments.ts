import type { OperatorAlerts } from '../notices/operator-alerts.ts';
import type { Logger } from '../ports/logger.ts';
import { Outage } from '../ports/outage.ts';
import type { ReconcileStars } from './reconcile-stars.ts';
import type { ReconcileYooKassa } from './reconcile-yookassa.ts';

/** Every night: both providers' lists against our book. One that is away does not keep the other. */
export class ReconcilePayments {
  readonly #stars: ReconcileStars;
  readonly #yookassa: ReconcileYooKassa | undefined;
  readonly #alerts: OperatorAlerts;
  readonly #logger: Logger;

  constructor(
    stars: ReconcileStars,
    yookassa: ReconcileYooKassa | undefined,
    alerts: OperatorAlerts,
    logger: Logger,
  ) {
    this.#stars = stars;
    this.#yookassa = yookassa;
    this.#alerts = alerts;
    this.#logger = logger;
  }

  /**
   * @returns how many differences were found that were not known yet
   * @throws the last provider's error, after the other one was compared: to be tried again
   */
  async execute(): Promise<number> {
    let failure: { readonly reason: unknown } | undefined;
    let differences = 0;
    const providers = [
      { provider: 'telegram', comparison: this.#stars },
      { provider: 'yookassa', comparison: this.#yookassa },
    ] as const;
    for (const { provider, comparison } of providers) {
      try {
        differences += (await comparison?.execute()) ?? 0;
      } catch (error) {
        failure = { reason: error };
        this.#logger.error('reconciliation_failed', { provider }, error);
        if (error instanceof Outage) {
          this.#alerts.raise({ kind: 'payment_provider_down', provider });
        }
      }
    }
    this.#logger.info('payments_reconciled', { differences, complete: failure === undefined });
    if (failure !== undefined) {
      throw failure.reason;
    }
    return differences;
  }
}
