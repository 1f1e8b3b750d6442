import type { Conversation } from '../../domain/conversations/conversation.ts';
import { noCredits } from '../../domain/credits/credits.ts';
import type {
  Destination,
  Generation,
  NewGeneration,
} from '../../domain/generations/generation.ts';
import { holdIdOf } from '../../domain/generations/generation.ts';
import { dispatchable, type LaneEntry } from '../../domain/generations/lane.ts';
import {
  type GenerationKind,
  type ImageOptions,
  priceOf,
  supportedOptions,
} from '../../domain/models/model.ts';
import { assertNever } from '../../domain/shared/assert-never.ts';
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
import { enqueue } from './dispatch-lane.ts';
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
    const judged = await this.#judge(command, (work) => this.#unitOfWork.run(work));
    return judged.ok ? judged : this.#answerAgain(command.requestKey, judged.error);
  }

  /**
   * The same inside a transaction that is under way, for a key that was never used. After a refusal that
   * transaction must be rolled back: part of what was refused is written in it.
   */
  async executeWithin(
    scope: Scope,
    command: RequestGenerationCommand,
  ): Promise<Result<AcceptedGeneration, RequestRefusal>> {
    const judged = await this.#judge(command, (work) => work(scope));
    if (judged.ok) {
      return judged;
    }
    const { error } = judged;
    if (error.kind === 'asked_before') {
      throw new Error(`Cannot accept the request ${command.requestKey} as its key was used before`);
    }
    return err(error);
  }

  async #judge(command: RequestGenerationCommand, run: Run): Promise<Judged> {
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
    return run(async (scope) => {
      const now = this.#clock.now();
      const standing = await this.#standing(scope, command, now);
      const { user } = standing;
      if (user === undefined) {
        throw new Error(`Cannot accept a request as user ${command.userId} is not registered`);
      }
      if (user.ban !== undefined) {
        return err({ kind: 'banned' as const, reason: user.ban.reason });
      }
      const choice = { models, settings, today: now.toISOString().slice(0, 10) };
      const planned = this.#plan(user, { ...command, prompt }, standing, choice, now);
      return planned.ok
        ? accept(scope, planned.value, standing.lane, settings.activeJobsPerUser)
        : planned;
    });
  }

  /** Repetitions are rare and end up here: they get the first answer, whatever holds by now. */
  async #answerAgain(
    requestKey: string,
    refusal: RequestRefusal | AskedBefore,
  ): Promise<Result<AcceptedGeneration, RequestRefusal>> {
    const earlier = await this.#unitOfWork.direct.generations.findByRequestKey(requestKey);
    if (earlier !== undefined) {
      return ok({ generation: earlier, isRepeat: true });
    }
    if (refusal.kind === 'asked_before') {
      throw new Error(`Cannot find the request ${requestKey} which was there a moment ago`);
    }
    return err(refusal);
  }

  /**
   * The account's lock makes the user's requests one after the other: limits cannot be raced. It is
   * asked for first and so granted first; asking for all at once saves the way there and back.
   */
  async #standing(
    { credits, users, generations, conversations }: Scope,
    { userId, kind, destination }: RequestGenerationCommand,
    now: Date,
  ): Promise<Standing> {
    const { chatId, threadId } = destination;
    const [, user, requestsInMinute, lane, conversation] = await Promise.all([
      credits.lock(userId),
      users.find(userId),
      generations.countSince(userId, new Date(now.getTime() - minuteMs)),
      generations.lane(userId),
      kind === 'text' ? conversations.current(userId, chatId, threadId) : undefined,
    ]);
    return { user, requestsInMinute, lane, conversation };
  }

  #plan(
    user: User,
    command: RequestGenerationCommand,
    standing: Standing,
    { models, settings, today }: Pick<ModelChoice, 'models' | 'settings' | 'today'>,
    now: Date,
  ): Result<Plan, RequestRefusal> {
    if (standing.requestsInMinute >= settings.requestsPerMinute) {
      const limitPerMinute = settings.requestsPerMinute;
      return err({ kind: 'too_many_requests', limitPerMinute, retryAfterSeconds: minuteMs / 1000 });
    }
    const limit = settings.activeJobsPerUser + settings.waitingJobsPerUser;
    if (standing.lane.length >= limit) {
      return err({ kind: 'too_many_waiting', limit });
    }
    const { kind } = command;
    const own = kind === 'text' ? user.preferences.textModel : user.preferences.imageModel;
    const wanted = command.model ?? own;
    const model = chooseModel({ models, settings, today, kind, wanted });
    if (model === undefined) {
      return err({ kind: 'no_model', generationKind: kind });
    }
    if (kind === 'edit' && command.inputs.length > model.maxInputImages) {
      const given = command.inputs.length;
      return err({ kind: 'too_many_pictures', given, limit: model.maxInputImages });
    }
    const options = supportedOptions(model, command.options ?? preferredOptions(user, kind));
    const newConversation =
      kind === 'text' && standing.conversation === undefined
        ? this.#newConversation(user, command.destination, now)
        : undefined;
    const generation: NewGeneration = {
      id: generationId(this.#ids.uuid()),
      requestKey: command.requestKey,
      userId: user.id,
      conversationId: (standing.conversation ?? newConversation)?.id,
      kind,
      modelId: model.id,
      prompt: command.prompt,
      options,
      inputs: command.inputs,
      language: languageOf(user),
      destination: command.destination,
      price: priceOf(model, kind, options),
      createdAt: now,
    };
    return ok({ generation, newConversation });
  }

  #newConversation(user: User, { chatId, threadId }: Destination, now: Date): Conversation {
    const id = conversationId(this.#ids.uuid());
    return { id, userId: user.id, chatId, threadId, createdAt: now };
  }
}

