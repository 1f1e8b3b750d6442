import type { Destination } from '../../domain/generations/generation.ts';
import type { UserId } from '../../domain/shared/ids.ts';

export interface AlbumPhoto {
  readonly messageId: number;
  readonly fileId: string;
  readonly caption?: string | undefined;
}

export interface Album {
  /** `<chat id>:<media group id>`. */
  readonly key: string;
  readonly userId: UserId;
  readonly destination: Destination;
  /** In the order the user sent them (by message id). */
  readonly photos: readonly AlbumPhoto[];
  readonly lastPhotoAt: Date;
}

export interface AlbumRepository {
  /** Adds a photo, opening the album with the first. The same message twice keeps the first. */
  add(album: Omit<Album, 'photos' | 'lastPhotoAt'>, photo: AlbumPhoto, at: Date): Promise<void>;
  find(key: string): Promise<Album | undefined>;
  remove(key: string): Promise<void>;
}
