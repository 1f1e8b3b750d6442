import type { ConversationRepository } from '../../../application/ports/conversation-repository.ts';
import type { Conversation, Exchange } from '../../../domain/conversations/conversation.ts';
import type { OutputPart } from '../../../domain/generations/generation.ts';
import {
  type ChatId,
  type ConversationId,
  chatId,
  conversationId,
  generationId,
  type UserId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { ConversationRow, ExchangeRow } from '../schemas/conversations.ts';
import type { Session, Statement } from '../session.ts';
import { numberOrUndefined } from './generation-rows.ts';
import { plainText } from './plain-text.ts';

const findCurrent: Statement = {
  name: 'conversations.current',
  text: `SELECT id, user_id, chat_id, thread_id, created_at FROM conversations
    WHERE user_id = $1 AND chat_id = $2 AND thread_id IS NOT DISTINCT FROM $3
    ORDER BY created_at DESC, id DESC LIMIT 1`,
};

const insertConversation: Statement = {
  name: 'conversations.insert',
  text: `INSERT INTO conversations (id, user_id, chat_id, thread_id, created_at)
    VALUES ($1, $2, $3, $4, $5)`,
};

const appendExchange: Statement = {
  name: 'conversations.append',
  text: `INSERT INTO exchanges
      (generation_id, conversation_id, prompt, answer, tokens, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (generation_id) DO NOTHING`,
};

const recentExchanges: Statement = {
  name: 'conversations.recent',
  text: `SELECT generation_id, prompt, answer, tokens, created_at FROM exchanges
    WHERE conversation_id = $1
    ORDER BY created_at DESC, generation_id DESC LIMIT $2`,
};

export class PostgresConversationRepository implements ConversationRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async current(
    user: UserId,
    chat: ChatId,
    threadId: number | undefined,
  ): Promise<Conversation | undefined> {
    const values = [user, chat, threadId];
    const [row] = await this.#session.rows<ConversationRow>(findCurrent, values);
    return (
      row && {
        id: conversationId(row.id),
        userId: userId(Number(row.user_id)),
        chatId: chatId(Number(row.chat_id)),
        threadId: numberOrUndefined(row.thread_id),
        createdAt: row.created_at,
      }
    );
  }

  async insert({ id, userId, chatId, threadId, createdAt }: Conversation): Promise<void> {
    await this.#session.write(insertConversation, [id, userId, chatId, threadId, createdAt]);
  }

  async append(id: ConversationId, exchange: Exchange): Promise<void> {
    await this.#session.write(appendExchange, [
      exchange.generationId,
      id,
      plainText(exchange.prompt),
      JSON.stringify(exchange.answer),
      exchange.tokens,
      exchange.createdAt,
    ]);
  }

  async recent(id: ConversationId, limit: number): Promise<readonly Exchange[]> {
    const rows = await this.#session.rows<ExchangeRow>(recentExchanges, [id, limit]);
    return rows.reverse().map((row) => ({
      generationId: generationId(row.generation_id),
      prompt: row.prompt,
      answer: row.answer as readonly OutputPart[],
      tokens: row.tokens,
      createdAt: row.created_at,
    }));
  }
}
