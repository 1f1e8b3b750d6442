import { ok } from '../../domain/shared/result.ts';
import type { Album, AlbumPhoto } from '../ports/album-repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** An album arrives as separate messages without an end: it counts as whole after this silence. */
export const albumSettleMs = 1_200;

/** Keeps one photo of an album, durably, until the album has settled. */
export class CollectAlbumPhoto {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  async execute(album: Omit<Album, 'photos' | 'lastPhotoAt'>, photo: AlbumPhoto): Promise<void> {
    const now = this.#clock.now();
    await this.#unitOfWork.run(async (scope) => {
      await scope.albums.add(album, photo, now);
      await scope.outbox.add(
        { type: 'album.flush', albumKey: album.key, photoMessageId: photo.messageId },
        new Date(now.getTime() + albumSettleMs),
      );
      return ok();
    });
  }
}
