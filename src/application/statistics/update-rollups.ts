import { assertNever } from '../../domain/shared/assert-never.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { RollupStore } from '../ports/rollup-store.ts';

const batch = 5_000;
/** So that a worker which stops need not wait for hours of backlog. */
const batchesPerRound = 50;
const changesKeptMs = 3_600_000;
const pruneEveryMs = 60_000;

/** Brings the rollups up to date; called on a timer by every worker, of which one at a time does it. */
export class UpdateRollups {
  readonly #store: RollupStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #prunedAt = 0;

  constructor(store: RollupStore, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  async execute(): Promise<void> {
    for (let count = 0; count < batchesPerRound; count += 1) {
      if (!(await this.#step())) {
        break;
      }
    }
    const now = this.#clock.now().getTime();
    if (now - this.#prunedAt >= pruneEveryMs) {
      this.#prunedAt = now;
      await this.#store.prune(new Date(now - changesKeptMs));
    }
  }

  /** @returns whether there is more to do */
  async #step(): Promise<boolean> {
    const progress = await this.#store.advance(batch);
    switch (progress) {
      case 'behind':
        return true;
      case 'unbuilt':
        await this.#store.rebuild();
        this.#logger.info('rollups_rebuilt', {});
        return true;
      case 'current':
      case 'busy':
        return false;
      default:
        return assertNever(progress);
    }
  }
}
