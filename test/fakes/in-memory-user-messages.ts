import type {
  UserMessage,
  UserMessageRepository,
} from '../../src/application/ports/user-message-repository.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import { byTime, type InMemoryState, requireRow, requireRule } from './in-memory-state.ts';

export class InMemoryUserMessages implements UserMessageRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async insert(message: UserMessage): Promise<boolean> {
    const { users, userMessages } = this.#state();
    requireRow(users, message.userId, 'user');
    requireRule('user_messages', 'text_check', message.text !== '');
    if (userMessages.has(message.requestKey)) {
      return false;
    }
    userMessages.set(message.requestKey, message);
    return true;
  }

  async findByRequestKey(requestKey: string): Promise<UserMessage | undefined> {
    return this.#state().userMessages.get(requestKey);
  }

  async ofUser(userId: UserId, limit: number): Promise<readonly UserMessage[]> {
    return [...this.#state().userMessages.values()]
      .filter((message) => message.userId === userId)
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ id }) => id,
        ),
      )
      .toReversed()
      .slice(0, limit);
  }
}
