import type { ImageId } from '../../domain/shared/ids.ts';

/** The whole picture, or a JPEG of at most 320 pixels a side. */
export type ImageVariant = 'original' | 'thumbnail';

/** Where pictures of generations can be had, by whoever holds the address. */
export interface ImageUrls {
  /**
   * Good for one to two hours. Within an hour it stays the same, so that what was loaded once need
   * not be loaded again.
   */
  urlOf(id: ImageId, variant: ImageVariant): string;
}
