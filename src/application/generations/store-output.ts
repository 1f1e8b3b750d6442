import type { GenerationFailure } from '../../domain/generations/failure.ts';
import { type Generation, moved, type OutputPart } from '../../domain/generations/generation.ts';
import { costOf, type Model } from '../../domain/models/model.ts';
import { type ImageId, imageId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelAnswer, PromptPart } from '../ports/generative-model.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { ImageProcessor, InspectedImage } from '../ports/image-processor.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface StoredOutput {
  readonly generation: Generation;
  /** The pictures just stored, so that they need not be read back to be delivered. */
  readonly images: ReadonlyMap<ImageId, Uint8Array>;
}

interface Picture {
  readonly id: ImageId;
  readonly bytes: Uint8Array;
  readonly inspected: InspectedImage;
}

/**
 * Keeps a model's answer before anybody is told of it: from here on a crash costs no second call.
 *
 * - `no_image`: what the model called a picture cannot be read as one.
 * - `canceled`: the generation was ended or taken over meanwhile; nothing was stored.
 */
export class StoreOutput {
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

  async execute(
    generation: Generation,
    answer: ModelAnswer,
    model: Model,
  ): Promise<Result<StoredOutput, GenerationFailure>> {
    const parts: OutputPart[] = [];
    const pictures: Picture[] = [];
    for (const part of answer.parts) {
      if (part.kind === 'text') {
        parts.push(part);
        continue;
      }
      const picture = await this.#inspect(part);
      if (picture === undefined) {
        return err({ kind: 'no_image' });
      }
      pictures.push(picture);
      const { id: imageId, inspected } = picture;
      const { mimeType } = inspected;
      parts.push({ kind: 'image', imageId, mimeType, signature: part.signature });
    }
    const { usage, truncated } = answer;
    const output = {
      parts,
      modelId: model.id,
      usage,
      costUsdMicros: costOf(model, usage),
      truncated,
    };
    const stored = moved(generation, { to: 'delivering', output });
    return (await this.#save(stored, pictures))
      ? ok({ generation: stored, images: new Map(pictures.map(({ id, bytes }) => [id, bytes])) })
      : err({ kind: 'canceled' });
  }

  async #inspect({ bytes }: Extract<PromptPart, { kind: 'image' }>): Promise<Picture | undefined> {
    const inspected = await this.#images.inspect(bytes);
    return inspected.ok
      ? { id: imageId(this.#ids.uuid()), bytes, inspected: inspected.value }
      : undefined;
  }

  async #save(stored: Generation, pictures: readonly Picture[]): Promise<boolean> {
    if (pictures.length === 0) {
      return this.#unitOfWork.direct.generations.save(stored, 'running');
    }
    const createdAt = this.#clock.now();
    const saved = await this.#unitOfWork.run(async (scope) => {
      if (!(await scope.generations.save(stored, 'running'))) {
        return err('lost');
      }
      for (const { id, bytes, inspected } of pictures) {
        const { thumbnail, ...facts } = inspected;
        await scope.images.insert(
          { id, generationId: stored.id, ...facts, byteLength: bytes.length, createdAt },
          { original: bytes, thumbnail },
        );
      }
      return ok();
    });
    return saved.ok;
  }
}
