import { type ChatId, conversationId, type UserId } from '../../domain/shared/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** Forgets what was said: the next question begins a conversation of its own. */
export class StartConversation {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(userId: UserId, chatId: ChatId, threadId: number | undefined): Promise<void> {
    await this.#unitOfWork.direct.conversations.insert({
      id: conversationId(this.#ids.uuid()),
      userId,
      chatId,
      threadId,
      createdAt: this.#clock.now(),
    });
  }
}
