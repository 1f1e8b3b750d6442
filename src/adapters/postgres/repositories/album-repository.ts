import type {
  Album,
  AlbumPhoto,
  AlbumRepository,
} from '../../../application/ports/album-repository.ts';
import { userId } from '../../../domain/shared/ids.ts';
import { albumPhotoSchema, albumSchema } from '../schemas/albums.ts';
import type { Session, Statement } from '../session.ts';
import { destinationOf } from './generation-rows.ts';
import { plainText } from './plain-text.ts';

/** A photo that is there already changes nothing, not even the time of the last one. */
const addPhoto: Statement = {
  name: 'albums.add',
  text: `WITH photo AS (
      INSERT INTO album_photos (album_key, message_id, file_id, caption)
      VALUES ($1, $6, $7, $8)
      ON CONFLICT (album_key, message_id) DO NOTHING
      RETURNING album_key
    )
    INSERT INTO albums
      (key, user_id, chat_id, thread_id, reply_to_message_id, last_photo_at)
    SELECT album_key, $2, $3, $4, $5, $9 FROM photo
    ON CONFLICT (key) DO UPDATE
      SET last_photo_at = greatest(albums.last_photo_at, excluded.last_photo_at)`,
};

export class PostgresAlbumRepository implements AlbumRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async add(
    { key, userId, destination }: Omit<Album, 'photos' | 'lastPhotoAt'>,
    { messageId, fileId, caption }: AlbumPhoto,
    at: Date,
  ): Promise<void> {
    const { chatId, threadId, replyToMessageId } = destination;
    await this.#session.write(addPhoto, [
      key,
      userId,
      chatId,
      threadId,
      replyToMessageId,
      messageId,
      fileId,
      caption === undefined ? undefined : plainText(caption),
      at,
    ]);
  }

  find(key: string): Promise<Album | undefined> {
    return this.#session.entities(async (manager) => {
      const album = await manager.findOneBy(albumSchema, { key });
      if (!album) {
        return undefined;
      }
      const photos = await manager.find(albumPhotoSchema, {
        where: { album_key: key },
        order: { message_id: 'ASC' },
      });
      return {
        key: album.key,
        userId: userId(Number(album.user_id)),
        destination: destinationOf(album),
        photos: photos.map((photo) => ({
          messageId: Number(photo.message_id),
          fileId: photo.file_id,
          caption: photo.caption ?? undefined,
        })),
        lastPhotoAt: album.last_photo_at,
      };
    });
  }

  async remove(key: string): Promise<void> {
    await this.#session.entities((manager) => manager.delete(albumSchema, { key }));
  }
}
