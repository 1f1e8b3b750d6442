import { dispatchable, type LaneEntry } from '../../domain/generations/lane.ts';
import type { GenerationId, UserId } from '../../domain/shared/ids.ts';
import type { Scope } from '../ports/unit-of-work.ts';

/**
 * Hands the user's next waiting generations to the queue, inside a transaction that holds the lock
 * on the user's credit account: that lock is what makes lanes safe against two of these at once.
 */
export async function dispatchLane(
  scope: Scope,
  userId: UserId,
  activeLimit: number,
  now: Date,
): Promise<void> {
  const lane = await scope.generations.lane(userId);
  const chosen = dispatchable(lane, activeLimit);
  await Promise.all([scope.generations.markDispatched(chosen, now), enqueue(scope, lane, chosen)]);
}

/** Writes the jobs of what was chosen from a lane. */
export async function enqueue(
  scope: Scope,
  lane: readonly LaneEntry[],
  chosen: readonly GenerationId[],
): Promise<void> {
  const jobs = lane.filter(({ id }) => chosen.includes(id));
  await Promise.all(
    jobs.map(({ id, kind }) =>
      scope.outbox.add({
        type: 'generation.run',
        generationId: id,
        lane: kind === 'text' ? 'text' : 'image',
      }),
    ),
  );
}
