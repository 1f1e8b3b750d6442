import type { SandboxClock } from '../../http/clock.ts';
import type { Attempt, NotificationState, ReleaseNotifications } from '../control-api.ts';
import type { NotificationBody } from '../objects.ts';
import type { Agenda } from '../state/agenda.ts';
import type { Changes } from '../state/changes.ts';
import { type Letter, NotificationJournal } from './journal.ts';
import { type Post, post } from './post.ts';

const ANSWER_LIMIT_MS = 30_000;
/** Growing pauses for 24 hours are published, the pauses themselves are not. */
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 3_600_000;
const RETRY_FOR_MS = 24 * 3_600_000;

type Envelope = Pick<Post, 'url' | 'headers' | 'localAddress'>;

type Parts = {
  readonly clock: SandboxClock;
  readonly agenda: Agenda;
  readonly changes: Changes;
  /** Null: the shop has none. */
  readonly webhookUrl: (shopId: string) => string | null;
};

/**
 * Sends notifications: at once and side by side, unless the script loses, doubles, delays or holds
 * them. Anything but 200 is tried again after 10 s, 20 s ... up to an hour, for 24 hours.
 */
export class Notifier {
  readonly journal = new NotificationJournal();
  readonly #parts: Parts;
  /** When each that is still to be delivered was tried first. */
  readonly #firstAtMs = new Map<Letter, number>();
  #held: Letter[] | undefined;
  #toLose = 0;
  #toDuplicate = 0;
  #toDelay = { count: 0, delayMs: 0 };
  #life = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  notify(shopId: string, body: NotificationBody): void {
    if (this.#toLose > 0) {
      this.#toLose -= 1;
      this.#write(shopId, body, 'lost');
      this.#parts.changes.tell();
      return;
    }
    this.#start(this.#write(shopId, body, 'sending'));
    if (this.#toDuplicate === 0) return;
    this.#toDuplicate -= 1;
    this.#start(this.#write(shopId, body, 'sending'));
  }

  lose(count: number): void {
    this.#toLose = count;
  }

  duplicate(count: number): void {
    this.#toDuplicate = count;
  }

  delay(delayMs: number, count: number): void {
    this.#toDelay = { count, delayMs };
  }

  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held, one after the other's answer. @returns how many. */
  release({ order = 'as-happened' }: ReleaseNotifications = {}): number {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (order === 'reversed') held.reverse();
    for (const letter of held) letter.state = 'sending';
    void this.#sendInTurn(held);
    return held.length;
  }

  /** One try of anything at all. */
  async sendByHand(shopId: string, body: unknown, envelope: Envelope): Promise<Attempt> {
    const letter = this.journal.add({ shopId, body, byHand: true, state: 'sending' });
    const attempt = await this.#attempt(letter, envelope);
    this.#become(letter, attempt.status === 200 ? 'delivered' : 'given-up');
    return attempt;
  }

  ageBy(byMs: number): void {
    for (const [letter, atMs] of this.#firstAtMs) this.#firstAtMs.set(letter, atMs - byMs);
  }

  clear(): void {
    this.#life.abort();
    this.#firstAtMs.clear();
    this.#life = new AbortController();
    this.#held = undefined;
    this.#toLose = 0;
    this.#toDuplicate = 0;
    this.#toDelay = { count: 0, delayMs: 0 };
    this.journal.clear();
  }

  close(): void {
    this.#life.abort();
  }

  #write(shopId: string, body: NotificationBody, state: NotificationState): Letter {
    const { event, object } = body;
    const fields = { shopId, body, event, objectId: object.id, byHand: false, state };
    return this.journal.add(fields);
  }

  #start(letter: Letter): void {
    if (this.#parts.webhookUrl(letter.shopId) === null) this.#become(letter, 'nowhere');
    else if (this.#held !== undefined) {
      this.#held.push(letter);
      this.#become(letter, 'held');
    } else if (this.#toDelay.count > 0) {
      this.#toDelay.count -= 1;
      this.#parts.agenda.after(this.#toDelay.delayMs, () => void this.#send(letter));
      this.#become(letter, 'delayed');
    } else void this.#send(letter);
  }

  async #sendInTurn(letters: readonly Letter[]): Promise<void> {
    const { signal } = this.#life;
    for (const letter of letters) if (!signal.aborted) await this.#send(letter);
  }

  async #send(letter: Letter): Promise<void> {
    const url = this.#parts.webhookUrl(letter.shopId);
    if (url === null) {
      this.#become(letter, 'nowhere');
      return;
    }
    const { signal } = this.#life;
    if (!this.#firstAtMs.has(letter)) this.#firstAtMs.set(letter, this.#parts.clock.now());
    const { status } = await this.#attempt(letter, { url });
    if (signal.aborted) return;
    if (status !== 200 && this.#retryLater(letter)) return;
    this.#firstAtMs.delete(letter);
    this.#become(letter, status === 200 ? 'delivered' : 'given-up');
  }

  async #attempt(letter: Letter, envelope: Envelope): Promise<Attempt> {
    const at = new Date(this.#parts.clock.now()).toISOString();
    this.#become(letter, 'sending');
    const body = typeof letter.body === 'string' ? letter.body : JSON.stringify(letter.body);
    const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    const result = await post({ ...envelope, body, signal });
    const attempt: Attempt = { at, url: envelope.url, ...result };
    letter.attempts = [...letter.attempts, attempt];
    return attempt;
  }

  /** @returns whether there is still time for another try. */
  #retryLater(letter: Letter): boolean {
    const { clock, agenda } = this.#parts;
    const failures = letter.attempts.length;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    const endsAtMs = (this.#firstAtMs.get(letter) ?? 0) + RETRY_FOR_MS;
    if (clock.now() + delayMs > endsAtMs) return false;
    // Those who wait for the state may move the clock: the retry has to be there already.
    agenda.after(delayMs, () => void this.#send(letter));
    this.#become(letter, 'retrying');
    return true;
  }

  #become(letter: Letter, state: NotificationState): void {
    letter.state = state;
    this.#parts.changes.tell();
  }
}
