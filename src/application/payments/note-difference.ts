import { type Difference, differenceKey } from '../../domain/payments/difference.ts';
import { ok } from '../../domain/shared/result.ts';
import { plainMoney } from '../notices.ts';
import type { Logger } from '../ports/logger.ts';
import { Outage } from '../ports/outage.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';

/** Writes down where a provider and our book disagree, and has the operator told, once each. */
export class NoteDifference {
  readonly #unitOfWork: UnitOfWork;
  readonly #logger: Logger;

  constructor(unitOfWork: UnitOfWork, logger: Logger) {
    this.#unitOfWork = unitOfWork;
    this.#logger = logger;
  }

  /**
   * Notes what the comparison of one entry of a provider's list finds. An entry that cannot be booked
   * is an open difference itself: it must not keep the comparison from those behind it.
   *
   * @param entry as it is noted when the comparison of it fails
   * @returns how many were not known before
   */
  async compared(
    entry: Difference,
    compare: () => Promise<readonly Difference[]>,
  ): Promise<number> {
    let found: readonly Difference[];
    try {
      found = await compare();
    } catch (error) {
      if (error instanceof Outage) {
        throw error;
      }
      const { provider, providerId } = entry;
      this.#logger.error('payment_not_compared', { provider, providerId }, error);
      found = [entry];
    }
    return this.all(found);
  }

  /** @returns how many were not known before. */
  async all(differences: readonly Difference[]): Promise<number> {
    let added = 0;
    for (const difference of differences) {
      const noted = await this.#unitOfWork.run((scope) => note(scope, difference));
      if (noted.value) {
        added += 1;
        const { kind, provider, providerId, repaired } = difference;
        this.#logger.warn('payment_difference', {
          difference: kind,
          provider,
          providerId,
          repaired,
        });
      }
    }
    return added;
  }
}

async function note(scope: Scope, difference: Difference) {
  const isNew = await scope.reconciliation.addDifference(difference);
  if (isNew) {
    const { kind, provider, providerId, amount, repaired, paymentId } = difference;
    await scope.operatorJournal.add(
      {
        kind: 'difference_found',
        difference: kind,
        provider,
        providerId,
        amount: plainMoney(amount),
        repaired,
      },
      `difference:${differenceKey(difference)}`,
    );
    if (paymentId !== undefined) {
      const details = { difference: kind, repaired };
      await scope.payments.record(paymentId, { kind: 'difference', details });
    }
  }
  return ok(isNew);
}
