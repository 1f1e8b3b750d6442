import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { BacklogQuery, HealthView, QueueHealth } from '../queries/health.ts';

/** What an operator looks at first. Throws outages of the database alone. */
export class ReadHealth {
  readonly #backlog: BacklogQuery;
  readonly #queue: Pick<JobQueue, 'depth'>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #version: string;

  /** @param version of the product */
  constructor(
    backlog: BacklogQuery,
    queue: Pick<JobQueue, 'depth'>,
    clock: Clock,
    logger: Logger,
    version: string,
  ) {
    this.#backlog = backlog;
    this.#queue = queue;
    this.#clock = clock;
    this.#logger = logger;
    this.#version = version;
  }

  async execute(): Promise<HealthView> {
    const begun = this.#clock.now().getTime();
    const { backlog, databaseVersion } = await this.#backlog.read();
    const latencyMs = this.#clock.now().getTime() - begun;
    return {
      version: this.#version,
      database: { latencyMs, version: databaseVersion },
      queues: await this.#queues(),
      backlog,
    };
  }

  async #queues(): Promise<readonly QueueHealth[] | undefined> {
    try {
      const depth = await this.#queue.depth();
      return Object.entries(depth).map(([lane, jobs]) => ({ lane, jobs }));
    } catch (error) {
      // The rest of the answer says the more when the queue is away.
      this.#logger.warn('queue_depth_unknown', {}, error);
      return undefined;
    }
  }
}
