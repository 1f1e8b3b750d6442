import type { GenerationFailure } from '../../domain/generations/failure.ts';
import { type Generation, imageIdsOf } from '../../domain/generations/generation.ts';
import type { GenerationId, ImageId } from '../../domain/shared/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClaimedGeneration, DeliveredPart } from '../ports/generation-repository.ts';
import type { JobContext, JobOutcome } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { ModelCatalogue } from '../ports/model-catalogue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { AskModel } from './ask-model.ts';
import type { FinishGeneration } from './finish-generation.ts';
import type { Leases } from './leases.ts';
import type { StoreOutput } from './store-output.ts';

export interface RunGenerationDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly catalogue: ModelCatalogue;
  readonly messenger: Messenger;
  readonly leases: Leases;
  readonly ask: AskModel;
  readonly store: StoreOutput;
  readonly finish: FinishGeneration;
  readonly clock: Clock;
  readonly logger: Logger;
}

const takenElsewhereRetryMs = 2_000;
/** A generation that took down this many workers is not tried again. */
const maxAttempts = 30;

/**
 * The worker's part: claim, ask the model, store the answer, deliver it, settle. Each step is
 * recorded before the next begins, so that a process that dies anywhere is continued by another:
 * a stored answer is never generated again, a delivered part never sent again, and the settlement
 * is one transaction.
 */
export class RunGeneration {
  readonly #use: RunGenerationDependencies;

  constructor(dependencies: RunGenerationDependencies) {
    this.#use = dependencies;
  }

  async execute(id: GenerationId, context: JobContext): Promise<JobOutcome> {
    const { unitOfWork, leases, clock } = this.#use;
    const generations = unitOfWork.direct.generations;
    const claimed = await generations.claim(id, clock.now(), leases.until());
    if (claimed === undefined) {
      return this.#refusedClaim(id);
    }
    const lease = { id, attempt: claimed.generation.attempt };
    const lost = leases.hold(lease);
    try {
      return await this.#work(claimed, AbortSignal.any([lost, context.signal]), context);
    } catch (error) {
      // Best effort: without it the lease just ends by itself.
      await generations.giveUpLease(lease).catch(() => undefined);
      throw error;
    } finally {
      leases.drop(lease);
    }
  }

