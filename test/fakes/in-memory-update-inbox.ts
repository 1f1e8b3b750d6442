import type { IncomingUpdate, UpdateInbox } from '../../src/application/ports/update-inbox.ts';

interface StoredUpdate {
  readonly update: IncomingUpdate;
  readonly receivedAt: Date;
  readonly leaseUntil: Date;
  readonly handledAt?: Date;
  readonly buried?: { readonly at: Date; readonly error: string };
}

export class InMemoryUpdateInbox implements UpdateInbox {
  readonly #updates = new Map<number, StoredUpdate>();

  async accept(
    updates: readonly IncomingUpdate[],
    now: Date,
    leaseUntil: Date,
  ): Promise<ReadonlySet<number>> {
    const accepted = new Set<number>();
    for (const update of updates) {
      if (!this.#updates.has(update.updateId)) {
        this.#updates.set(update.updateId, { update, receivedAt: now, leaseUntil });
        accepted.add(update.updateId);
      }
    }
    return accepted;
  }

  async done(updateIds: readonly number[], at: Date): Promise<void> {
    for (const id of updateIds) {
      this.#change(id, { handledAt: at });
    }
  }

  async reclaim(
    leaseEnd: Date,
    leaseUntil: Date,
    limit: number,
  ): Promise<readonly IncomingUpdate[]> {
    const free = [...this.#updates.values()]
      .filter((one) => !one.handledAt && !one.buried && one.leaseUntil < leaseEnd)
      .toSorted(
        (a, b) =>
          a.receivedAt.getTime() - b.receivedAt.getTime() || a.update.updateId - b.update.updateId,
      )
      .slice(0, limit)
      .map(({ update }) => update);
    for (const { updateId } of free) {
      this.#change(updateId, { leaseUntil });
    }
    return free;
  }

  async bury(updateId: number, error: string, at: Date): Promise<void> {
    this.#change(updateId, { buried: { at, error } });
  }

  async prune(before: Date): Promise<void> {
    for (const [id, { handledAt }] of this.#updates) {
      if (handledAt && handledAt < before) {
        this.#updates.delete(id);
      }
    }
  }

  /** Updates that were given up on, with what went wrong. */
  buried(): ReadonlyMap<number, string> {
    const all = [...this.#updates].flatMap(([id, { buried }]) =>
      buried ? [[id, buried.error] as const] : [],
    );
    return new Map(all);
  }

  #change(id: number, change: Partial<StoredUpdate>): void {
    const stored = this.#updates.get(id);
    if (stored && !stored.handledAt) {
      this.#updates.set(id, { ...stored, ...change });
    }
  }
}
