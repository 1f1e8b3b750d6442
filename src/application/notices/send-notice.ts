import type { Job } from '../jobs.ts';
import { type AddressedNotice, privateChatOf } from '../notices.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { DeliveryProblem, Messenger } from '../ports/messenger.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { NoteReachability } from '../users/note-reachability.ts';

/** Tells a person something, however often it takes. */
export class SendNotice {
  readonly #unitOfWork: UnitOfWork;
  readonly #messenger: Messenger;
  readonly #reachability: NoteReachability;
  readonly #logger: Logger;

  constructor(
    unitOfWork: UnitOfWork,
    messenger: Messenger,
    reachability: NoteReachability,
    logger: Logger,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#messenger = messenger;
    this.#reachability = reachability;
    this.#logger = logger;
  }

  async execute({
    noticeId,
    addressed,
  }: Pick<Extract<Job, { type: 'notice.send' }>, 'noticeId' | 'addressed'>): Promise<JobOutcome> {
    const sent = await this.#messenger.notify(addressed, await this.#pictureOf(addressed));
    if (!sent.ok) {
      return this.#afterProblem(addressed, sent.error);
    }
    if (sent.value !== undefined) {
      // In a job of its own, so that trying it again does not send this part twice.
      await this.#unitOfWork.direct.outbox.add({
        type: 'notice.send',
        noticeId: `${noticeId}-rest`,
        addressed: { ...addressed, notice: sent.value },
      });
    }
    return { kind: 'done' };
  }

  async #pictureOf({ notice }: AddressedNotice): Promise<Uint8Array | undefined> {
    if (notice.kind !== 'admin_message' || notice.picture === undefined) {
      return undefined;
    }
    const bytes = await this.#unitOfWork.direct.uploads.content(notice.picture);
    if (bytes === undefined) {
      this.#logger.warn('notice_picture_gone', { uploadId: notice.picture });
    }
    return bytes;
  }

  async #afterProblem(addressed: AddressedNotice, problem: DeliveryProblem): Promise<JobOutcome> {
    if (problem.kind === 'busy') {
      return { kind: 'again', afterMs: problem.retryAfterMs };
    }
    const { userId, destination, notice } = addressed;
    if (problem.kind === 'refused') {
      const { description } = problem;
      this.#logger.error('notice_refused', { notice: notice.kind, description });
      return { kind: 'done' };
    }
    if (destination.chatId === privateChatOf(userId).chatId) {
      await this.#reachability.execute(userId, false);
    }
    return { kind: 'done' };
  }
}
