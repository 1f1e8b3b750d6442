import type { CatalogueModel } from './control-api.ts';

const FOURTEEN_RATIOS = [
  '1:1',
  '1:4',
  '4:1',
  '1:8',
  '8:1',
  '2:3',
  '3:2',
  '3:4',
  '4:3',
  '4:5',
  '5:4',
  '9:16',
  '16:9',
  '21:9',
];
const TEN_RATIOS = FOURTEEN_RATIOS.filter((ratio) => !/[48]:1$|1:[48]$/.test(ratio));
const IMAGEN_RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9'];
const GENERATE = ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent'];

/**
 * The models as of late 2026. Ids that Google has shut down (`gemini-2.5-flash-image`, `gemini-3.1-flash-image`, every
 * `*-image-preview`, Imagen on the API-key backend) are left out: asking for one is a 404, as it is there.
 * Billed tokens of a picture are the list price of a picture divided by the price of an output token.
 */
export const defaultModels: readonly CatalogueModel[] = [
  text('gemini-3.8-flash', 'Gemini 3.8 Flash', 'Fast model for everyday text'),
  text('gemini-3.7-flash', 'Gemini 3.7 Flash', 'The generation before 3.8 Flash'),
  text('gemini-3.6-flash', 'Gemini 3.6 Flash', 'Stable fast model'),
  text('gemini-3.5-flash', 'Gemini 3.5 Flash', 'Stable fast model'),
  text('gemini-3.5-flash-lite', 'Gemini 3.5 Flash-Lite', 'Cheap model for simple text'),
  text('gemini-3.1-flash-lite', 'Gemini 3.1 Flash-Lite', 'Cheap model, shuts down 2027-05-07'),
  {
    ...text('gemini-3.1-pro-preview', 'Gemini 3.1 Pro Preview', 'The deepest reasoning'),
    thinkingLevels: ['LOW', 'MEDIUM', 'HIGH'],
  },
  text('gemini-2.5-pro', 'Gemini 2.5 Pro', 'Retires 2026-12-01'),
  text('gemini-2.5-flash', 'Gemini 2.5 Flash', 'Retires 2026-12-01'),
  {
    ...drawing('gemini-nano-banana-2.1', 'Nano Banana 2.1', 'Pictures and edits'),
    thinkingLevels: ['MINIMAL', 'MEDIUM', 'HIGH'],
    tools: false,
    image: {
      aspectRatios: FOURTEEN_RATIOS,
      sizeTokens: { '1K': 1120, '2K': 1680, '4K': 2520 },
      maxReferences: 14,
      needsThoughtSignature: true,
    },
  },
  {
    ...drawing('gemini-3-pro-image', 'Nano Banana Pro', 'Pictures with long text and fine detail'),
    thinkingLevels: ['LOW', 'HIGH'],
    image: {
      aspectRatios: TEN_RATIOS,
      sizeTokens: { '1K': 1120, '2K': 1120, '4K': 2000 },
      maxReferences: 14,
      needsThoughtSignature: true,
    },
  },
  {
    ...drawing('gemini-3.1-flash-lite-image', 'Gemini 3.1 Flash-Lite Image', 'Quick 1K pictures'),
    thinkingLevels: ['MINIMAL', 'HIGH'],
    image: {
      aspectRatios: FOURTEEN_RATIOS,
      sizeTokens: { '1K': 1120 },
      maxReferences: 14,
      needsThoughtSignature: true,
    },
  },
  imagen('imagen-4.0-generate-001', 'Imagen 4'),
  imagen('imagen-4.0-ultra-generate-001', 'Imagen 4 Ultra'),
  imagen('imagen-4.0-fast-generate-001', 'Imagen 4 Fast'),
];

function text(id: string, displayName: string, description: string): CatalogueModel {
  return {
    id,
    displayName,
    description,
    family: 'gemini',
    output: 'text',
    backends: ['api_key', 'enterprise'],
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: GENERATE,
    thinkingLevels: ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'],
    tools: true,
  };
}

function drawing(id: string, displayName: string, description: string): CatalogueModel {
  return {
    ...text(id, displayName, description),
    output: 'image',
    inputTokenLimit: 65_536,
    outputTokenLimit: 32_768,
  };
}

function imagen(id: string, displayName: string): CatalogueModel {
  return {
    id,
    displayName,
    description: 'Vertex served Imagen model',
    family: 'imagen',
    output: 'image',
    backends: ['enterprise'],
    inputTokenLimit: 480,
    outputTokenLimit: 8_192,
    supportedGenerationMethods: ['predict'],
    thinkingLevels: [],
    tools: false,
    image: {
      aspectRatios: IMAGEN_RATIOS,
      sizeTokens: { '1K': 1290, '2K': 1290 },
      maxReferences: 4,
      needsThoughtSignature: false,
    },
  };
}
