import type { User } from 'grammy/types';
import type { NewUser, SimUser, UserChange } from '../control-api.ts';

const FIRST_USER_ID = 700_000_001;
/** Everybody has something to spend. */
const FIRST_STARS = 10_000;
const NAMES = ['Анна', 'Борис', 'Vera', 'Григорий', 'Dana', 'Егор', 'Zoe', 'Илья', 'Kira', 'Лев'];

/** The simulated people. */
export class UserDirectory {
  readonly #users = new Map<number, SimUser>();
  /** The same people as the Bot API shows them, made once for each change. */
  readonly #wire = new Map<number, User>();
  #nextId = FIRST_USER_ID;

  list(): SimUser[] {
    return [...this.#users.values()];
  }

  get(id: number): SimUser | undefined {
    return this.#users.get(id);
  }

  /** The Bot API's `User`, without what only the stand-in knows. */
  wire(id: number): User | undefined {
    return this.#wire.get(id);
  }

  byUsername(username: string): SimUser | undefined {
    const wanted = username.toLowerCase();
    return this.list().find((user) => user.username?.toLowerCase() === wanted);
  }

  create(input: NewUser): SimUser {
    while (this.#users.has(this.#nextId)) this.#nextId += 1;
    const id = input.id ?? this.#nextId;
    const name = NAMES[this.#users.size % NAMES.length] ?? 'User';
    return this.#save({
      ...input,
      id,
      is_bot: false,
      first_name: input.first_name ?? name,
      starsBalance: input.starsBalance ?? FIRST_STARS,
    });
  }

  change(user: SimUser, change: UserChange): SimUser {
    const merged: Record<string, unknown> = { ...user };
    for (const [key, value] of Object.entries(change)) {
      if (value === null) delete merged[key];
      else merged[key] = value;
    }
    return this.#save(merged as SimUser);
  }

  clear(): void {
    this.#users.clear();
    this.#wire.clear();
    this.#nextId = FIRST_USER_ID;
  }

  #save(user: SimUser): SimUser {
    const { starsBalance: _, ...wire } = user;
    this.#users.set(user.id, user);
    this.#wire.set(user.id, wire);
    return user;
  }
}
