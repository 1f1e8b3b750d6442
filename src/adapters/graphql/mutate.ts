import type {
  Action,
  Done,
  IdempotencyConflict,
  Performed,
} from '../../application/admin/perform-action.ts';
import type { Scope } from '../../application/ports/unit-of-work.ts';
import type { Json } from '../../domain/shared/json.ts';
import type { Err, Ok, Result } from '../../domain/shared/result.ts';
import { type ApiContext, actorOf } from './context.ts';

/** What the work of an action comes to. */
type Outcome = Result<Done<Json, unknown>, unknown>;

type ValueOf<R> = R extends Ok<{ readonly value: infer T extends Json }> ? T : never;
type OnceOf<R> = R extends Ok<{ readonly once: infer S }> ? S : undefined;
type ErrorOf<R> = R extends Err<infer E> ? E : never;

type Write<R> = Omit<Action<Json, unknown>, 'actor' | 'origin' | 'idempotencyKey' | 'work'> & {
  readonly idempotencyKey?: string | null | undefined;
  readonly work: (scope: Scope) => Promise<R>;
};

/** A write in the name of whoever sends the request: see `PerformAction`. */
export function perform<R extends Outcome>(
  context: ApiContext,
  action: Write<R>,
): Promise<Result<Performed<ValueOf<R>, OnceOf<R>>, ErrorOf<R> | IdempotencyConflict>> {
  type Work = Action<ValueOf<R>, ErrorOf<R>, OnceOf<R>>['work'];
  return context.services.perform.execute({
    ...action,
    // The same type, taken apart: inferring its parts from several `return`s is beyond TypeScript.
    work: action.work as unknown as Work,
    idempotencyKey: action.idempotencyKey ?? undefined,
    actor: actorOf(context),
    origin: context.origin,
  });
}