  /** Final already, or another worker's for now. */
  async #refusedClaim(id: GenerationId): Promise<JobOutcome> {
    const generation = await this.#use.unitOfWork.direct.generations.find(id);
    const isOver = generation === undefined || generation.finishedAt !== undefined;
    return isOver ? { kind: 'done' } : { kind: 'again', afterMs: takenElsewhereRetryMs };
  }

  async #work(
    { generation, statusMessageId }: ClaimedGeneration,
    signal: AbortSignal,
    context: JobContext,
  ): Promise<JobOutcome> {
    if (generation.status === 'delivering') {
      if (statusMessageId !== undefined) {
        // The worker that stored the answer may have died before it took this away.
        await this.#use.messenger.removeMessage(generation.destination, statusMessageId);
      }
      return this.#deliver(generation, new Map());
    }
    if (generation.attempt > maxAttempts) {
      await this.#use.finish.fail(generation, { kind: 'internal' });
      return { kind: 'done' };
    }
    const progress = this.#use.messenger.progress(generation, {
      statusMessageId,
      onStatusMessage: (messageId) => this.#keepStatusMessage(generation, messageId),
    });
    try {
      const answer = await this.#use.ask.execute(generation, progress, signal);
      if (!answer.ok) {
        await progress.close();
        return await this.#failed(generation, answer.error, context);
      }
      const stored = await this.#use.store.execute(
        generation,
        answer.value.answer,
        answer.value.model,
      );
      await progress.close();
      if (!stored.ok) {
        return await this.#failed(generation, stored.error, context);
      }
      return await this.#deliver(stored.value.generation, stored.value.images);
    } finally {
      await progress.close();
    }
  }

  async #failed(
    generation: Generation,
    failure: GenerationFailure,
    context: JobContext,
  ): Promise<JobOutcome> {
    if (failure.kind !== 'canceled') {
      await this.#use.finish.fail(generation, failure);
      return { kind: 'done' };
    }
    if (context.signal.aborted) {
      const { id, attempt } = generation;
      await this.#use.unitOfWork.direct.generations.giveUpLease({ id, attempt });
      return { kind: 'again', afterMs: 0 };
    }
    // The lease was lost: whoever took it (a cancel, another worker) has ended or continues it.
    return { kind: 'done' };
  }

  async #deliver(
    generation: Generation,
    fresh: ReadonlyMap<ImageId, Uint8Array>,
  ): Promise<JobOutcome> {
    const { unitOfWork, messenger, finish } = this.#use;
    const { generations } = unitOfWork.direct;
    const isResumed = fresh.size === 0 && generation.attempt > 1;
    let lastPart: DeliveredPart | undefined;
    const delivered = await messenger.deliver({
      generation,
      images: await this.#pictures(generation, fresh),
      sendAsFile: await this.#sendAsFile(generation),
      delivered: isResumed ? await generations.deliveredParts(generation.id) : [],
      // The last part is recorded together with the charge: one write less on the common path.
      onPart: async (part, isLast) => {
        if (isLast) {
          lastPart = part;
        } else {
          await generations.recordDelivery(generation.id, part);
        }
      },
    });
    if (delivered.ok) {
      await this.#charge(generation, lastPart);
      return { kind: 'done' };
    }
    if (delivered.error.kind === 'unreachable') {
      await finish.fail(generation, { kind: 'undeliverable', reason: delivered.error.reason });
      return { kind: 'done' };
    }
    if (delivered.error.kind === 'refused') {
      // Ours to mend: the messenger takes no such message, today or later.
      const { description } = delivered.error;
      this.#use.logger.error('result_refused', { generationId: generation.id, description });
      await finish.fail(generation, { kind: 'internal' });
      return { kind: 'done' };
    }
    await generations.giveUpLease({ id: generation.id, attempt: generation.attempt });
    return { kind: 'again', afterMs: delivered.error.retryAfterMs };
  }

  async #charge(generation: Generation, lastPart: DeliveredPart | undefined): Promise<void> {
    const { unitOfWork, finish, catalogue } = this.#use;
    const { id, output } = generation;
    try {
      const answeredBy = output && (await catalogue.find(output.modelId));
      await finish.succeed(generation, answeredBy, lastPart);
    } catch (error) {
      if (lastPart !== undefined) {
        // Best effort: what is recorded is not sent again when the charge is tried again.
        await unitOfWork.direct.generations.recordDelivery(id, lastPart).catch(() => undefined);
      }
      throw error;
    }
  }

  async #pictures(
    { output }: Generation,
    fresh: ReadonlyMap<ImageId, Uint8Array>,
  ): Promise<ReadonlyMap<ImageId, Uint8Array>> {
    const pictures = new Map(fresh);
    for (const id of output === undefined ? [] : imageIdsOf(output)) {
      const bytes = pictures.get(id) ?? (await this.#use.unitOfWork.direct.images.original(id));
      if (bytes !== undefined) {
        pictures.set(id, bytes);
      }
    }
    return pictures;
  }

  async #sendAsFile({ kind, userId }: Generation): Promise<boolean> {
    if (kind === 'text') {
      return false;
    }
    const user = await this.#use.unitOfWork.direct.users.find(userId);
    return user?.preferences.sendAsFile ?? false;
  }

  #keepStatusMessage(generation: Generation, messageId: number): void {
    const { unitOfWork, logger } = this.#use;
    unitOfWork.direct.generations
      .attachStatusMessage(generation.id, messageId, 'running')
      .catch((error: unknown) => {
        logger.warn('status_message_not_kept', { generationId: generation.id }, error);
      });
  }
}
