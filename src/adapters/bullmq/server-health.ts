import type { Clock } from '../../application/ports/clock.ts';
import type { Logger } from '../../application/ports/logger.ts';

/** A server that comes and goes every second must not fill the log. */
const QUIET_MS = 10_000;

/**
 * Turns the many errors of one outage into one `queue_unavailable` line and, when the server
 * answers again, one `queue_available` line. Other errors are logged once in ten seconds each.
 */
export class ServerHealth {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #loggedAt = new Map<string, number>();
  #downSince: number | undefined;
  #isDownLogged = false;
  #hasEnded = false;
  #outages = 0;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  get isDown(): boolean {
    return this.#downSince !== undefined;
  }

  down(cause: unknown): void {
    if (this.#hasEnded || this.#downSince !== undefined) return;
    this.#outages += 1;
    this.#downSince = this.#now();
    this.#isDownLogged = this.#isDue('queue_unavailable');
    if (this.#isDownLogged) this.#logger.warn('queue_unavailable', {}, cause);
  }

  /**
   * Call before asking the server something. @returns what to call on its answer: one that was
   * under way when the server went does not mean that it is back
   */
  asked(): () => void {
    const outages = this.#outages;
    return () => {
      if (outages === this.#outages) this.up();
    };
  }

  up(): void {
    if (this.#hasEnded || this.#downSince === undefined) return;
    const afterMs = this.#now() - this.#downSince;
    this.#downSince = undefined;
    if (this.#isDownLogged) this.#logger.info('queue_available', { afterMs });
  }

  /** An error that BullMQ reports and recovers from by itself, such as a lost lock. */
  trouble(lane: string, error: Error): void {
    if (this.#hasEnded || this.#downSince !== undefined) return;
    // The same trouble with another job is the same line.
    const line = error.message.replaceAll(/\bjob \S+/g, 'job');
    if (this.#isDue(line)) this.#logger.warn('queue_error', { lane }, error);
  }

  /** Connections that are being closed may break: nothing is logged from here on. */
  end(): void {
    this.#hasEnded = true;
  }

  #isDue(line: string): boolean {
    const now = this.#now();
    const last = this.#loggedAt.get(line);
    if (last !== undefined && now - last < QUIET_MS) return false;
    this.#loggedAt.set(line, now);
    return true;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
