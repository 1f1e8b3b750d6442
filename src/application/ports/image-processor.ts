import type { Result } from '../../domain/shared/result.ts';

export interface InspectedImage {
  /** Of the content, whatever the sender claimed. */
  readonly mimeType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Hex. */
  readonly sha256: string;
  /** JPEG, at most 320 pixels a side. */
  readonly thumbnail: Uint8Array;
}

export interface NotAnImage {
  readonly kind: 'not_an_image';
}

export interface ImageProcessor {
  /** Reads size and kind and makes the thumbnail. Refuses what cannot be decoded whole. */
  inspect(bytes: Uint8Array): Promise<Result<InspectedImage, NotAnImage>>;
}
