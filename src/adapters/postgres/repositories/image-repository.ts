import type {
  ImageContent,
  ImageRecord,
  ImageRepository,
} from '../../../application/ports/image-repository.ts';
import { generationId, type ImageId, imageId } from '../../../domain/shared/ids.ts';
import { imageContentSchema, imageSchema } from '../schemas/images.ts';
import type { Session, Statement } from '../session.ts';

/** Both rows or neither: a repeated id writes nothing. */
const insertImage: Statement = {
  name: 'images.insert',
  text: `WITH image AS (
      INSERT INTO images
        (id, generation_id, mime_type, width, height, byte_length, sha256, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    )
    INSERT INTO image_contents (image_id, original, thumbnail)
    SELECT id, $9, $10 FROM image`,
};

export class PostgresImageRepository implements ImageRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insert(record: ImageRecord, content: ImageContent): Promise<void> {
    await this.#session.write(insertImage, [
      record.id,
      record.generationId,
      record.mimeType,
      record.width,
      record.height,
      record.byteLength,
      record.sha256,
      record.createdAt,
      content.original,
      content.thumbnail,
    ]);
  }

  async find(id: ImageId): Promise<ImageRecord | undefined> {
    const row = await this.#session.entities((manager) => manager.findOneBy(imageSchema, { id }));
    if (!row) {
      return undefined;
    }
    return {
      id: imageId(row.id),
      generationId: generationId(row.generation_id),
      mimeType: row.mime_type,
      width: row.width,
      height: row.height,
      byteLength: row.byte_length,
      sha256: row.sha256,
      createdAt: row.created_at,
    };
  }

  original(id: ImageId): Promise<Uint8Array | undefined> {
    return this.#bytes(id, 'original');
  }

  thumbnail(id: ImageId): Promise<Uint8Array | undefined> {
    return this.#bytes(id, 'thumbnail');
  }

  async #bytes(id: ImageId, column: 'original' | 'thumbnail'): Promise<Uint8Array | undefined> {
    const row = await this.#session.entities((manager) =>
      manager.findOne(imageContentSchema, {
        where: { image_id: id },
        select: { image_id: true, [column]: true },
      }),
    );
    return row?.[column];
  }
}
