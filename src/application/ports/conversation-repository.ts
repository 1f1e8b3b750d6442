import type { Conversation, Exchange } from '../../domain/conversations/conversation.ts';
import type { ChatId, ConversationId, UserId } from '../../domain/shared/ids.ts';

export interface ConversationRepository {
  /** The newest conversation of the user in this chat and topic. */
  current(
    userId: UserId,
    chatId: ChatId,
    threadId: number | undefined,
  ): Promise<Conversation | undefined>;
  insert(conversation: Conversation): Promise<void>;
  /** Adding the same generation's exchange twice keeps the first. */
  append(id: ConversationId, exchange: Exchange): Promise<void>;
  /** The newest `limit` exchanges, oldest first. */
  recent(id: ConversationId, limit: number): Promise<readonly Exchange[]>;
}
