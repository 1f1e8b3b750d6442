import sharp from 'sharp';
import { type CardContent, drawCard } from './card.ts';
import { drawEdit } from './edit.ts';
import { oneK, type PictureSize, sizeFactor } from './picture-size.ts';

export interface PictureRequest {
  /** Two requests with the same key get the same picture. */
  readonly key: string;
  readonly prompt: string;
  readonly modelId: string;
  readonly aspectRatio: string;
  /** `1K`, `2K`, `4K`. */
  readonly size: string;
  /** Encoded input pictures; none draws a card. */
  readonly inputs: readonly Buffer[];
  readonly variant: number;
  readonly mimeType: 'image/png' | 'image/jpeg';
}

export interface Picture {
  readonly mimeType: string;
  readonly base64: string;
}

/** An input picture looked right by its header but could not be decoded. */
export class PictureUnreadable extends Error {}

export type PictureMode = 'drawn' | 'tiny';

/** More than fits on a picture. */
const PROMPT_CHARACTERS_MAX = 2_000;
const CACHE_CHARACTERS_MAX = 192 * 1024 * 1024;

/** Draws pictures and keeps the latest ones, so that a repeated request costs nothing. */
export class Painter {
  readonly #cache = new Map<string, Promise<Picture>>();
  #cachedCharacters = 0;
  #tiny: Promise<Picture> | undefined;

  /** Rejects with `PictureUnreadable` when an input picture cannot be decoded. */
  async paint(request: PictureRequest, mode: PictureMode): Promise<Picture> {
    if (mode === 'tiny') {
      this.#tiny ??= paintTiny();
      return this.#tiny;
    }
    const known = this.#cache.get(request.key);
    if (known !== undefined) {
      this.#cache.delete(request.key);
      this.#cache.set(request.key, known);
      return known;
    }
    const drawn = draw(request);
    this.#cache.set(request.key, drawn);
    try {
      const picture = await drawn;
      this.#cachedCharacters += picture.base64.length;
      await this.#evict();
      return picture;
    } catch (error) {
      this.#cache.delete(request.key);
      throw error;
    }
  }

  async #evict(): Promise<void> {
    for (const [key, oldest] of this.#cache) {
      if (this.#cachedCharacters <= CACHE_CHARACTERS_MAX || this.#cache.size === 1) return;
      this.#cache.delete(key);
      this.#cachedCharacters -= (await oldest).base64.length;
    }
  }
}

async function draw(request: PictureRequest): Promise<Picture> {
  const base = oneK(request.aspectRatio);
  const factor = sizeFactor(request.size);
  const pixels: PictureSize = {
    widthPx: base.widthPx * factor,
    heightPx: base.heightPx * factor,
  };
  const shape = `${pixels.widthPx}×${pixels.heightPx}`;
  const content: CardContent = {
    prompt: request.prompt.slice(0, PROMPT_CHARACTERS_MAX),
    modelId: request.modelId,
    caption: `${request.aspectRatio} · ${request.size} · ${shape}`,
    variant: request.variant,
  };
  const rgb =
    request.inputs.length === 0
      ? await drawCard(content, base)
      : await drawEdit(content, request.inputs, base).catch((cause: unknown) => {
          throw new PictureUnreadable('Cannot decode an input picture', { cause });
        });
  return encode(rgb, base, factor, request.mimeType);
}

/** Larger sizes are the 1K pixels enlarged: a true 4K drawing would take seconds on a small machine. */
async function encode(
  rgb: Buffer,
  base: PictureSize,
  factor: number,
  mimeType: PictureRequest['mimeType'],
): Promise<Picture> {
  const source = sharp(rgb, {
    raw: { width: base.widthPx, height: base.heightPx, channels: 3 },
  });
  const sized =
    factor === 1
      ? source
      : source.resize(base.widthPx * factor, base.heightPx * factor, {
          kernel: factor > 2 ? 'nearest' : 'linear',
        });
  const encoded =
    mimeType === 'image/jpeg'
      ? sized.jpeg({ quality: 88 })
      : sized.png({ compressionLevel: factor > 1 ? 1 : 2, adaptiveFiltering: false });
  return { mimeType, base64: (await encoded.toBuffer()).toString('base64') };
}

async function paintTiny(): Promise<Picture> {
  const pixels = sharp({ create: { width: 16, height: 16, channels: 3, background: '#ffd53d' } });
  return {
    mimeType: 'image/png',
    base64: (await pixels.png().toBuffer()).toString('base64'),
  };
}
