import type { Destination } from '../../domain/generations/generation.ts';
import type { GenerationId, UserId } from '../../domain/shared/ids.ts';
import { err, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { AcceptedGeneration, RequestGeneration } from './request-generation.ts';
import type { RequestRefusal } from './request-refusal.ts';

export interface RepeatGenerationCommand {
  readonly generationId: GenerationId;
  readonly requestKey: string;
  /** Who asks, and pays. */
  readonly userId: UserId;
  readonly destination: Destination;
}

/** There is no such generation of this user. */
export interface UnknownGeneration {
  readonly kind: 'unknown_generation';
}

/**
 * The same request once more, at its price of today.
 *
 * - `unknown_generation`: not there, or somebody else's.
 * - all refusals of `RequestGeneration`
 */
export class RepeatGeneration {
  readonly #unitOfWork: UnitOfWork;
  readonly #request: RequestGeneration;

  constructor(unitOfWork: UnitOfWork, request: RequestGeneration) {
    this.#unitOfWork = unitOfWork;
    this.#request = request;
  }

  async execute(
    command: RepeatGenerationCommand,
  ): Promise<Result<AcceptedGeneration, UnknownGeneration | RequestRefusal>> {
    const { generationId, requestKey, userId, destination } = command;
    const earlier = await this.#unitOfWork.direct.generations.find(generationId);
    if (earlier === undefined || earlier.userId !== userId) {
      return err({ kind: 'unknown_generation' });
    }
    const { kind, prompt, inputs, modelId: model, options } = earlier;
    return this.#request.execute({
      requestKey,
      userId,
      kind,
      prompt,
      inputs,
      destination,
      model,
      options,
    });
  }
}
