import { estimateTokens } from '../../domain/conversations/conversation.ts';
import { type Credits, minCredits, noCredits } from '../../domain/credits/credits.ts';
import { settlement } from '../../domain/credits/ledger.ts';
import { type GenerationFailure, statusOf } from '../../domain/generations/failure.ts';
import { type Generation, holdIdOf, moved, textOf } from '../../domain/generations/generation.ts';
import { canMove } from '../../domain/generations/status.ts';
import { type Model, priceOf } from '../../domain/models/model.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { privateChatOf } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveredPart } from '../ports/generation-repository.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { rewardInviter } from '../referrals/reward-inviter.ts';
import { dispatchLane } from './dispatch-lane.ts';

/**
 * Ends a generation: its state, its credits, its place in the conversation and the user's next one
 * move in a single transaction. Every path to a final state goes through here.
 */
export class FinishGeneration {
  readonly #unitOfWork: UnitOfWork;
  readonly #settings: SettingsStore;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, settings: SettingsStore, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#settings = settings;
    this.#clock = clock;
  }

  /**
   * Charges what was delivered: the price of the model that answered, at most what was held.
   *
   * @param lastPart the message that completed the delivery
   * @returns false when something else ended it first: nothing was changed
   */
  async succeed(
    generation: Generation,
    answeredBy: Model | undefined,
    lastPart: DeliveredPart | undefined,
  ): Promise<boolean> {
    const { kind, options, price } = generation;
    const charged =
      answeredBy === undefined ? price : minCredits(price, priceOf(answeredBy, kind, options));
    const settings = await this.#settings.current();
    return this.#finish(generation, charged, settings, async (scope, now) => {
      const ended = moved(generation, { to: 'succeeded', charged, at: now });
      const [isSaved, referral] = await Promise.all([
        scope.generations.save(ended, 'delivering'),
        scope.referrals.find(generation.userId),
        lastPart && scope.generations.recordDelivery(generation.id, lastPart),
        remember(scope, generation, now),
      ]);
      if (!isSaved) {
        return false;
      }
      await rewardInviter(scope, referral, settings, now);
      return true;
    });
  }

  /**
   * Gives everything back and tells the user why.
   *
   * @returns false when it ended already, or was taken over: nothing was changed
   */
  async fail(generation: Generation, failure: GenerationFailure): Promise<boolean> {
    const status = statusOf(failure);
    if (!canMove(generation.status, status)) {
      return false;
    }
    const settings = await this.#settings.current();
    return this.#finish(generation, noCredits, settings, async (scope, now) => {
      const ended = moved(generation, { to: status, failure, at: now });
      if (!(await scope.generations.save(ended, generation.status))) {
        return false;
      }
      await scope.outbox.add({ type: 'status.remove', generationId: generation.id });
      if (failure.kind === 'undeliverable') {
        await markUnreachable(scope, generation, now);
      } else if (failure.kind !== 'canceled') {
        await tellFailure(scope, generation, failure);
      }
      return true;
    });
  }

  async #finish(
    generation: Generation,
    charged: Credits,
    { activeJobsPerUser }: Settings,
    end: (scope: Scope, now: Date) => Promise<boolean>,
  ): Promise<boolean> {
    const finished = await this.#unitOfWork.run(async (scope) => {
      const now = this.#clock.now();
      // First the account, then the generation: the same order everywhere, so nobody deadlocks.
      // Both are asked for at once, which keeps the order and saves a way there and back.
      const [, isFirst] = await Promise.all([
        scope.credits.lock(generation.userId),
        end(scope, now),
      ]);
      if (!isFirst) {
        return err('lost');
      }
      await Promise.all([
        settle(scope, generation, charged),
        dispatchLane(scope, generation.userId, activeJobsPerUser, now),
      ]);
      return ok();
    });
    return finished.ok;
  }
}

async function settle(scope: Scope, generation: Generation, charged: Credits): Promise<void> {
  const holdId = holdIdOf(generation.id);
  if (generation.price === noCredits) {
    return;
  }
  const hold = { holdId, kind: 'generation' as const, amount: generation.price };
  for (const posting of settlement(hold, charged)) {
    const posted = await scope.credits.post(generation.userId, posting);
    if (!posted.ok) {
      throw new Error(`Cannot settle hold ${holdId} as the ledger says ${posted.error.kind}`);
    }
  }
}

async function remember(scope: Scope, generation: Generation, now: Date): Promise<void> {
  const { conversationId, output } = generation;
  if (conversationId === undefined || output === undefined) {
    return;
  }
  await scope.conversations.append(conversationId, {
    generationId: generation.id,
    prompt: generation.prompt,
    answer: output.parts,
    tokens: estimateTokens(generation.prompt) + estimateTokens(textOf(output)),
    createdAt: now,
  });
}

async function markUnreachable(scope: Scope, generation: Generation, now: Date): Promise<void> {
  if (generation.destination.chatId !== privateChatOf(generation.userId).chatId) {
    return;
  }
  const user = await scope.users.lock(generation.userId);
  if (user !== undefined) {
    await scope.users.save({ ...user, unreachableSince: now });
  }
}

function tellFailure(
  scope: Scope,
  generation: Generation,
  failure: GenerationFailure,
): Promise<void> {
  return scope.outbox.add({
    type: 'notice.send',
    noticeId: `failed-${generation.id}`,
    addressed: {
      userId: generation.userId,
      destination: generation.destination,
      language: generation.language,
      notice: {
        kind: 'generation_failed',
        generationKind: generation.kind,
        failure,
        returned: Number(generation.price),
      },
    },
  });
}