/** What a request is judged by. */
interface Standing {
  readonly user: User | undefined;
  readonly requestsInMinute: number;
  readonly lane: readonly LaneEntry[];
  /** Where a text goes on; absent for pictures and for a first text. */
  readonly conversation: Conversation | undefined;
}

interface Plan {
  readonly generation: NewGeneration;
  readonly newConversation: Conversation | undefined;
}

type Judged = Result<AcceptedGeneration, RequestRefusal | AskedBefore>;

/** How a transaction is had. */
type Run = (work: (scope: Scope) => Promise<Judged>) => Promise<Judged>;

/** The key of the request was used: nothing is written. */
interface AskedBefore {
  readonly kind: 'asked_before';
}

async function accept(
  scope: Scope,
  { generation, newConversation }: Plan,
  lane: readonly LaneEntry[],
  activeLimit: number,
): Promise<Result<AcceptedGeneration, RequestRefusal | AskedBefore>> {
  const { id, kind, conversationId, createdAt } = generation;
  const entry = { id, kind, conversationId, dispatched: false };
  const chosen = dispatchable([...lane, entry], activeLimit);
  const dispatchedAt = chosen.includes(id) ? createdAt : undefined;
  // In this order, and at once; a refusal among the answers takes all of it back.
  const [, held, isNew] = await Promise.all([
    newConversation && scope.conversations.insert(newConversation),
    hold(scope, generation),
    scope.generations.insert({ ...generation, dispatchedAt }),
    scope.generations.markDispatched(
      chosen.filter((one) => one !== id),
      createdAt,
    ),
    enqueue(scope, [...lane, entry], chosen),
  ]);
  if (!held.ok) {
    return held;
  }
  return isNew ? ok({ generation, isRepeat: false }) : err({ kind: 'asked_before' });
}

async function hold(
  scope: Scope,
  { id, userId, price }: NewGeneration,
): Promise<Result<void, RequestRefusal>> {
  if (price === noCredits) {
    return ok();
  }
  const held = await scope.credits.post(userId, {
    operation: 'hold',
    kind: 'generation',
    amount: price,
    reference: `hold:${holdIdOf(id)}`,
    holdId: holdIdOf(id),
  });
  if (held.ok) {
    return ok();
  }
  if (held.error.kind === 'reference_conflict') {
    throw new Error(`Cannot hold for ${id} as its id was used before`);
  }
  const { required, available } = held.error;
  return err({
    kind: 'insufficient_credits',
    required: Number(required),
    available: Number(available),
  });
}

/** An edit keeps the shape of the picture, whatever shape the user prefers for new ones. */
function preferredOptions({ preferences }: User, kind: GenerationKind): ImageOptions {
  switch (kind) {
    case 'text':
      return {};
    case 'image':
      return preferences;
    case 'edit':
      return { imageSize: preferences.imageSize };
    default:
      return assertNever(kind);
  }
}
