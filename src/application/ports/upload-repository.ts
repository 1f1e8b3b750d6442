import type { UploadId } from '../../domain/shared/ids.ts';

/** A picture that an admin brought. */
export interface Upload {
  readonly id: UploadId;
  readonly mimeType: string;
  readonly byteLength: number;
  /** Hex. */
  readonly sha256: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Kind and id of who brought it, e.g. `admin:0199d3c4-...`. */
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface UploadRepository {
  insert(upload: Upload, content: Uint8Array): Promise<void>;
  find(id: UploadId): Promise<Upload | undefined>;
  content(id: UploadId): Promise<Uint8Array | undefined>;
  /**
   * Removes pictures that were brought before `before` and are in no message to a user written
   * since: one that is still on its way keeps its picture.
   *
   * @returns how many
   */
  prune(before: Date): Promise<number>;
}
