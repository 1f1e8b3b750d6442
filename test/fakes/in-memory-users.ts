import type { UserRepository } from '../../src/application/ports/user-repository.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import type { User } from '../../src/domain/users/user.ts';
import { type InMemoryState, UniqueViolation } from './in-memory-state.ts';

export class InMemoryUsers implements UserRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(id: UserId): Promise<User | undefined> {
    return this.#state().users.get(id);
  }

  async lock(id: UserId): Promise<User | undefined> {
    return this.find(id);
  }

  async findByReferralCode(code: string): Promise<User | undefined> {
    return [...this.#state().users.values()].find((user) => user.referralCode === code);
  }

  async insert(user: User): Promise<boolean> {
    const { users } = this.#state();
    if (users.has(user.id)) {
      return false;
    }
    if (await this.findByReferralCode(user.referralCode)) {
      throw new UniqueViolation(`Cannot use referral code ${user.referralCode} as it is taken`);
    }
    users.set(user.id, user);
    return true;
  }

  async save(user: User): Promise<void> {
    const { users } = this.#state();
    const earlier = users.get(user.id);
    if (!earlier) {
      throw new Error(`Cannot save user ${user.id} as there is none`);
    }
    const { referralCode, createdAt } = earlier;
    users.set(user.id, { ...user, referralCode, createdAt });
  }
}
