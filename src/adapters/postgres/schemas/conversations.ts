import { EntitySchema } from 'typeorm';
import { bigint, integer, json, optional, primary, text, timestamp, uuid } from './columns.ts';

export interface ConversationRow {
  readonly id: string;
  readonly user_id: string;
  readonly chat_id: string;
  readonly thread_id: string | null;
  readonly created_at: Date;
}

export const conversationSchema = new EntitySchema<ConversationRow>({
  name: 'conversations',
  columns: {
    id: primary(uuid, 'conversations_pkey'),
    user_id: bigint,
    chat_id: bigint,
    thread_id: optional(bigint),
    created_at: timestamp,
  },
  indices: [
    { name: 'conversations_current_idx', columns: ['user_id', 'chat_id', 'created_at', 'id'] },
  ],
  foreignKeys: [
    {
      name: 'conversations_user_id_fkey',
      target: 'users',
      columnNames: ['user_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

export interface ExchangeRow {
  readonly generation_id: string;
  readonly conversation_id: string;
  readonly prompt: string;
  readonly answer: unknown;
  readonly tokens: number;
  readonly created_at: Date;
}

export const exchangeSchema = new EntitySchema<ExchangeRow>({
  name: 'exchanges',
  columns: {
    generation_id: primary(uuid, 'exchanges_pkey'),
    conversation_id: uuid,
    prompt: text,
    answer: json,
    tokens: integer,
    created_at: timestamp,
  },
  indices: [
    {
      name: 'exchanges_recent_idx',
      columns: ['conversation_id', 'created_at', 'generation_id'],
    },
  ],
  checks: [{ name: 'exchanges_tokens_check', expression: 'tokens >= 0' }],
  foreignKeys: [
    {
      name: 'exchanges_generation_id_fkey',
      target: 'generations',
      columnNames: ['generation_id'],
      referencedColumnNames: ['id'],
    },
    {
      name: 'exchanges_conversation_id_fkey',
      target: 'conversations',
      columnNames: ['conversation_id'],
      referencedColumnNames: ['id'],
    },
  ],
});
