import type {
  ChatId,
  ConversationId,
  GenerationId,
  ImageId,
  UserId,
} from '../../domain/shared/ids.ts';
import type { ChildQuery, Period, ReadByIds } from './paging.ts';

/** One thread of memory: a user in a chat (and topic), until the user starts a new one. */
export interface ConversationView {
  readonly id: ConversationId;
  readonly userId: UserId;
  readonly chatId: ChatId;
  readonly threadId?: number | undefined;
  readonly createdAt: Date;
}

/** A question and its answer. */
export interface ExchangeView {
  readonly generationId: GenerationId;
  readonly conversationId: ConversationId;
  readonly prompt: string;
  /** All text of the answer. */
  readonly answer: string;
  readonly imageIds: readonly ImageId[];
  /** Estimated tokens of both. */
  readonly tokens: number;
  readonly createdAt: Date;
}

export interface ConversationFilter {
  readonly created?: Period | undefined;
}

export interface ExchangeFilter {
  readonly created?: Period | undefined;
}

export const conversationSortFields = ['created'] as const;
export const exchangeSortFields = ['created'] as const;

export type ConversationSortField = (typeof conversationSortFields)[number];
export type ExchangeSortField = (typeof exchangeSortFields)[number];

/** Parents are users. */
export interface ConversationQueries
  extends ChildQuery<UserId, ConversationView, ConversationFilter, ConversationSortField> {
  readonly byIds: ReadByIds<ConversationId, ConversationView>;
}

/** Parents are conversations. */
export type ExchangeQueries = ChildQuery<
  ConversationId,
  ExchangeView,
  ExchangeFilter,
  ExchangeSortField
>;
