import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
} from 'graphql';
import type { Actor } from '../../../application/access/actor.ts';
import type { ApiContext } from '../context.ts';
import { createLoaders } from '../loaders.ts';

/** How old the answer to "may they still see this?" may be. */
const actorAgeMs = 10_000;
/** A stream without events ends, too, when its reader may not see it any more: at most this much later. */
const lookMs = 5_000;

/**
 * Runs a subscription. Each event is answered with reads of its own, and for whoever the actor is by
 * then: a stream ends with the session or key that opened it.
 */
export async function subscribeWithFreshReads(
  args: ExecutionArgs,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  return Symbol.asyncIterator in source
    ? new Answers(source as AsyncIterable<unknown>, args)
    : (source as ExecutionResult);
}

/** Not a generator: those cannot be ended while they wait for the next event. */
class Answers implements AsyncIterableIterator<ExecutionResult> {
  readonly #events: AsyncIterator<unknown>;
  readonly #args: ExecutionArgs;
  readonly #context: ApiContext;
  #actor: Actor | undefined;
  #actorAt = Date.now();
  #next: Promise<IteratorResult<unknown>> | undefined;

  constructor(events: AsyncIterable<unknown>, args: ExecutionArgs) {
    this.#events = events[Symbol.asyncIterator]();
    this.#args = args;
    this.#context = args.contextValue as ApiContext;
    this.#actor = this.#context.actor;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    for (;;) {
      const event = await this.#eventOrTime();
      if (event?.done === true) {
        return { done: true, value: undefined };
      }
      await this.#refreshActor();
      if (this.#actor === undefined) {
        return this.return();
      }
      if (event !== undefined) {
        return { done: false, value: await this.#answer(this.#actor, event.value) };
      }
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    await this.#events.return?.();
    return { done: true, value: undefined };
  }

  /** graphql-sse ends nothing that lacks it when a reader goes away. */
  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<ExecutionResult> {
    return this;
  }

  /** Undefined: nothing happened for a while. */
  async #eventOrTime(): Promise<IteratorResult<unknown> | undefined> {
    this.#next ??= this.#events.next();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const time = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), lookMs);
    });
    try {
      const event = await Promise.race([this.#next, time]);
      if (event !== undefined) {
        this.#next = undefined;
      }
      return event;
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(actor: Actor, rootValue: unknown): Promise<ExecutionResult> {
    const loaders = createLoaders(this.#context.services);
    const contextValue: ApiContext = { ...this.#context, actor, loaders };
    return await execute({ ...this.#args, rootValue, contextValue });
  }

  async #refreshActor(): Promise<void> {
    if (Date.now() - this.#actorAt >= actorAgeMs) {
      this.#actor = await this.#context.actorNow();
      this.#actorAt = Date.now();
    }
  }
}
