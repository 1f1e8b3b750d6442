import { dispatchable } from '../../domain/generations/lane.ts';
import type { UserId } from '../../domain/shared/ids.ts';
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
  if (chosen.length === 0) {
    return;
  }
  await scope.generations.markDispatched(chosen, now);
  for (const id of chosen) {
    const kind = lane.find((entry) => entry.id === id)?.kind;
    await scope.outbox.add({
      type: 'generation.run',
      generationId: id,
      lane: kind === 'text' ? 'text' : 'image',
    });
  }
}
