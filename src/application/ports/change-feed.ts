import type { EntryKind, LedgerOperation } from '../../domain/credits/ledger.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { FinalStatus, GenerationStatus } from '../../domain/generations/status.ts';
import type { GenerationKind } from '../../domain/models/model.ts';
import type { Currency } from '../../domain/payments/money.ts';
import type { PaymentMethod, PaymentOrigin, PaymentStatus } from '../../domain/payments/payment.ts';
import type {
  GenerationId,
  ModelId,
  PackageId,
  PaymentId,
  RefundId,
  UserId,
} from '../../domain/shared/ids.ts';
import type { Language } from '../../domain/users/user.ts';

/** How far a reader has come: all up to it was read, nothing behind it. Plain text, safe in JSON. */
export interface FeedMark {
  /** Decimal number of the transaction that wrote the last change. */
  readonly xid: string;
  /** Decimal number of that change. */
  readonly id: string;
}

interface ChangeOf<Kind extends string, Data> {
  /** Decimal, unique for ever: names the event to the outside. */
  readonly id: string;
  readonly kind: Kind;
  readonly userId: UserId;
  /** When its transaction began, by the database's clock. */
  readonly at: Date;
  readonly data: Data;
}

export interface PaymentFacts {
  readonly paymentId: PaymentId;
  readonly method: PaymentMethod;
  readonly currency: Currency;
  readonly status: PaymentStatus;
  readonly origin: PaymentOrigin;
  /** Absent when nobody knows what was paid for. */
  readonly packageId?: PackageId | undefined;
  /** Kopecks, or whole Stars. */
  readonly price: bigint;
}

export type UserChangeKind = 'banned' | 'unbanned' | 'unreachable' | 'reachable' | 'language';

export interface ReferralFacts {
  readonly inviterId: UserId;
  readonly createdAt: Date;
  /** When the inviter got the bonus. */
  readonly rewardedAt?: Date | undefined;
}

/** Something that happened and was committed. It says what was true then, not what is true now. */
export type Change =
  | ChangeOf<'user.created', { readonly language: Language; readonly createdAt: Date }>
  | ChangeOf<
      'user.changed',
      {
        readonly banned: boolean;
        readonly unreachable: boolean;
        readonly language: Language;
        readonly changed: readonly UserChangeKind[];
      }
    >
  /** At most once an hour and user. */
  | ChangeOf<'user.seen', { readonly seenAt: Date }>
  /** The user is the one who was invited. */
  | ChangeOf<'referral.created', ReferralFacts>
  | ChangeOf<'referral.rewarded', ReferralFacts>
  | ChangeOf<
      'generation.created',
      {
        readonly generationId: GenerationId;
        readonly kind: GenerationKind;
        readonly status: 'queued';
        readonly modelId: ModelId;
        /** Credits held. */
        readonly price: bigint;
        readonly createdAt: Date;
      }
    >
  | ChangeOf<
      'generation.changed',
      {
        readonly generationId: GenerationId;
        readonly kind: GenerationKind;
        readonly status: Exclude<GenerationStatus, FinalStatus>;
      }
    >
  | ChangeOf<
      'generation.finished',
      {
        readonly generationId: GenerationId;
        readonly kind: GenerationKind;
        readonly status: FinalStatus;
        /** The model that answered, else the one asked for. */
        readonly modelId: ModelId;
        readonly failure?: GenerationFailure['kind'] | undefined;
        /** Credits held. */
        readonly price: bigint;
        /** Credits taken. */
        readonly charged: bigint;
        readonly costUsdMicros: bigint;
        readonly inputTokens: number;
        /** Text, thinking and pictures. */
        readonly outputTokens: number;
        readonly images: number;
        readonly createdAt: Date;
        readonly startedAt?: Date | undefined;
        readonly finishedAt: Date;
      }
    >
  | ChangeOf<'payment.created', PaymentFacts & { readonly createdAt: Date }>
  /** Another status, or more of it refunded. */
  | ChangeOf<
      'payment.changed',
      PaymentFacts & {
        /** Minor units that went back so far. */
        readonly refunded: bigint;
      }
    >
  | ChangeOf<
      'payment.paid',
      PaymentFacts & {
        /** Credits given. */
        readonly granted: bigint;
        readonly paidAt: Date;
      }
    >
  | ChangeOf<
      'payment.refunded',
      Omit<PaymentFacts, 'status' | 'origin'> & {
        readonly refundId: RefundId;
        /** Minor units of this refund. */
        readonly amount: bigint;
        /** Minor units of all refunds of this payment. */
        readonly refunded: bigint;
        readonly creditsTaken: bigint;
        readonly refundedAt: Date;
      }
    >
  /** Credits given or taken outside of generations. */
  | ChangeOf<
      'credits.posted',
      {
        readonly operation: Extract<LedgerOperation, 'grant' | 'revoke'>;
        readonly kind: EntryKind;
        readonly amount: bigint;
        /** Balance after it. */
        readonly available: bigint;
        readonly reference: string;
        readonly postedAt: Date;
      }
    >;

export interface ChangesRead {
  /** In an order that is the same for all readers. Changes of one transaction stay together in theirs. */
  readonly changes: readonly Change[];
  /** Where to go on; as given when there was nothing. */
  readonly mark: FeedMark;
}

/**
 * Everything that happens, on whichever process, in one stable order, for as many readers as like.
 * A change appears as soon as every older transaction has ended: a long one holds all up, and loses
 * nothing. Changes are kept for about an hour, and as long as a durable reader lacks them.
 */
export interface ChangeFeed {
  /** From here on a reader sees all that is committed later, and maybe a few moments before. */
  latest(): Promise<FeedMark>;
  /** What comes behind a mark, at most `limit` changes. */
  read(after: FeedMark, limit: number): Promise<ChangesRead>;
}

/** Readers whose marks outlive the process. */
export type DurableReader = 'rollups' | 'webhooks';

/** The feed inside a transaction that reads, acts on it and moves its mark: each change counts once. */
export interface DurableChanges extends ChangeFeed {
  /**
   * Keeps other processes from the reader's mark until the transaction ends. A reader that is new
   * begins with what happens next.
   *
   * @returns undefined when another process is at it
   */
  take(reader: DurableReader): Promise<FeedMark | undefined>;
  move(reader: DurableReader, mark: FeedMark): Promise<void>;
}
