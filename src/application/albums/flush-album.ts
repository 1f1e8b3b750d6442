import { ok } from '../../domain/shared/result.ts';
import type { ImageInput } from '../../domain/users/user.ts';
import { languageOf } from '../../domain/users/user.ts';
import type { RequestGeneration } from '../generations/request-generation.ts';
import type { Notice } from '../notices.ts';
import type { Album } from '../ports/album-repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { SetPendingEdit } from '../users/set-pending-edit.ts';
import { albumSettleMs } from './collect-album-photo.ts';

/**
 * Turns a settled album into one edit: all photos in their order, their captions merged. Without a
 * caption the user is asked what to do. The request's key makes a repeated flush harmless.
 */
export class FlushAlbum {
  readonly #unitOfWork: UnitOfWork;
  readonly #request: RequestGeneration;
  readonly #pending: SetPendingEdit;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    request: RequestGeneration,
    pending: SetPendingEdit,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#request = request;
    this.#pending = pending;
    this.#clock = clock;
  }

  async execute(albumKey: string): Promise<JobOutcome> {
    const album = await this.#unitOfWork.direct.albums.find(albumKey);
    if (album === undefined) {
      return { kind: 'done' };
    }
    const quietMs = this.#clock.now().getTime() - album.lastPhotoAt.getTime();
    if (quietMs < albumSettleMs) {
      return { kind: 'again', afterMs: albumSettleMs - quietMs };
    }
    const notice = await this.#flush(album);
    await this.#unitOfWork.run(async (scope) => {
      // The user's lock lets overlapping flushes pass one by one: the first ends the album. One
      // that grew meanwhile is left to the flush of the photo that came.
      const user = await scope.users.lock(album.userId);
      const current = await scope.albums.find(album.key);
      if (current?.photos.length !== album.photos.length) {
        return ok();
      }
      await scope.albums.remove(album.key);
      if (notice && user) {
        await scope.outbox.add({
          type: 'notice.send',
          noticeId: `album-${album.key.replaceAll(':', '_')}`,
          addressed: {
            userId: user.id,
            destination: album.destination,
            language: languageOf(user),
            notice,
          },
        });
      }
      return ok();
    });
    return { kind: 'done' };
  }

  /** @returns what the user must be told, if anything. */
  async #flush(album: Album): Promise<Notice | undefined> {
    const inputs = album.photos.map(({ fileId }): ImageInput => ({ kind: 'upload', fileId }));
    const prompt = album.photos
      .flatMap(({ caption }) => (caption === undefined || caption.trim() === '' ? [] : [caption]))
      .join('\n');
    if (prompt === '') {
      const { chatId } = album.destination;
      await this.#pending.execute(album.userId, { chatId, inputs });
      return { kind: 'edit_instruction_wanted', pictures: inputs.length };
    }
    const accepted = await this.#request.execute({
      requestKey: `album:${album.key}`,
      userId: album.userId,
      kind: 'edit',
      prompt,
      inputs,
      destination: album.destination,
    });
    return accepted.ok ? undefined : { kind: 'request_refused', refusal: accepted.error };
  }
}
