import type { Upload, UploadRepository } from '../../../application/ports/upload-repository.ts';
import { type UploadId, uploadId } from '../../../domain/shared/ids.ts';
import type { UploadRow } from '../schemas/content.ts';
import type { Session, Statement } from '../session.ts';

const insertUpload: Statement = {
  name: 'uploads.insert',
  text: `INSERT INTO uploads
      (id, mime_type, byte_length, sha256, width, height, content, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

const findUpload: Statement = {
  name: 'uploads.find',
  text: `SELECT id, mime_type, byte_length, sha256, width, height, created_by, created_at
    FROM uploads WHERE id = $1`,
};

const uploadContent: Statement = {
  name: 'uploads.content',
  text: 'SELECT content FROM uploads WHERE id = $1',
};

const pruneUploads: Statement = {
  name: 'uploads.prune',
  text: `DELETE FROM uploads WHERE created_at < $1 AND NOT EXISTS (
      SELECT FROM user_messages
      WHERE user_messages.upload_id = uploads.id AND user_messages.created_at >= $1
    )`,
};

export class PostgresUploadRepository implements UploadRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insert(upload: Upload, content: Uint8Array): Promise<void> {
    await this.#session.write(insertUpload, [
      upload.id,
      upload.mimeType,
      upload.byteLength,
      upload.sha256,
      upload.width,
      upload.height,
      content,
      upload.createdBy,
      upload.createdAt,
    ]);
  }

  async find(id: UploadId): Promise<Upload | undefined> {
    const [row] = await this.#session.rows<Omit<UploadRow, 'content'>>(findUpload, [id]);
    return (
      row && {
        id: uploadId(row.id),
        mimeType: row.mime_type,
        byteLength: row.byte_length,
        sha256: row.sha256,
        width: row.width,
        height: row.height,
        createdBy: row.created_by,
        createdAt: row.created_at,
      }
    );
  }

  async content(id: UploadId): Promise<Uint8Array | undefined> {
    const [row] = await this.#session.rows<Pick<UploadRow, 'content'>>(uploadContent, [id]);
    return row?.content;
  }

  prune(before: Date): Promise<number> {
    return this.#session.write(pruneUploads, [before]);
  }
}
