import type { Credits } from '../../domain/credits/credits.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { Destination } from '../../domain/generations/generation.ts';
import type { GenerationStatus } from '../../domain/generations/status.ts';
import type { GenerationKind, ImageOptions, Usage } from '../../domain/models/model.ts';
import type {
  ChatId,
  ConversationId,
  GenerationId,
  ImageId,
  ModelId,
  UserId,
} from '../../domain/shared/ids.ts';
import type { Language } from '../../domain/users/user.ts';
import type { ChildListQuery, Period, ReadByIds } from './paging.ts';

export type FailureKind = GenerationFailure['kind'];

export interface GenerationView {
  readonly id: GenerationId;
  readonly userId: UserId;
  readonly conversationId?: ConversationId | undefined;
  readonly kind: GenerationKind;
  readonly status: GenerationStatus;
  /** The model that was asked for. */
  readonly modelId: ModelId;
  readonly prompt: string;
  readonly options: ImageOptions;
  /** Pictures that came with the prompt. */
  readonly inputCount: number;
  /** Those of them that this product made. */
  readonly inputImageIds: readonly ImageId[];
  readonly language: Language;
  readonly destination: Destination;
  readonly price: Credits;
  /** Absent until it is over. */
  readonly charged?: Credits | undefined;
  /** Absent until a model answered. */
  readonly output?: GenerationOutputView | undefined;
  readonly failure?: GenerationFailure | undefined;
  /** How often a worker took it up. */
  readonly attempt: number;
  readonly createdAt: Date;
  readonly dispatchedAt?: Date | undefined;
  readonly startedAt?: Date | undefined;
  readonly finishedAt?: Date | undefined;
}

/** What a model answered, without the answer itself: see `answers` and `images`. */
export interface GenerationOutputView {
  /** The model that answered: the one asked for, or its fallback. */
  readonly modelId: ModelId;
  readonly usage: Usage;
  readonly costUsdMicros: bigint;
  /** Cut at the model's limit. */
  readonly truncated: boolean;
}

export interface ImageView {
  readonly id: ImageId;
  readonly generationId: GenerationId;
  readonly mimeType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
  /** Of the original, in hex. */
  readonly sha256: string;
  readonly createdAt: Date;
}

/** One message that carried (a part of) the result. */
export interface DeliveryView {
  readonly generationId: GenerationId;
  /** 0 for the first message. */
  readonly index: number;
  readonly chatId: ChatId;
  readonly messageId: number;
  readonly imageId?: ImageId | undefined;
}

export interface GenerationFilter {
  readonly userId?: UserId | undefined;
  readonly kind?: GenerationKind | undefined;
  /** Any of these; an empty list lets nothing through. */
  readonly statuses?: readonly GenerationStatus[] | undefined;
  /** The model that was asked for. */
  readonly modelId?: ModelId | undefined;
  readonly failureKind?: FailureKind | undefined;
  readonly created?: Period | undefined;
  /** Words that all occur in the prompt; of the last one the beginning is enough. */
  readonly promptSearch?: string | undefined;
}

export const generationSortFields = ['created'] as const;

export type GenerationSortField = (typeof generationSortFields)[number];

/** Parents are users. */
export interface GenerationQueries
  extends ChildListQuery<UserId, GenerationView, GenerationFilter, GenerationSortField> {
  readonly byIds: ReadByIds<GenerationId, GenerationView>;
  /** The text that was answered; absent for one without any. */
  readonly answers: ReadByIds<GenerationId, string>;
  /** What it drew, in the order of making. */
  readonly images: ReadByIds<GenerationId, readonly ImageView[]>;
  readonly imagesByIds: ReadByIds<ImageId, ImageView>;
  readonly deliveries: ReadByIds<GenerationId, readonly DeliveryView[]>;
}
