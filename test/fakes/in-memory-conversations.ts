import type { ConversationRepository } from '../../src/application/ports/conversation-repository.ts';
import type { Conversation, Exchange } from '../../src/domain/conversations/conversation.ts';
import type { ChatId, ConversationId, UserId } from '../../src/domain/shared/ids.ts';
import { type InMemoryState, refuseDuplicate, requireRow } from './in-memory-state.ts';

export class InMemoryConversations implements ConversationRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async current(
    userId: UserId,
    chatId: ChatId,
    threadId: number | undefined,
  ): Promise<Conversation | undefined> {
    return [...this.#state().conversations.values()]
      .filter((one) => one.userId === userId && one.chatId === chatId && one.threadId === threadId)
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      .at(-1);
  }

  async insert(conversation: Conversation): Promise<void> {
    const { conversations, users } = this.#state();
    requireRow(users, conversation.userId, 'user');
    refuseDuplicate(conversations, conversation.id, 'conversation');
    conversations.set(conversation.id, conversation);
  }

  async append(id: ConversationId, exchange: Exchange): Promise<void> {
    const { conversations, exchanges, generations } = this.#state();
    requireRow(conversations, id, 'conversation');
    requireRow(generations, exchange.generationId, 'generation');
    if (!exchanges.has(exchange.generationId)) {
      exchanges.set(exchange.generationId, { ...exchange, conversationId: id });
    }
  }

  async recent(id: ConversationId, limit: number): Promise<readonly Exchange[]> {
    const all = [...this.#state().exchanges.values()]
      .filter(({ conversationId }) => conversationId === id)
      .toSorted(
        (a, b) =>
          a.createdAt.getTime() - b.createdAt.getTime() ||
          (a.generationId < b.generationId ? -1 : 1),
      )
      .map(({ conversationId: _, ...exchange }) => exchange);
    return limit > 0 ? all.slice(-limit) : [];
  }
}
