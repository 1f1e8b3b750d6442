import type {
  CreditAuditJournal,
  CreditAuditRun,
} from '../../src/application/ports/credit-audit-journal.ts';
import { type InMemoryState, refuseDuplicate } from './in-memory-state.ts';

export class InMemoryCreditAuditJournal implements CreditAuditJournal {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async add(run: CreditAuditRun): Promise<void> {
    const { creditAudits } = this.#state();
    refuseDuplicate(creditAudits, run.id, 'credit audit');
    creditAudits.set(run.id, run);
  }

  async last(): Promise<CreditAuditRun | undefined> {
    return [...this.#state().creditAudits.values()]
      .toSorted((a, b) => a.finishedAt.getTime() - b.finishedAt.getTime() || (a.id < b.id ? -1 : 1))
      .at(-1);
  }

  async prune(before: Date): Promise<number> {
    const { creditAudits } = this.#state();
    const old = [...creditAudits.values()].filter(({ finishedAt }) => finishedAt < before);
    for (const { id } of old) {
      creditAudits.delete(id);
    }
    return old.length;
  }
}
