import type {
  ImageProcessor,
  InspectedImage,
  NotAnImage,
} from '../../src/application/ports/image-processor.ts';
import { err, ok, type Result } from '../../src/domain/shared/result.ts';

const pngMagic = [0x89, 0x50, 0x4e, 0x47];

/** Takes everything that begins as a PNG for a picture of one pixel. */
export class MagicNumberImages implements ImageProcessor {
  async inspect(bytes: Uint8Array): Promise<Result<InspectedImage, NotAnImage>> {
    if (!pngMagic.every((byte, index) => bytes[index] === byte)) {
      return err({ kind: 'not_an_image' });
    }
    const sha256 = Buffer.from(bytes).toString('hex').padEnd(64, '0').slice(0, 64);
    return ok({ mimeType: 'image/png', width: 1, height: 1, sha256, thumbnail: Uint8Array.of(1) });
  }
}

/** Bytes that begin as a PNG and differ by `seed`. */
export const aPng = (seed = 0): Uint8Array => Uint8Array.of(...pngMagic, seed);
