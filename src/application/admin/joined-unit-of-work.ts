import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';

/**
 * Lets a use case run inside a transaction that is under way: its `run` and its `direct` are that
 * scope. An error that the use case returns rolls nothing back here, so the caller has to return
 * it too, which ends the transaction around both. So a use case that goes on after an error of its own
 * `run` must not be joined: what it had written by then would be committed. Use cases that talk to others between two
 * transactions (providers, the queue) do not fit inside one.
 */
export function joined(scope: Scope): UnitOfWork {
  return { run: (work) => work(scope), direct: scope };
}
