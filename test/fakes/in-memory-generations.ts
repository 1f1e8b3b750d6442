import type {
  ClaimedGeneration,
  DeliveredPart,
  GenerationRepository,
  Lease,
  WaitingGeneration,
} from '../../src/application/ports/generation-repository.ts';
import type { Generation, NewGeneration } from '../../src/domain/generations/generation.ts';
import type { LaneEntry } from '../../src/domain/generations/lane.ts';
import { isFinal } from '../../src/domain/generations/status.ts';
import type { ChatId, GenerationId, ImageId, UserId } from '../../src/domain/shared/ids.ts';
import {
  type InMemoryState,
  refuseDuplicate,
  requireRow,
  type StoredGeneration,
} from './in-memory-state.ts';

export class InMemoryGenerations implements GenerationRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async insert(generation: NewGeneration): Promise<boolean> {
    const { users, conversations, generations } = this.#state();
    if (await this.findByRequestKey(generation.requestKey)) {
      return false;
    }
    requireRow(users, generation.userId, 'user');
    if (generation.conversationId !== undefined) {
      requireRow(conversations, generation.conversationId, 'conversation');
    }
    refuseDuplicate(generations, generation.id, 'generation');
    generations.set(generation.id, { generation: { ...generation, status: 'queued', attempt: 0 } });
    return true;
  }

  async find(id: GenerationId): Promise<Generation | undefined> {
    return this.#state().generations.get(id)?.generation;
  }

  async findByRequestKey(requestKey: string): Promise<Generation | undefined> {
    return this.#all().find(({ generation }) => generation.requestKey === requestKey)?.generation;
  }

  async lock(id: GenerationId): Promise<Generation | undefined> {
    return this.find(id);
  }

  async countSince(userId: UserId, since: Date): Promise<number> {
    return this.#all().filter(
      ({ generation }) => generation.userId === userId && generation.createdAt >= since,
    ).length;
  }

  async unfinished(userId: UserId): Promise<readonly Generation[]> {
    return this.#unfinished()
      .map(({ generation }) => generation)
      .filter((generation) => generation.userId === userId);
  }

  async lane(userId: UserId): Promise<readonly LaneEntry[]> {
    return (await this.unfinished(userId)).map(({ id, kind, conversationId, dispatchedAt }) => ({
      id,
      kind,
      conversationId,
      dispatched: dispatchedAt !== undefined,
    }));
  }

  async markDispatched(ids: readonly GenerationId[], at: Date): Promise<void> {
    for (const id of ids) {
      this.#change(id, ({ generation }) => ({ generation: { ...generation, dispatchedAt: at } }));
    }
  }

  async claim(
    id: GenerationId,
    now: Date,
    leaseUntil: Date,
  ): Promise<ClaimedGeneration | undefined> {
    const stored = this.#state().generations.get(id);
    if (!stored || isFinal(stored.generation.status) || isLeased(stored, now)) {
      return undefined;
    }
    const { status, attempt, startedAt } = stored.generation;
    const generation: Generation = {
      ...stored.generation,
      status: status === 'queued' ? 'running' : status,
      attempt: attempt + 1,
      startedAt: startedAt ?? now,
    };
    this.#change(id, () => ({ generation, leaseUntil }));
    return { generation, statusMessageId: stored.statusMessageId };
  }

  async renewLeases(leases: readonly Lease[], until: Date): Promise<readonly GenerationId[]> {
    const kept = leases.filter((lease) => this.#holds(lease)).map(({ id }) => id);
    for (const id of kept) {
      this.#change(id, () => ({ leaseUntil: until }));
    }
    return kept;
  }

  async giveUpLease(lease: Lease): Promise<void> {
    if (this.#holds(lease)) {
      this.#change(lease.id, () => ({ leaseUntil: undefined }));
    }
  }

  async save(generation: Generation, from: Generation['status']): Promise<boolean> {
    const earlier = this.#state().generations.get(generation.id)?.generation;
    if (!earlier || earlier.attempt !== generation.attempt || earlier.status !== from) {
      return false;
    }
    const { status, output, failure, charged, startedAt, finishedAt } = generation;
    this.#change(generation.id, ({ leaseUntil }) => ({
      generation: { ...earlier, status, output, failure, charged, startedAt, finishedAt },
      leaseUntil: isFinal(status) ? undefined : leaseUntil,
    }));
    return true;
  }

  async recordDelivery(id: GenerationId, part: DeliveredPart): Promise<void> {
    const { deliveries, generations } = this.#state();
    requireRow(generations, id, 'generation');
    const parts = deliveries.get(id) ?? [];
    if (!parts.some(({ index }) => index === part.index)) {
      deliveries.set(
        id,
        [...parts, part].toSorted((a, b) => a.index - b.index),
      );
    }
  }

  async deliveredParts(id: GenerationId): Promise<readonly DeliveredPart[]> {
    return this.#state().deliveries.get(id) ?? [];
  }

  async findByMessage(
    chatId: ChatId,
    messageId: number,
  ): Promise<{ generationId: GenerationId; imageId?: ImageId | undefined } | undefined> {
    const newestFirst = [...this.#state().deliveries].toSorted(([a], [b]) => (a < b ? 1 : -1));
    for (const [generationId, parts] of newestFirst) {
      const part = parts.find((one) => one.chatId === chatId && one.messageId === messageId);
      if (part) {
        return { generationId, imageId: part.imageId };
      }
    }
    return undefined;
  }

  async attachStatusMessage(
    id: GenerationId,
    messageId: number,
    status: 'queued' | 'running',
  ): Promise<boolean> {
    const stored = this.#state().generations.get(id);
    const hasOne = status === 'queued' && stored?.statusMessageId !== undefined;
    if (stored?.generation.status !== status || hasOne) {
      return false;
    }
    this.#change(id, () => ({ statusMessageId: messageId }));
    return true;
  }

  async takeStatusMessage(id: GenerationId): Promise<number | undefined> {
    const messageId = this.#state().generations.get(id)?.statusMessageId;
    this.#change(id, () => ({ statusMessageId: undefined }));
    return messageId;
  }

  async waiting(before: Date, limit: number): Promise<readonly WaitingGeneration[]> {
    return this.#unfinished()
      .map(({ generation, statusMessageId }, ahead) => ({ generation, ahead, statusMessageId }))
      .filter(({ generation }) => generation.status === 'queued' && generation.createdAt < before)
      .slice(0, limit);
  }

  async stranded(now: Date, dispatchedBefore: Date, limit: number): Promise<readonly Generation[]> {
    return this.#unfinished()
      .filter((stored) => {
        const { status, dispatchedAt } = stored.generation;
        return status === 'queued'
          ? dispatchedAt !== undefined && dispatchedAt < dispatchedBefore
          : !isLeased(stored, now);
      })
      .map(({ generation }) => generation)
      .slice(0, limit);
  }

  async overdue(now: Date, before: Date, limit: number): Promise<readonly Generation[]> {
    return this.#unfinished()
      .filter((stored) => stored.generation.createdAt < before && !isLeased(stored, now))
      .map(({ generation }) => generation)
      .slice(0, limit);
  }

  async idleLanes(before: Date, limit: number): Promise<readonly UserId[]> {
    const all = this.#unfinished().map(({ generation }) => generation);
    const busy = new Set(
      all.filter(({ dispatchedAt }) => dispatchedAt !== undefined).map(({ userId }) => userId),
    );
    const idle = all.filter(({ userId, createdAt }) => !busy.has(userId) && createdAt < before);
    return [...new Set(idle.map(({ userId }) => userId))].slice(0, limit);
  }

  #all(): readonly StoredGeneration[] {
    return [...this.#state().generations.values()];
  }

  /** Oldest first. */
  #unfinished(): readonly StoredGeneration[] {
    return this.#all()
      .filter(({ generation }) => !isFinal(generation.status))
      .toSorted(
        ({ generation: a }, { generation: b }) =>
          a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
      );
  }

  #holds({ id, attempt }: Lease): boolean {
    const stored = this.#state().generations.get(id);
    return (
      stored?.leaseUntil !== undefined &&
      stored.generation.attempt === attempt &&
      !isFinal(stored.generation.status)
    );
  }

  #change(id: GenerationId, change: (stored: StoredGeneration) => Partial<StoredGeneration>): void {
    const { generations } = this.#state();
    const stored = generations.get(id);
    if (stored) {
      generations.set(id, { ...stored, ...change(stored) });
    }
  }
}

function isLeased({ leaseUntil }: StoredGeneration, now: Date): boolean {
  return leaseUntil !== undefined && leaseUntil >= now;
}
