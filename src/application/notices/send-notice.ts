import { type AddressedNotice, privateChatOf } from '../notices.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { NoteReachability } from '../users/note-reachability.ts';

/** Tells a person something, however often it takes. */
export class SendNotice {
  readonly #messenger: Messenger;
  readonly #reachability: NoteReachability;

  constructor(messenger: Messenger, reachability: NoteReachability) {
    this.#messenger = messenger;
    this.#reachability = reachability;
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
    if (destination.chatId === privateChatOf(userId).chatId) {
      await this.#reachability.execute(userId, false);
    }
    return { kind: 'done' };
  }
}
