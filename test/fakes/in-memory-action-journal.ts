import type {
  ActionJournal,
  ActionKey,
  JournalAction,
  KeptAction,
} from '../../src/application/ports/action-journal.ts';
import type { Json } from '../../src/domain/shared/json.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemoryActionJournal implements ActionJournal {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async take(entry: JournalAction): Promise<KeptAction | undefined> {
    const { adminActions } = this.#state();
    const kept = adminActions.get(nameOf(entry));
    if (kept === undefined) {
      adminActions.set(nameOf(entry), entry);
      return undefined;
    }
    return { action: kept.action, inputHash: kept.inputHash, result: kept.result ?? null };
  }

  async keep(key: ActionKey, result: Json): Promise<void> {
    const { adminActions } = this.#state();
    const taken = adminActions.get(nameOf(key));
    if (taken !== undefined) {
      adminActions.set(nameOf(key), { ...taken, result });
    }
  }

  async prune(before: Date): Promise<void> {
    const { adminActions } = this.#state();
    for (const [name, { at }] of adminActions) {
      if (at < before) {
        adminActions.delete(name);
      }
    }
  }
}

const nameOf = ({ actor, key }: ActionKey): string => JSON.stringify([actor.kind, actor.id, key]);
