import type { Clock } from '../../../application/ports/clock.ts';
import type { UserId } from '../../../domain/shared/ids.ts';

const hourMs = 3_600_000;

/**
 * Keeps one user from doing something too often. It counts in this process alone and forgets with
 * the hour: nothing is lost when it is wrong.
 */
export class HourlyLimit {
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #counted = new Map<UserId, number>();
  #hour = 0;

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Counts one more. @returns false when it is one too many. */
  count(user: UserId): boolean {
    const counted = this.#of(user) + 1;
    this.#counted.set(user, counted);
    return counted <= this.#limit;
  }

  /** Whether there is room for one more. */
  hasRoom(user: UserId): boolean {
    return this.#of(user) < this.#limit;
  }

  #of(user: UserId): number {
    const hour = Math.floor(this.#clock.now().getTime() / hourMs);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#counted.clear();
    }
    return this.#counted.get(user) ?? 0;
  }
}
