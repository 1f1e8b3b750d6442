import { type Credits, credits } from '../credits/credits.ts';
import type { ModelId } from '../shared/ids.ts';

/** What a user buys: one answer, one picture, one changed picture. */
export type GenerationKind = 'text' | 'image' | 'edit';

export type ModelFamily = 'gemini' | 'imagen';

export interface ImageOptions {
  /** e.g. `16:9`. */
  readonly aspectRatio?: string | undefined;
  /** e.g. `1K`. */
  readonly imageSize?: string | undefined;
}

/** US dollars a million tokens, as decimal micro-dollars (1 USD = 1,000,000). */
export interface TokenCosts {
  readonly inputUsdMicros: number;
  readonly outputUsdMicros: number;
  readonly imageOutputUsdMicros?: number | undefined;
}

/** One row of the catalogue: models are data, edited by admins. */
export interface Model {
  readonly id: ModelId;
  readonly title: string;
  readonly family: ModelFamily;
  readonly capabilities: readonly GenerationKind[];
  /** Credits a request; one absent for a capability falls back to the default prices. */
  readonly prices: { readonly [kind in GenerationKind]?: number };
  /** Credits added by image size, e.g. `{ '4K': 2 }`. */
  readonly sizeSurcharges: { readonly [size: string]: number };
  readonly aspectRatios: readonly string[];
  readonly imageSizes: readonly string[];
  /** How many pictures an edit may take; 0 when it cannot edit. */
  readonly maxInputImages: number;
  readonly costPerMillionTokens: TokenCosts;
  /** Flat cost of a picture for models that report no tokens (Imagen). */
  readonly costPerImageUsdMicros?: number | undefined;
  /** Asked when this one is overloaded or retired. */
  readonly fallback?: ModelId | undefined;
  /** ISO date on which the provider stops serving it. */
  readonly shutdownOn?: string | undefined;
  readonly enabled: boolean;
  /** Order in the user's list. */
  readonly position: number;
}

/** Tokens as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  /** Text and thinking. */
  readonly outputTokens: number;
  readonly imageOutputTokens: number;
  readonly images: number;
}

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, imageOutputTokens: 0, images: 0 };

const defaultPrices: { readonly [kind in GenerationKind]: number } = { text: 1, image: 2, edit: 2 };

/** The price of one request, in credits. */
export function priceOf(model: Model, kind: GenerationKind, options: ImageOptions): Credits {
  const base = model.prices[kind] ?? defaultPrices[kind];
  const surcharge = kind === 'text' ? 0 : (model.sizeSurcharges[options.imageSize ?? ''] ?? 0);
  return credits(base + surcharge);
}

/** What the provider takes for one call, in micro-dollars, rounded up. */
export function costOf(model: Model, usage: Usage): bigint {
  const rates = model.costPerMillionTokens;
  const tokens =
    usage.inputTokens * rates.inputUsdMicros +
    usage.outputTokens * rates.outputUsdMicros +
    usage.imageOutputTokens * (rates.imageOutputUsdMicros ?? rates.outputUsdMicros);
  const flat = usage.images * (model.costPerImageUsdMicros ?? 0);
  return BigInt(Math.ceil(tokens / 1_000_000) + flat);
}

export function isUsable(model: Model, kind: GenerationKind, today: string): boolean {
  const alive = model.shutdownOn === undefined || today < model.shutdownOn;
  return model.enabled && alive && model.capabilities.includes(kind);
}

/** Only the options that the model offers; what it does not know is left to its default. */
export function supportedOptions(model: Model, wanted: ImageOptions): ImageOptions {
  const { aspectRatio, imageSize } = wanted;
  return {
    ...(aspectRatio !== undefined && model.aspectRatios.includes(aspectRatio)
      ? { aspectRatio }
      : {}),
    ...(imageSize !== undefined && model.imageSizes.includes(imageSize) ? { imageSize } : {}),
  };
}
