import { Arg, Args, Ctx, Extensions, Mutation, Query, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import type { IdempotencyConflict } from '../../../application/admin/perform-action.ts';
import { cancelGeneration } from '../../../application/generations/cancel-generation.ts';
import { FinishGeneration } from '../../../application/generations/finish-generation.ts';
import { RequestGeneration } from '../../../application/generations/request-generation.ts';
import type { RequestRefusal } from '../../../application/generations/request-refusal.ts';
import { privateChatOf } from '../../../application/notices.ts';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import { isFinal } from '../../../domain/generations/status.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import {
  type GenerationId,
  generationId,
  type ImageId,
  imageId,
  modelId,
  type UserId,
  userId,
} from '../../../domain/shared/ids.ts';
import { err, ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import {
  conflict,
  InsufficientCredits,
  type NotFound,
  refused,
  unknown,
} from '../errors/failures.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import {
  AwaitGenerationArgs,
  CancelGenerationInput,
  CreateGenerationInput,
  RepeatGenerationInput,
} from '../inputs/generation-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import { nextChange } from '../server/next-change.ts';
import { Generation, toGeneration } from '../types/generation.ts';
import {
  CancelGenerationResult,
  CancelGenerationSuccess,
  CreateGenerationResult,
  CreateGenerationSuccess,
  RepeatGenerationResult,
  RepeatGenerationSuccess,
} from '../types/generation-results.ts';

/** Each holds the request open: a few may wait together. */
const waitCost = 500;

@Resolver()
export class GenerationWritesResolver {
  @allow('generations:write')
  @Mutation(() => CreateGenerationResult, {
    description:
      'Asks for a text or picture in the name of a user: held, charged on delivery, given back otherwise.',
  })
  async createGeneration(
    @Arg('input', () => CreateGenerationInput, { description: 'For whom, and what.' })
    input: CreateGenerationInput,
    @Ctx() context: ApiContext,
  ) {
    const { unitOfWork, catalogue, settings, clock, ids } = context.services;
    const { kind, prompt, idempotencyKey } = input;
    const id = userId(Number(fromId('User', input.userId, 'input.userId')));
    const model = input.modelId
      ? modelId(fromId('Model', input.modelId, 'input.modelId'))
      : undefined;
    const inputs = (input.imageIds ?? []).map((one, index) => ({
      kind: 'stored' as const,
      imageId: imageId(fromId('Image', one, `input.imageIds.${index}`)),
    }));
    const options = {
      aspectRatio: input.aspectRatio ?? undefined,
      imageSize: input.imageSize ?? undefined,
    };
    const result = await perform(context, {
      action: 'generation.create',
      subject: { type: 'Generation', id: '' },
      idempotencyKey,
      input: {
        ...{ userId: id, kind, prompt, model: model ?? null },
        ...{ aspectRatio: options.aspectRatio ?? null, imageSize: options.imageSize ?? null },
        images: inputs.map((one) => one.imageId),
      },
      work: async (scope) => {
        if ((await scope.users.find(id)) === undefined) {
          return err({ kind: 'unknown_user' as const });
        }
        const missing = await foreignImage(scope, id, inputs);
        if (missing !== undefined) {
          return err({ kind: 'unknown_image' as const, imageId: missing });
        }
        const request = new RequestGeneration(unitOfWork, catalogue, settings, clock, ids);
        const accepted = await request.executeWithin(scope, {
          ...{ userId: id, kind, prompt, inputs, model },
          requestKey: `api:${ids.uuid()}`,
          destination: privateChatOf(id),
          options: options.aspectRatio || options.imageSize ? options : undefined,
        });
        if (!accepted.ok) {
          return accepted;
        }
        const { generation } = accepted.value;
        const after = { userId: id, kind, price: Number(generation.price) };
        return ok({ value: generation.id, subjectId: generation.id, after });
      },
    });
    if (!result.ok) {
      const { error } = result;
      switch (error.kind) {
        case 'unknown_user':
          return unknown('User', id);
        case 'unknown_image':
          return unknown('Image', error.imageId);
        default:
          return requestFailure(error, idempotencyKey);
      }
    }
    const { value, isRepeat } = result.value;
    const generation = await generationNow(context, generationId(value));
    return make(CreateGenerationSuccess, { generation, isRepeat });
  }

  @allow('generations:write')
  @Mutation(() => RepeatGenerationResult, {
    description: 'Asks once more for what was asked before, at its price of today.',
  })
  async repeatGeneration(
    @Arg('input', () => RepeatGenerationInput, { description: 'What to repeat.' })
    input: RepeatGenerationInput,
    @Ctx() context: ApiContext,
  ) {
    const { unitOfWork, catalogue, settings, clock, ids } = context.services;
    const { idempotencyKey } = input;
    const id = generationId(fromId('Generation', input.generationId, 'input.generationId'));
    const result = await perform(context, {
      action: 'generation.repeat',
      subject: { type: 'Generation', id },
      idempotencyKey,
      input: { generationId: id },
      work: async (scope) => {
        const earlier = await scope.generations.find(id);
        if (earlier === undefined) {
          return err({ kind: 'unknown_generation' as const });
        }
        const { userId: owner, kind, prompt, inputs, modelId: model, options } = earlier;
        const request = new RequestGeneration(unitOfWork, catalogue, settings, clock, ids);
        const accepted = await request.executeWithin(scope, {
          ...{ userId: owner, kind, prompt, inputs, model, options },
          requestKey: `api:${ids.uuid()}`,
          destination: privateChatOf(owner),
        });
        return accepted.ok
          ? ok({ value: accepted.value.generation.id, after: { id: accepted.value.generation.id } })
          : accepted;
      },
    });
    if (!result.ok) {
      return result.error.kind === 'unknown_generation'
        ? unknown('Generation', id)
        : requestFailure(result.error, idempotencyKey);
    }
    const { value, isRepeat } = result.value;
    const generation = await generationNow(context, generationId(value));
    return make(RepeatGenerationSuccess, { generation, isRepeat });
  }

