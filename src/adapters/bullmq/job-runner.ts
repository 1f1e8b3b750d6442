import { type JobLane, jobLanes } from '../../application/jobs.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { JobHandlers, JobRunner } from '../../application/ports/job-queue.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { assertComplete } from './handler-table.ts';
import { JobProcessor } from './job-processor.ts';
import type { LaneWorker, QueueBackend, QueueConnection } from './queue-backend.ts';
import { defaultRetryPolicy, type RetryPolicy, retryDelayMs } from './retry-policy.ts';
import { ServerHealth } from './server-health.ts';
import { aborted, endsWithin, pause } from './time-limit.ts';

export interface BullmqJobRunnerOptions {
  readonly backend: QueueBackend;
  readonly handlers: JobHandlers;
  /** Jobs that run at a time, by lane. */
  readonly concurrency: Readonly<Record<JobLane, number>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retry?: RetryPolicy | undefined;
  readonly times?: Partial<RunnerTimes> | undefined;
}

export interface RunnerTimes {
  /** A job whose runner died is taken over after this and up to one `stalledIntervalMs` more. */
  readonly lockMs: number;
  readonly stalledIntervalMs: number;
  /** Pause before the server is asked again in an outage. */
  readonly reconnectMs: number;
  /** `start` returns after this even when the server is away; the runner goes on trying. */
  readonly startLimitMs: number;
  /** How long `stop` waits for jobs that do not heed their aborted signal. */
  readonly abortLimitMs: number;
}

const defaultTimes: RunnerTimes = {
  lockMs: 15_000,
  stalledIntervalMs: 5_000,
  reconnectMs: 500,
  startLimitMs: 3_000,
  abortLimitMs: 5_000,
};

/**
 * Runs every job at least once: twice only when a process dies, or when the server is away for
 * longer than `lockMs`.
 */
export function createBullmqJobRunner(options: BullmqJobRunnerOptions): JobRunner {
  return new BullmqJobRunner(options);
}

class BullmqJobRunner implements JobRunner {
  readonly #options: BullmqJobRunnerOptions;
  readonly #times: RunnerTimes;
  readonly #retry: RetryPolicy;
  readonly #health: ServerHealth;
  readonly #processor: JobProcessor;
  readonly #stopping = new AbortController();
  #connection: QueueConnection | undefined;
  #workers: readonly LaneWorker[] = [];
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: BullmqJobRunnerOptions) {
    const { backend, clock } = options;
    const logger = options.logger.child({ backend: backend.kind, role: 'consumer' });
    this.#options = options;
    this.#times = { ...defaultTimes, ...options.times };
    this.#retry = options.retry ?? defaultRetryPolicy;
    this.#health = new ServerHealth(logger, clock);
    this.#processor = new JobProcessor({
      handlers: options.handlers,
      retry: this.#retry,
      clock,
      logger,
    });
  }

  async start(): Promise<void> {
    assertComplete(this.#options.handlers);
    if (this.#started !== undefined) throw new Error('Cannot start a job runner twice');
    this.#started = this.#connectUntilStopped();
    await endsWithin(this.#started, this.#times.startLimitMs);
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#stop(graceMs);
    return this.#stopped;
  }

  async #stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#processor.refuseNew();
    await Promise.all(this.#workers.map((worker) => worker.pause(true)));
    const isIdle = await this.#processor.drain(graceMs, this.#times.abortLimitMs);
    // A worker that closes gently waits for its jobs and for the server.
    const isForced = !isIdle || this.#health.isDown;
    this.#health.end();
    await endsWithin(this.#closeWorkers(isForced), this.#times.abortLimitMs);
    await this.#connection?.close();
    await this.#started;
  }

  async #connectUntilStopped(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#connect();
        return;
      } catch (error) {
        if (!this.#stopping.signal.aborted) this.#health.down(error);
        await pause(this.#times.reconnectMs, this.#stopping.signal);
      }
    }
  }

  async #connect(): Promise<void> {
    const connection = await this.#options.backend.connect('consumer', this.#health);
    const workers = jobLanes.map((lane) => this.#newWorker(connection, lane));
    this.#connection = connection;
    this.#workers = workers;
    try {
      const ready = Promise.all(workers.map((worker) => worker.waitUntilReady()));
      await Promise.race([ready, aborted(this.#stopping.signal)]);
    } catch (error) {
      await this.#closeWorkers(true);
      await connection.close();
      throw error;
    }
    for (const worker of workers) {
      worker.run().catch((error: Error) => this.#health.trouble('all', error));
    }
  }

  #closeWorkers(isForced: boolean): Promise<unknown> {
    return Promise.allSettled(this.#workers.map((worker) => worker.close(isForced)));
  }

  #newWorker(connection: QueueConnection, lane: JobLane): LaneWorker {
    const { lockMs, stalledIntervalMs, reconnectMs } = this.#times;
    return connection.newWorker(lane, (job, token) => this.#processor.process(job, token), {
      autorun: false,
      concurrency: this.#options.concurrency[lane],
      lockDuration: lockMs,
      stalledInterval: stalledIntervalMs,
      // A job is not at fault when its process is killed, however often.
      maxStalledCount: 2 ** 31 - 2,
      runRetryDelay: reconnectMs,
      settings: { backoffStrategy: (failures) => retryDelayMs(this.#retry, failures) },
    });
  }
}
