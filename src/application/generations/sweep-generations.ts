import type { Generation } from '../../domain/generations/generation.ts';
import { ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { dispatchLane } from './dispatch-lane.ts';
import type { FinishGeneration } from './finish-generation.ts';

const batch = 200;
/** A dispatched generation that nobody took up for so long is queued again: its job may be lost. */
const unclaimedMs = 30_000;
const idleLaneMs = 5_000;

/**
 * Continues what a crash or a lost queue left behind: queues stranded generations again, wakes
 * lanes that lost their turn, and ends overdue generations, giving their credits back.
 */
export class SweepGenerations {
  readonly #unitOfWork: UnitOfWork;
  readonly #queue: JobQueue;
  readonly #settings: SettingsStore;
  readonly #finish: FinishGeneration;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(
    unitOfWork: UnitOfWork,
    queue: JobQueue,
    settings: SettingsStore,
    finish: FinishGeneration,
    clock: Clock,
    logger: Logger,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#queue = queue;
    this.#settings = settings;
    this.#finish = finish;
    this.#clock = clock;
    this.#logger = logger;
  }

  async execute(): Promise<void> {
    const settings = await this.#settings.current();
    const now = this.#clock.now();
    const expired = await this.#expire(now, settings.generationTimeoutSeconds * 1000);
    const requeued = await this.#requeue(now);
    const woken = await this.#wakeLanes(now, settings.activeJobsPerUser);
    if (expired + requeued + woken > 0) {
      this.#logger.info('generations_swept', { expired, requeued, woken });
    }
  }

  async #expire(now: Date, timeoutMs: number): Promise<number> {
    const { generations } = this.#unitOfWork.direct;
    const before = new Date(now.getTime() - timeoutMs);
    let expired = 0;
    for (const generation of await generations.overdue(now, before, batch)) {
      expired += (await this.#end(generation)) ? 1 : 0;
    }
    return expired;
  }

  /** One that cannot be ended must not keep the sweep from the others. */
  async #end(generation: Generation): Promise<boolean> {
    try {
      return await this.#finish.fail(generation, { kind: 'expired' });
    } catch (error) {
      this.#logger.error('generation_not_expired', { generationId: generation.id }, error);
      return false;
    }
  }

  async #requeue(now: Date): Promise<number> {
    const { generations } = this.#unitOfWork.direct;
    const unclaimed = new Date(now.getTime() - unclaimedMs);
    const stranded = await generations.stranded(now, unclaimed, batch);
    await this.#queue.add(
      stranded.map(({ id, kind }) => ({
        job: {
          type: 'generation.run',
          generationId: id,
          lane: kind === 'text' ? 'text' : 'image',
        },
      })),
    );
    return stranded.length;
  }

  async #wakeLanes(now: Date, activeLimit: number): Promise<number> {
    const before = new Date(now.getTime() - idleLaneMs);
    const users = await this.#unitOfWork.direct.generations.idleLanes(before, batch);
    for (const userId of users) {
      await this.#unitOfWork.run(async (scope) => {
        await scope.credits.lock(userId);
        await dispatchLane(scope, userId, activeLimit, now);
        return ok();
      });
    }
    return users.length;
  }
}
