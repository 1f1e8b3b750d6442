import type { Json } from '../../domain/shared/json.ts';
import type { Actor } from '../access/actor.ts';

/** Keys belong to the actor who chose them: two actors may choose the same. */
export interface ActionKey {
  readonly actor: Pick<Actor, 'kind' | 'id'>;
  readonly key: string;
}

export interface JournalAction extends ActionKey {
  readonly action: string;
  /** SHA-256 of the canonical input. */
  readonly inputHash: string;
  readonly at: Date;
}

/** What was done under a key. */
export interface KeptAction {
  readonly action: string;
  readonly inputHash: string;
  readonly result: Json;
}

/** Remembers which idempotency keys were used, and what came of it. */
export interface ActionJournal {
  /**
   * Takes a key for this transaction. While another transaction holds it, this waits for how that ends.
   *
   * @returns what was done under the key before; undefined: nothing, the key is taken now.
   */
  take(action: JournalAction): Promise<KeptAction | undefined>;
  /** Keeps the result under the key that this transaction took. */
  keep(key: ActionKey, result: Json): Promise<void>;
  /** Forgets keys taken before that time. */
  prune(before: Date): Promise<void>;
}
