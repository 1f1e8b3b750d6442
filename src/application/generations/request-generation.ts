import type {
  Destination,
  Generation,
  NewGeneration,
} from '../../domain/generations/generation.ts';
import { holdIdOf } from '../../domain/generations/generation.ts';
import {
  type GenerationKind,
  type ImageOptions,
  priceOf,
  supportedOptions,
} from '../../domain/models/model.ts';
import {
  conversationId,
  generationId,
  type ModelId,
  type UserId,
} from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { type ImageInput, languageOf, type User } from '../../domain/users/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { ModelCatalogue } from '../ports/model-catalogue.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { chooseModel, type ModelChoice } from './choose-model.ts';
import { dispatchLane } from './dispatch-lane.ts';
import type { RequestRefusal } from './request-refusal.ts';

export interface RequestGenerationCommand {
  /** Names the request at its origin, e.g. `update:<id>`: asking twice is asking once. */
  readonly requestKey: string;
  readonly userId: UserId;
  readonly kind: GenerationKind;
  readonly prompt: string;
  readonly inputs: readonly ImageInput[];
  readonly destination: Destination;
  /** Instead of the user's own choice, e.g. to repeat an earlier request. */
  readonly model?: ModelId | undefined;
  readonly options?: ImageOptions | undefined;
}

export interface AcceptedGeneration {
  readonly generation: Pick<Generation, 'id' | 'kind' | 'price'>;
  /** The same request was accepted before: nothing was held again. */
  readonly isRepeat: boolean;
}

const minuteMs = 60_000;

/**
 * Accepts a request: hold, generation and job in one transaction. Every refusal of
 * `RequestRefusal` means that nothing was written and nothing held.
 */
export class RequestGeneration {
  readonly #unitOfWork: UnitOfWork;
  readonly #catalogue: ModelCatalogue;
  readonly #settings: SettingsStore;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    unitOfWork: UnitOfWork,
    catalogue: ModelCatalogue,
    settings: SettingsStore,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(
    command: RequestGenerationCommand,
  ): Promise<Result<AcceptedGeneration, RequestRefusal>> {
    const settings = await this.#settings.current();
    const prompt = command.prompt.trim();
    if (prompt === '') {
      return err({ kind: 'prompt_empty' });
    }
    if (prompt.length > settings.maxPromptCharacters) {
      const limit = settings.maxPromptCharacters;
      return err({ kind: 'prompt_too_long', length: prompt.length, limit });
    }
    const models = await this.#catalogue.all();
    return this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.find(command.userId);
      if (user === undefined) {
        throw new Error(`Cannot accept a request as user ${command.userId} is not registered`);
      }
      // The account's lock makes the user's requests one after the other: limits cannot be raced.
      await scope.credits.lock(user.id);
      const earlier = await scope.generations.findByRequestKey(command.requestKey);
      if (earlier !== undefined) {
        return ok({ generation: earlier, isRepeat: true });
      }
      if (user.ban !== undefined) {
        return err({ kind: 'banned' as const, reason: user.ban.reason });
      }
      const planned = await this.#plan(scope, user, { ...command, prompt }, { models, settings });
      if (!planned.ok) {
        return planned;
      }
      return this.#accept(scope, planned.value, settings.activeJobsPerUser);
    });
  }

  async #plan(
    scope: Scope,
    user: User,
    command: RequestGenerationCommand,
    { models, settings }: Pick<ModelChoice, 'models' | 'settings'>,
  ): Promise<Result<NewGeneration, RequestRefusal>> {
    const now = this.#clock.now();
    const since = new Date(now.getTime() - minuteMs);
    if ((await scope.generations.countSince(user.id, since)) >= settings.requestsPerMinute) {
      const limitPerMinute = settings.requestsPerMinute;
      return err({ kind: 'too_many_requests', limitPerMinute, retryAfterSeconds: minuteMs / 1000 });
    }
    const lane = await scope.generations.lane(user.id);
    const limit = settings.activeJobsPerUser + settings.waitingJobsPerUser;
    if (lane.length >= limit) {
      return err({ kind: 'too_many_waiting', limit });
    }
    const { kind } = command;
    const own = kind === 'text' ? user.preferences.textModel : user.preferences.imageModel;
    const model = chooseModel({
      models,
      settings,
      today: now.toISOString().slice(0, 10),
      kind,
      wanted: command.model ?? own,
    });
    if (model === undefined) {
      return err({ kind: 'no_model', generationKind: kind });
    }
    if (kind === 'edit' && command.inputs.length > model.maxInputImages) {
      const given = command.inputs.length;
      return err({ kind: 'too_many_pictures', given, limit: model.maxInputImages });
    }
    const wantedOptions = command.options ?? user.preferences;
    const options = kind === 'text' ? {} : supportedOptions(model, wantedOptions);
    return ok({
      id: generationId(this.#ids.uuid()),
      requestKey: command.requestKey,
      userId: user.id,
      conversationId:
        kind === 'text' ? await this.#conversation(scope, user, command.destination) : undefined,
      kind,
      modelId: model.id,
      prompt: command.prompt,
      options,
      inputs: command.inputs,
      language: languageOf(user),
      destination: command.destination,
      price: priceOf(model, kind, options),
      createdAt: now,
    });
  }

  async #conversation(scope: Scope, user: User, { chatId, threadId }: Destination) {
    const current = await scope.conversations.current(user.id, chatId, threadId);
    if (current !== undefined) {
      return current.id;
    }
    const id = conversationId(this.#ids.uuid());
    const createdAt = this.#clock.now();
    await scope.conversations.insert({ id, userId: user.id, chatId, threadId, createdAt });
    return id;
  }

  async #accept(
    scope: Scope,
    generation: NewGeneration,
    activeLimit: number,
  ): Promise<Result<AcceptedGeneration, RequestRefusal>> {
    const { id, userId, price } = generation;
    if (price > 0n) {
      const held = await scope.credits.post(userId, {
        operation: 'hold',
        kind: 'generation',
        amount: price,
        reference: `hold:${holdIdOf(id)}`,
        holdId: holdIdOf(id),
      });
      if (!held.ok) {
        if (held.error.kind === 'reference_conflict') {
          throw new Error(`Cannot hold for ${id} as its id was used before`);
        }
        const available = (await scope.credits.account(userId)).available;
        return err({
          kind: 'insufficient_credits',
          required: Number(price),
          available: Number(available),
        });
      }
    }
    if (!(await scope.generations.insert(generation))) {
      throw new Error(
        `Cannot accept ${generation.requestKey} as another user's request has its key`,
      );
    }
    await dispatchLane(scope, userId, activeLimit, generation.createdAt);
    return ok({ generation, isRepeat: false });
  }
}
