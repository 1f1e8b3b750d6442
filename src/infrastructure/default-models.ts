import type { Model, TokenCosts } from '../domain/models/model.ts';
import { modelId } from '../domain/shared/ids.ts';

/*
 * The catalogue that a new installation starts with; from then on admins edit it in the database.
 *
 * Ids, dates and prices as of November 2026: ai.google.dev (models, deprecations, pricing, changelog), for
 * `gemini-nano-banana-2.1` the pages of LiteLLM, ngrok and TanStack, which agree. Google changes all of them every few
 * months; the ids are checked against `GET /v1beta/models` at every start.
 */

/** Dollars a million tokens. */
function usd(input: number, output: number, imageOutput?: number): TokenCosts {
  const micros = (dollars: number): number => Math.round(dollars * 1_000_000);
  return {
    inputUsdMicros: micros(input),
    outputUsdMicros: micros(output),
    ...(imageOutput === undefined ? {} : { imageOutputUsdMicros: micros(imageOutput) }),
  };
}

const tenRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
/** Only the newest image models draw banners. */
const fourteenRatios = [...tenRatios, '1:4', '4:1', '1:8', '8:1'];
const imagenRatios = ['1:1', '3:4', '4:3', '9:16', '16:9'];

const textModel = {
  family: 'gemini',
  capabilities: ['text'],
  prices: {},
  sizeSurcharges: {},
  aspectRatios: [],
  imageSizes: [],
  maxInputImages: 0,
  enabled: true,
} as const satisfies Partial<Model>;

const imageModel = {
  family: 'gemini',
  capabilities: ['image', 'edit'],
  prices: {},
  sizeSurcharges: {},
  maxInputImages: 14,
  enabled: true,
} as const satisfies Partial<Model>;

/**
 * Imagen left the API-key backend on 17 August 2026 and is sold on Google Cloud alone: enable a row when
 * `GOOGLE_CLOUD_PROJECT` is set. It is billed by the picture.
 */
const imagenModel = {
  family: 'imagen',
  capabilities: ['image'],
  prices: {},
  sizeSurcharges: {},
  aspectRatios: imagenRatios,
  maxInputImages: 0,
  costPerMillionTokens: usd(0, 0),
  enabled: false,
} as const satisfies Partial<Model>;

const textModels: readonly Model[] = [
  {
    ...textModel,
    id: modelId('gemini-3.8-flash'),
    title: 'Gemini 3.8 Flash',
    // An introductory price: it doubles on 1 January 2027.
    costPerMillionTokens: usd(0.75, 3.75),
    fallback: modelId('gemini-3.6-flash'),
    position: 10,
  },
  {
    ...textModel,
    id: modelId('gemini-3.1-pro-preview'),
    title: 'Gemini 3.1 Pro',
    prices: { text: 3 },
    costPerMillionTokens: usd(2, 12),
    fallback: modelId('gemini-3.8-flash'),
    position: 20,
  },
  {
    ...textModel,
    id: modelId('gemini-3.6-flash'),
    title: 'Gemini 3.6 Flash',
    costPerMillionTokens: usd(1.5, 7.5),
    fallback: modelId('gemini-3.5-flash-lite'),
    position: 30,
  },
  {
    ...textModel,
    id: modelId('gemini-3.5-flash-lite'),
    title: 'Gemini 3.5 Flash-Lite',
    costPerMillionTokens: usd(0.3, 2.5),
    fallback: modelId('gemini-3.1-flash-lite'),
    position: 40,
  },
  {
    ...textModel,
    id: modelId('gemini-3.1-flash-lite'),
    title: 'Gemini 3.1 Flash-Lite',
    costPerMillionTokens: usd(0.25, 1.5),
    shutdownOn: '2027-05-07',
    position: 50,
  },
];

const imageModels: readonly Model[] = [
  {
    ...imageModel,
    id: modelId('gemini-nano-banana-2.1'),
    title: 'Nano Banana 2.1',
    aspectRatios: fourteenRatios,
    imageSizes: ['1K', '2K', '4K'],
    sizeSurcharges: { '2K': 1, '4K': 2 },
    costPerMillionTokens: usd(1.5, 7.5, 30),
    // Costs the same a picture; Nano Banana Pro would cost four times the price that was held.
    fallback: modelId('gemini-3.1-flash-lite-image'),
    position: 110,
  },
  {
    ...imageModel,
    id: modelId('gemini-3-pro-image'),
    title: 'Nano Banana Pro',
    prices: { image: 6, edit: 6 },
    aspectRatios: tenRatios,
    imageSizes: ['1K', '2K', '4K'],
    sizeSurcharges: { '4K': 4 },
    costPerMillionTokens: usd(2, 12, 120),
    fallback: modelId('gemini-nano-banana-2.1'),
    position: 120,
  },
  {
    ...imageModel,
    id: modelId('gemini-3.1-flash-lite-image'),
    title: 'Gemini 3.1 Flash-Lite Image',
    aspectRatios: tenRatios,
    imageSizes: ['1K'],
    // Google names $0.034 a picture and no token price; this is that figure over 1,120 tokens.
    costPerMillionTokens: usd(0.25, 1.5, 30),
    position: 130,
  },
];

/** Pictures cost 2, 4 and 6 US cents: Google's list prices before the API-key backend lost them. */
const imagenModels: readonly Model[] = [
  {
    ...imagenModel,
    id: modelId('imagen-4.0-fast-generate-001'),
    title: 'Imagen 4 Fast',
    imageSizes: ['1K'],
    costPerImageUsdMicros: 20_000,
    position: 210,
  },
  {
    ...imagenModel,
    id: modelId('imagen-4.0-generate-001'),
    title: 'Imagen 4',
    imageSizes: ['1K', '2K'],
    costPerImageUsdMicros: 40_000,
    position: 220,
  },
  {
    ...imagenModel,
    id: modelId('imagen-4.0-ultra-generate-001'),
    title: 'Imagen 4 Ultra',
    imageSizes: ['1K', '2K'],
    costPerImageUsdMicros: 60_000,
    position: 230,
  },
];

export const defaultModels: readonly Model[] = [...textModels, ...imageModels, ...imagenModels];
