import type {
  Album,
  AlbumPhoto,
  AlbumRepository,
} from '../../src/application/ports/album-repository.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemoryAlbums implements AlbumRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async add(
    album: Omit<Album, 'photos' | 'lastPhotoAt'>,
    photo: AlbumPhoto,
    at: Date,
  ): Promise<void> {
    const { albums } = this.#state();
    const { photos, lastPhotoAt, ...first } = albums.get(album.key) ?? {
      ...album,
      photos: [],
      lastPhotoAt: at,
    };
    if (photos.some(({ messageId }) => messageId === photo.messageId)) {
      return;
    }
    albums.set(album.key, {
      ...first,
      photos: [...photos, photo].toSorted((a, b) => a.messageId - b.messageId),
      lastPhotoAt: at > lastPhotoAt ? at : lastPhotoAt,
    });
  }

  async find(key: string): Promise<Album | undefined> {
    return this.#state().albums.get(key);
  }

  async remove(key: string): Promise<void> {
    this.#state().albums.delete(key);
  }
}
