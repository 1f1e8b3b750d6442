import { uploadId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { ImageProcessor, NotAnImage } from '../ports/image-processor.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Upload } from '../ports/upload-repository.ts';

/** Telegram takes photos up to 10 MB. */
export const uploadMaxBytes = 10_000_000;

export interface StoreUploadCommand {
  readonly bytes: Uint8Array;
  /** Kind and id of who brings it, e.g. `admin:0199d3c4-...`. */
  readonly createdBy: string;
}

export interface UploadTooLarge {
  readonly kind: 'too_large';
  readonly limitBytes: number;
}

/**
 * Keeps a picture that an admin brought, for a message that will name it.
 *
 * - `too_large`: above 10 MB
 * - `not_an_image`: no PNG, JPEG, WebP or GIF that can be decoded whole
 */
export class StoreUpload {
  readonly #unitOfWork: UnitOfWork;
  readonly #images: ImageProcessor;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, images: ImageProcessor, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#images = images;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute({
    bytes,
    createdBy,
  }: StoreUploadCommand): Promise<Result<Upload, UploadTooLarge | NotAnImage>> {
    if (bytes.byteLength > uploadMaxBytes) {
      return err({ kind: 'too_large', limitBytes: uploadMaxBytes });
    }
    const inspected = await this.#images.inspect(bytes);
    if (!inspected.ok) {
      return inspected;
    }
    const { mimeType, sha256, width, height } = inspected.value;
    const upload: Upload = {
      id: uploadId(this.#ids.uuid()),
      mimeType,
      byteLength: bytes.byteLength,
      sha256,
      width,
      height,
      createdBy,
      createdAt: this.#clock.now(),
    };
    await this.#unitOfWork.direct.uploads.insert(upload, bytes);
    return ok(upload);
  }
}
