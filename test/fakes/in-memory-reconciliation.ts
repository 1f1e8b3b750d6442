import type { ReconciliationStore } from '../../src/application/ports/reconciliation-store.ts';
import { type Difference, differenceKey } from '../../src/domain/payments/difference.ts';
import { type InMemoryState, requireRow } from './in-memory-state.ts';

export class InMemoryReconciliation implements ReconciliationStore {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async starOffset(): Promise<number> {
    return this.#state().compared.get('stars') ?? 0;
  }

  async setStarOffset(offset: number): Promise<void> {
    this.#state().compared.set('stars', Math.max(offset, await this.starOffset()));
  }

  async yookassaComparedUntil(): Promise<Date | undefined> {
    const until = this.#state().compared.get('yookassa');
    return until === undefined ? undefined : new Date(until);
  }

  async setYookassaComparedUntil(until: Date): Promise<void> {
    const earlier = await this.yookassaComparedUntil();
    this.#state().compared.set('yookassa', Math.max(until.getTime(), earlier?.getTime() ?? 0));
  }

  async addDifference(difference: Difference): Promise<boolean> {
    const { differences, payments, refunds } = this.#state();
    const key = differenceKey(difference);
    if (differences.has(key)) {
      return false;
    }
    if (difference.paymentId !== undefined) {
      requireRow(payments, difference.paymentId, 'payment');
    }
    if (difference.kind === 'refund_not_booked' && difference.refundId !== undefined) {
      requireRow(refunds, difference.refundId, 'refund');
    }
    differences.set(key, difference);
    return true;
  }

  async differences(limit: number): Promise<readonly Difference[]> {
    return [...this.#state().differences.values()].toReversed().slice(0, limit);
  }
}
