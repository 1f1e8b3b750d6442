import { createHash } from 'node:crypto';
import type {
  ImageProcessor,
  InspectedImage,
  NotAnImage,
} from '../../application/ports/image-processor.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { imageKind } from './image-kind.ts';

type Sharp = typeof import('sharp').default;

/** 7000 x 7000: a 4K picture has 17 million; more is an attempt to fill the memory. */
const MAX_PIXELS = 50_000_000;
/** Telegram takes thumbnails up to 320 pixels a side and 200 kB. */
const THUMBNAIL_PIXELS = 320;
const THUMBNAIL_QUALITY = 80;

/** Reads pictures with libvips. */
export class SharpImageProcessor implements ImageProcessor {
  #loading: Promise<Sharp> | undefined;

  async inspect(bytes: Uint8Array): Promise<Result<InspectedImage, NotAnImage>> {
    const mimeType = imageKind(bytes);
    if (mimeType === undefined) {
      return err({ kind: 'not_an_image' });
    }
    // Loaded on first use: it takes 30 MB, and a process that handles no pictures should not pay for it.
    this.#loading ??= loadSharp();
    const sharp = await this.#loading;
    const decoded = await decode(sharp, bytes);
    if (decoded === undefined) {
      return err({ kind: 'not_an_image' });
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return ok({ mimeType, sha256, ...decoded });
  }
}

async function loadSharp(): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  // One picture at a time is seldom: threads and a cache for each would cost more memory than they save time.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

/** Undefined when libvips refuses the bytes: broken, cut short, or too many pixels. */
async function decode(
  sharp: Sharp,
  bytes: Uint8Array,
): Promise<Pick<InspectedImage, 'width' | 'height' | 'thumbnail'> | undefined> {
  const image = sharp(bytes, {
    // The thumbnail reads every row, so this refuses what cannot be decoded whole.
    failOn: 'error',
    limitInputPixels: MAX_PIXELS,
  });
  try {
    const { autoOrient } = await image.metadata();
    const thumbnail = await image
      .autoOrient()
      .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: THUMBNAIL_QUALITY })
      .toBuffer();
    return { width: autoOrient.width, height: autoOrient.height, thumbnail };
  } catch {
    return undefined;
  }
}
