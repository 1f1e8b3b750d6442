import type { GenerationKind } from '../models/model.ts';
import type { ConversationId, GenerationId } from '../shared/ids.ts';

/** An unfinished generation of one user, as far as its place in the user's lane matters. */
export interface LaneEntry {
  readonly id: GenerationId;
  readonly kind: GenerationKind;
  readonly conversationId?: ConversationId | undefined;
  /** Already handed to the queue. */
  readonly dispatched: boolean;
}

/**
 * Which waiting generations of a user may go to the queue now. At most `activeLimit` run at once,
 * so that one user cannot crowd out the others; the rest wait their turn instead of being refused.
 * Messages of one conversation go one after the other: each answer must see the one before.
 *
 * @param lane the user's unfinished generations, oldest first
 */
export function dispatchable(
  lane: readonly LaneEntry[],
  activeLimit: number,
): readonly GenerationId[] {
  let active = lane.filter((entry) => entry.dispatched).length;
  const busy = new Set(
    lane.flatMap((entry) =>
      entry.dispatched && entry.conversationId ? [entry.conversationId] : [],
    ),
  );
  const chosen: GenerationId[] = [];
  for (const entry of lane) {
    if (active >= activeLimit) {
      break;
    }
    if (entry.dispatched || (entry.conversationId && busy.has(entry.conversationId))) {
      continue;
    }
    if (entry.conversationId) {
      busy.add(entry.conversationId);
    }
    chosen.push(entry.id);
    active += 1;
  }
  return chosen;
}
