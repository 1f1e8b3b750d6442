import { ControlError } from '../../http/control-error.ts';
import { Ring } from '../../http/ring.ts';
import type { InjectUpdate, RepeatUpdates } from '../control-api.ts';
import { isObject } from '../spec/checker.ts';
import type { PendingUpdate } from '../state/update-queue.ts';
import type { World } from '../state/world.ts';

const REMEMBERED_UPDATES = 1_000;

/** Puts raw updates into the queue, and repeats what was sent before. */
export class UpdateInjection {
  readonly #world: World;
  readonly #history = new Ring<PendingUpdate>(REMEMBERED_UPDATES);

  constructor(world: World) {
    this.#world = world;
    world.updates.onNew(() => {
      const { last } = world.updates;
      if (last !== undefined && !last.repeated) this.#history.push(last);
    });
  }

  inject(input: InjectUpdate): { updateIds: number[] } {
    const { update } = input;
    const ownId = typeof update.update_id === 'number' ? update.update_id : undefined;
    const update_id = input.updateId ?? ownId ?? this.#world.updates.nextUpdateId;
    const kind = Object.keys(update).find((key) => key !== 'update_id') ?? 'unknown';
    this.#world.updates.inject({ ...update, update_id }, kind, laneOf(update[kind]));
    return { updateIds: [update_id] };
  }

  /** Sends the newest updates again with the same ids, as a redelivery does. */
  repeatLast(input: RepeatUpdates): { updateIds: number[] } {
    const { count = 1, kind } = input;
    const matching = [...this.#history].filter(
      (pending) => kind === undefined || pending.kind === kind,
    );
    if (matching.length === 0) throw new ControlError(404, 'No update to repeat');
    const repeated = matching.slice(-count);
    for (const { update, kind: sameKind } of repeated) {
      this.#world.updates.inject(update, sameKind, laneOf(update[sameKind]));
    }
    return { updateIds: repeated.map(({ update }) => update.update_id) };
  }

  clear(): void {
    this.#history.clear();
  }
}

/** The chat of an update's content, as far as it has one. */
function laneOf(content: unknown): number | string {
  const chat = isObject(content) ? content.chat : undefined;
  const id = isObject(chat) ? chat.id : undefined;
  return typeof id === 'number' ? id : 'other';
}