  @allow('generations:write')
  @Mutation(() => CancelGenerationResult, {
    description: 'Cancels what is queued or running; its credits come back at once.',
  })
  async cancelGeneration(
    @Arg('input', () => CancelGenerationInput, { description: 'What, and why.' })
    input: CancelGenerationInput,
    @Ctx() context: ApiContext,
  ) {
    const { settings, clock } = context.services;
    const { reason, idempotencyKey } = input;
    const id = generationId(fromId('Generation', input.generationId, 'input.generationId'));
    const result = await perform(context, {
      action: 'generation.cancel',
      subject: { type: 'Generation', id },
      idempotencyKey,
      input: { generationId: id, reason },
      work: async (scope) => {
        const generation = await scope.generations.find(id);
        if (generation === undefined) {
          return err({ kind: 'unknown_generation' as const });
        }
        const unitOfWork = joined(scope);
        const finish = new FinishGeneration(unitOfWork, settings, clock);
        return (await cancelGeneration(unitOfWork, finish, generation))
          ? ok({ value: null, before: { status: generation.status }, after: { reason } })
          : err({ kind: 'too_late' as const });
      },
    });
    if (result.ok) {
      const generation = await generationNow(context, id);
      return make(CancelGenerationSuccess, { generation, isRepeat: result.value.isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_generation':
        return unknown('Generation', id);
      case 'too_late':
        return refused('too_late', 'Its result is there already, or it ended by itself');
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }

  @allow('generations:read')
  @Extensions({ cost: waitCost })
  @Query(() => Generation, {
    nullable: true,
    description:
      'Waits until a generation is over, or the time is: then it is returned as it is. NOT_FOUND when there is none.',
  })
  async awaitGeneration(
    @Args(() => AwaitGenerationArgs) { id: given, timeoutMs }: AwaitGenerationArgs,
    @Ctx() context: ApiContext,
  ): Promise<Generation> {
    const id = generationId(fromId('Generation', given));
    // First listen, then look: what ends in between is not missed.
    const ended = await context.services.changes.subscribe(
      (change) => change.kind === 'generation.finished' && change.data.generationId === id,
    );
    try {
      const view = await context.loaders.generations.load(id);
      if (view === undefined) {
        throw notFound('Generation', given);
      }
      if (isFinal(view.status)) {
        return toGeneration(view);
      }
      await nextChange(ended, timeoutMs);
      return await generationNow(context, id);
    } finally {
      await ended.return();
    }
  }
}

/** Of these pictures the first that was not made for this user. */
async function foreignImage(
  { images, generations }: Scope,
  owner: UserId,
  inputs: readonly { readonly imageId: ImageId }[],
): Promise<ImageId | undefined> {
  for (const { imageId: one } of inputs) {
    const image = await images.find(one);
    const generation = image && (await generations.find(image.generationId));
    if (generation?.userId !== owner) {
      return one;
    }
  }
  return undefined;
}

async function generationNow({ loaders }: ApiContext, id: GenerationId): Promise<Generation> {
  const view = await loaders.generations.clear(id).load(id);
  if (view === undefined) {
    throw new Error(`Cannot show generation ${id} as there is none`);
  }
  return toGeneration(view);
}

function requestFailure(
  error: RequestRefusal | IdempotencyConflict,
  idempotencyKey: string,
): NotFound | InsufficientCredits | ReturnType<typeof refused> | ReturnType<typeof conflict> {
  switch (error.kind) {
    case 'idempotency_conflict':
      return conflict(idempotencyKey);
    case 'insufficient_credits':
      return make(InsufficientCredits, {
        message: `It costs ${error.required} credits, and ${error.available} are available`,
        available: error.available,
        required: error.required,
      });
    case 'banned':
      return refused('banned', 'The user is banned');
    case 'prompt_empty':
      return refused('prompt_empty', 'The prompt is empty');
    case 'prompt_too_long':
      return refused('prompt_too_long', `The prompt may have ${error.limit} characters at most`);
    case 'too_many_requests':
      return refused(
        'too_many_requests',
        `The user may ask ${error.limitPerMinute} times a minute: try in ${error.retryAfterSeconds} s`,
      );
    case 'too_many_waiting':
      return refused('too_many_waiting', `The user may have ${error.limit} requests under way`);
    case 'no_model':
      return refused('no_model', `No model offers ${error.generationKind} now`);
    case 'too_many_pictures':
      return refused('too_many_pictures', `The model takes ${error.limit} pictures at most`);
    default:
      return assertNever(error);
  }
}
