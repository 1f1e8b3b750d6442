import type { DataSource } from 'typeorm';
import type {
  ConversationFilter,
  ConversationQueries,
  ConversationSortField,
  ConversationView,
  ExchangeFilter,
  ExchangeQueries,
  ExchangeSortField,
  ExchangeView,
} from '../../../application/queries/conversations.ts';
import type { ReadLimits } from '../../../application/queries/paging.ts';
import type { OutputPart } from '../../../domain/generations/generation.ts';
import {
  type ConversationId,
  chatId,
  conversationId,
  generationId,
  type UserId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { ConversationRow, ExchangeRow } from '../schemas/conversations.ts';
import { ChildKeysetList } from './child-keyset.ts';
import { within } from './conditions.ts';
import { isUuid } from './cursors.ts';
import type { ChildListSpec } from './list-spec.ts';
import { readByIds } from './read.ts';

const conversationColumns = 'c.id, c.user_id, c.chat_id, c.thread_id, c.created_at';

/** A user has few conversations: they are sorted when they are read. */
const conversationsSpec: ChildListSpec<
  ConversationRow,
  ConversationView,
  ConversationFilter,
  ConversationSortField
> = {
  sort: () => ({
    tag: 'conversations.created',
    from: 'conversations AS c',
    key: { sql: 'c.created_at', type: 'timestamptz' },
    id: { sql: 'c.id', type: 'uuid' },
  }),
  conditions: ({ created }, parameters) => ({
    where: [...within(parameters, 'c.created_at', created)],
  }),
  counted: () => 'conversations AS c',
  columns: conversationColumns,
  rows: 'conversations AS c',
  rowId: 'c.id',
  node: conversationViewOf,
  parent: { sql: 'c.user_id', type: 'bigint' },
};

function conversationViewOf(row: ConversationRow): ConversationView {
  return {
    id: conversationId(row.id),
    userId: userId(Number(row.user_id)),
    chatId: chatId(Number(row.chat_id)),
    threadId: row.thread_id === null ? undefined : Number(row.thread_id),
    createdAt: row.created_at,
  };
}

export class PostgresConversationQueries
  extends ChildKeysetList<
    UserId,
    ConversationRow,
    ConversationView,
    ConversationFilter,
    ConversationSortField
  >
  implements ConversationQueries
{
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    super(dataSource, conversationsSpec);
    this.#dataSource = dataSource;
  }

  readonly byIds = async (
    ids: readonly ConversationId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<ConversationId, ConversationView>> => {
    const rows = await readByIds<ConversationRow>(
      this.#dataSource,
      `SELECT ${conversationColumns} FROM conversations AS c WHERE c.id = ANY($1::uuid[])`,
      ids.filter(isUuid),
      limits,
    );
    return new Map(rows.map(conversationViewOf).map((one) => [one.id, one]));
  };
}

const exchangesSpec: ChildListSpec<ExchangeRow, ExchangeView, ExchangeFilter, ExchangeSortField> = {
  sort: () => ({
    tag: 'exchanges.created',
    from: 'exchanges AS x',
    key: { sql: 'x.created_at', type: 'timestamptz' },
    id: { sql: 'x.generation_id', type: 'uuid' },
  }),
  conditions: ({ created }, parameters) => ({
    where: [...within(parameters, 'x.created_at', created)],
  }),
  counted: () => 'exchanges AS x',
  columns: 'x.generation_id, x.conversation_id, x.prompt, x.answer, x.tokens, x.created_at',
  rows: 'exchanges AS x',
  rowId: 'x.generation_id',
  node: (row) => {
    const parts = row.answer as readonly OutputPart[];
    return {
      generationId: generationId(row.generation_id),
      conversationId: conversationId(row.conversation_id),
      prompt: row.prompt,
      answer: parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(''),
      imageIds: parts.flatMap((part) => (part.kind === 'image' ? [part.imageId] : [])),
      tokens: row.tokens,
      createdAt: row.created_at,
    };
  },
  parent: { sql: 'x.conversation_id', type: 'uuid' },
};

export class PostgresExchangeQueries
  extends ChildKeysetList<
    ConversationId,
    ExchangeRow,
    ExchangeView,
    ExchangeFilter,
    ExchangeSortField
  >
  implements ExchangeQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, exchangesSpec);
  }
}
