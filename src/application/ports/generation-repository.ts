import type { Generation, NewGeneration } from '../../domain/generations/generation.ts';
import type { LaneEntry } from '../../domain/generations/lane.ts';
import type { ChatId, GenerationId, ImageId, UserId } from '../../domain/shared/ids.ts';

/** One message that carries (a part of) a result. */
export interface DeliveredPart {
  /** 0 for the first message of the result. */
  readonly index: number;
  readonly chatId: ChatId;
  readonly messageId: number;
  /** The picture it shows, if any. */
  readonly imageId?: ImageId | undefined;
}

/** A worker's right to work on a generation. A later attempt takes it away. */
export interface Lease {
  readonly id: GenerationId;
  readonly attempt: number;
}

/** A queued generation as its owner sees it wait. */
export interface WaitingGeneration {
  readonly generation: Generation;
  /** How many unfinished generations were accepted before it. */
  readonly ahead: number;
  readonly statusMessageId?: number | undefined;
}

export interface GenerationRepository {
  /** @returns false when the request key exists already. */
  insert(generation: NewGeneration): Promise<boolean>;
  find(id: GenerationId): Promise<Generation | undefined>;
  findByRequestKey(requestKey: string): Promise<Generation | undefined>;
  /** Like `find`, and keeps everybody else from changing it until the transaction ends. */
  lock(id: GenerationId): Promise<Generation | undefined>;
  /** How many generations the user asked for at or after `since`. */
  countSince(userId: UserId, since: Date): Promise<number>;
  /** The user's unfinished generations, oldest first. */
  unfinished(userId: UserId): Promise<readonly Generation[]>;
  /** The same, only as far as the lane rules need. */
  lane(userId: UserId): Promise<readonly LaneEntry[]>;
  markDispatched(ids: readonly GenerationId[], at: Date): Promise<void>;

  /**
   * Takes a generation for work: a queued one becomes running; a running or delivering one only
   * when its lease ended before `now`. Raises `attempt`. Undefined when it is final or taken.
   */
  claim(id: GenerationId, now: Date, leaseUntil: Date): Promise<ClaimedGeneration | undefined>;
  /** Extends leases. @returns those that are still held; the others were canceled or taken over. */
  renewLeases(leases: readonly Lease[], until: Date): Promise<readonly GenerationId[]>;
  /** Ends a lease early, so that another worker can take the generation at once. */
  giveUpLease(lease: Lease): Promise<void>;
  /**
   * Writes status, output, failure, charge and times, if `attempt` is still the generation's own.
   * @returns false when another worker or a cancel was first: nothing was written.
   */
  save(generation: Generation, from: Generation['status']): Promise<boolean>;

  recordDelivery(id: GenerationId, part: DeliveredPart): Promise<void>;
  deliveredParts(id: GenerationId): Promise<readonly DeliveredPart[]>;
  /** The generation and picture that a message in a chat shows. */
  findByMessage(
    chatId: ChatId,
    messageId: number,
  ): Promise<{ generationId: GenerationId; imageId?: ImageId | undefined } | undefined>;

  /**
   * Remembers the status message while the generation is in `status`; while it is queued only the
   * first, as several servers may show one. @returns false if it moved on, or has one.
   */
  attachStatusMessage(
    id: GenerationId,
    messageId: number,
    status: 'queued' | 'running',
  ): Promise<boolean>;
  /** The status message to remove, forgetting it. */
  takeStatusMessage(id: GenerationId): Promise<number | undefined>;
  /** Queued generations accepted before `before`, oldest first. */
  waiting(before: Date, limit: number): Promise<readonly WaitingGeneration[]>;

  /** Dispatched before `dispatchedBefore` and still queued, or worked on with an ended lease. */
  stranded(now: Date, dispatchedBefore: Date, limit: number): Promise<readonly Generation[]>;
  /** Unfinished, accepted before `before`, and not under a live lease. */
  overdue(now: Date, before: Date, limit: number): Promise<readonly Generation[]>;
  /** Users with waiting generations, none dispatched: a crash between two steps left their lane asleep. */
  idleLanes(before: Date, limit: number): Promise<readonly UserId[]>;
}

export interface ClaimedGeneration {
  readonly generation: Generation;
  readonly statusMessageId?: number | undefined;
}
