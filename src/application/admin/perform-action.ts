import { storable } from '../../domain/access/audit.ts';
import { canonicalJson, type Json } from '../../domain/shared/json.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Actor, Origin } from '../access/actor.ts';
import type { AuditTrail } from '../access/audit-trail.ts';
import type { KeptAction } from '../ports/action-journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';

/** What an action did. */
export interface Done<T extends Json, S = undefined> {
  /** Kept with the idempotency key, for whoever repeats it. */
  readonly value: T;
  /** Handed to the caller this time and kept nowhere, e.g. the secret of a new API key. */
  readonly once?: S | undefined;
  /** For the audit log: never a secret, nor the hash of one. */
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
  /** Instead of the subject's id, where that came to be only now. */
  readonly subjectId?: string | undefined;
}

export interface Action<T extends Json, E, S = undefined> {
  readonly actor: Actor;
  readonly origin: Origin;
  /** What is done, e.g. `user.ban`. */
  readonly action: string;
  /** The id of what does not exist yet is left empty: see `Done.subjectId`. */
  readonly subject: { readonly type: string; readonly id: string };
  /** Repeating a key does nothing more and gives the first result. At most 200 characters. */
  readonly idempotencyKey?: string | undefined;
  /** All that decides what is done; a key stands for one input. Without passwords: its hash is kept. */
  readonly input: Json;
  /** Use cases take `joined(scope)` as their unit of work. It may run several times: see `UnitOfWork`. */
  readonly work: (scope: Scope) => Promise<Result<Done<T, S>, E>>;
}

export interface Performed<T extends Json, S = undefined> {
  readonly value: T;
  /** The key was used before: nothing was done now. */
  readonly isRepeat: boolean;
  /** Absent from repetitions. */
  readonly once?: S | undefined;
}

/** The key was used for another action, or for another input of it. */
export interface IdempotencyConflict {
  readonly kind: 'idempotency_conflict';
}

/**
 * The way of every write by an admin or an integrator: one transaction takes the idempotency key,
 * does the work and adds one row to the audit log. An error of the work leaves nothing behind, and
 * its key free.
 *
 * - the errors of the work
 * - `idempotency_conflict`: the key was used for something else.
 */
export class PerformAction {
  readonly #unitOfWork: UnitOfWork;
  readonly #trail: AuditTrail;
  readonly #clock: Clock;
  readonly #digest: Digest;

  constructor(unitOfWork: UnitOfWork, trail: AuditTrail, clock: Clock, digest: Digest) {
    this.#unitOfWork = unitOfWork;
    this.#trail = trail;
    this.#clock = clock;
    this.#digest = digest;
  }

  execute<T extends Json, E, S = undefined>(
    action: Action<T, E, S>,
  ): Promise<Result<Performed<T, S>, E | IdempotencyConflict>> {
    return this.#unitOfWork.run<Result<Performed<T, S>, E | IdempotencyConflict>>(async (scope) => {
      const kept = await this.#take(scope, action);
      if (kept !== undefined) {
        return kept.inputHash === this.#inputHash(action) && kept.action === action.action
          ? // The same action under the same key: its result has the shape of this one's.
            ok({ value: kept.result as T, isRepeat: true })
          : err({ kind: 'idempotency_conflict' });
      }
      const result = await action.work(scope);
      if (!result.ok) {
        return result;
      }
      const { value, once, before, after, subjectId } = result.value;
      if (action.idempotencyKey !== undefined) {
        await scope.actionJournal.keep(keyOf(action, action.idempotencyKey), value);
      }
      const { actor, origin, subject, idempotencyKey } = action;
      await this.#trail.append(scope, {
        ...{ actor, origin, action: action.action, before, after, idempotencyKey },
        subject: { type: subject.type, id: subjectId ?? subject.id },
      });
      return ok({ value, isRepeat: false, once });
    });
  }

  async #take(
    { actionJournal }: Scope,
    action: Omit<Action<Json, unknown>, 'work'>,
  ): Promise<KeptAction | undefined> {
    if (action.idempotencyKey === undefined) {
      return undefined;
    }
    return actionJournal.take({
      ...keyOf(action, action.idempotencyKey),
      action: action.action,
      inputHash: this.#inputHash(action),
      at: this.#clock.now(),
    });
  }

  #inputHash({ subject: { type, id }, input }: Pick<Action<Json, unknown>, 'subject' | 'input'>) {
    return this.#digest.sha256(canonicalJson({ subject: { type, id }, input }));
  }
}

function keyOf({ actor: { kind, id } }: { readonly actor: Actor }, key: string) {
  return { actor: { kind, id }, key: storable(key, key.length) };
}
