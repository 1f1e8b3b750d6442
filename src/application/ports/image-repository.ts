import type { GenerationId, ImageId } from '../../domain/shared/ids.ts';

export interface ImageRecord {
  readonly id: ImageId;
  readonly generationId: GenerationId;
  readonly mimeType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
  /** Hex. */
  readonly sha256: string;
  readonly createdAt: Date;
}

export interface ImageContent {
  readonly original: Uint8Array;
  /** JPEG, at most 320 pixels a side. */
  readonly thumbnail: Uint8Array;
}

export interface ImageRepository {
  /** Adding the same id again keeps the first. */
  insert(record: ImageRecord, content: ImageContent): Promise<void>;
  find(id: ImageId): Promise<ImageRecord | undefined>;
  original(id: ImageId): Promise<Uint8Array | undefined>;
  thumbnail(id: ImageId): Promise<Uint8Array | undefined>;
}
