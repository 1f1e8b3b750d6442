import { type AddressedNotice, privateChatOf } from '../notices.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { NoteReachability } from '../users/note-reachability.ts';

/** Tells a person something, however often it takes. */
export class SendNotice {
  readonly #messenger: Messenger;
  readonly #reachability: NoteReachability;
  readonly #logger: Logger;

  constructor(messenger: Messenger, reachability: NoteReachability, logger: Logger) {
    this.#messenger = messenger;
    this.#reachability = reachability;
    this.#logger = logger;
  }

  async execute(addressed: AddressedNotice): Promise<JobOutcome> {
    const sent = await this.#messenger.notify(addressed);
    if (sent.ok) {
      return { kind: 'done' };
    }
    if (sent.error.kind === 'busy') {
      return { kind: 'again', afterMs: sent.error.retryAfterMs };
    }
    const { userId, destination } = addressed;
    if (sent.error.kind === 'refused') {
      const { description } = sent.error;
      this.#logger.error('notice_refused', { notice: addressed.notice.kind, description });
      return { kind: 'done' };
    }
    if (destination.chatId === privateChatOf(userId).chatId) {
      await this.#reachability.execute(userId, false);
    }
    return { kind: 'done' };
  }
}
