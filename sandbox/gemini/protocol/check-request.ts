import { isContinuation } from '../answers/continuation.ts';
import type { CatalogueModel } from '../control-api.ts';
import type { FileStore } from '../files.ts';
import { checkHistory } from './check-history.ts';
import { checkMedia, type InputImage } from './check-media.ts';
import { type GoogleError, googleError, invalidArgument } from './google-error.ts';
import type { Content, GenerateRequest, Part } from './request-schema.ts';

/** A request that the model accepts, reduced to what an answer needs. */
export interface CheckedRequest {
  readonly request: GenerateRequest;
  readonly contents: readonly Content[];
  /** Text of the last user turn. */
  readonly prompt: string;
  /** Texts of the user turns before the last one, oldest first. */
  readonly earlierPrompts: readonly string[];
  /** Pictures of the last user turn, in order. */
  readonly images: readonly InputImage[];
  /** The newest picture of the turns before, which a follow-up edit continues from. */
  readonly historyImage: InputImage | undefined;
}

export type Checked =
  | { readonly ok: true; readonly value: CheckedRequest; readonly oddities: readonly string[] }
  | { readonly ok: false; readonly error: GoogleError };

/** Everything that the schema cannot say: turns, signatures, media, and what this model accepts. */
export async function checkRequest(
  request: GenerateRequest,
  model: CatalogueModel,
  files: FileStore,
): Promise<Checked> {
  const contents = request.contents ?? [];
  const error =
    checkContents(contents) ?? checkHistory(contents, model) ?? checkConfig(request, model);
  if (error !== undefined) return { ok: false, error };
  const media = await checkMedia(contents, model, files);
  if (!media.ok) return media;
  const last = contents.length - 1;
  const images = media.images.filter((image) => image.turn === last);
  const limit = model.image?.maxReferences;
  if (limit !== undefined && images.length > limit) {
    return {
      ok: false,
      error: invalidArgument(
        `Too many reference images: ${images.length}. models/${model.id} accepts at most ${limit}.`,
      ),
    };
  }
  const earlierPrompts = contents
    .slice(0, last)
    .filter((content) => roleOf(content) === 'user')
    .map(textOf);
  return {
    ok: true,
    oddities: media.oddities,
    value: {
      request,
      contents,
      prompt: textOf(contents[last]),
      earlierPrompts,
      images,
      historyImage: media.images.filter((image) => image.turn < last).at(-1),
    },
  };
}

/** A turn without a role is the user's. */
function roleOf(content: Content): string {
  return content.role ?? 'user';
}

function textOf(content: Content | undefined): string {
  const parts = content?.parts ?? [];
  return parts
    .filter((part) => part.text !== undefined && part.thought !== true)
    .map((part) => part.text)
    .join('\n')
    .trim();
}

function checkContents(contents: readonly Content[]): GoogleError | undefined {
  if (contents.length === 0) {
    return invalidArgument('* GenerateContentRequest.contents: contents is not specified\n');
  }
  for (const [turn, content] of contents.entries()) {
    if (!['user', 'model'].includes(roleOf(content))) {
      return invalidArgument('Please use a valid role: user, model.');
    }
    const parts = content.parts ?? [];
    if (parts.length === 0) {
      return invalidArgument(
        `* GenerateContentRequest.contents[${turn}].parts: contents.parts must not be empty.\n`,
      );
    }
    for (const [index, part] of parts.entries()) {
      if (dataFields(part) !== 1) {
        return invalidArgument(
          `* GenerateContentRequest.contents[${turn}].parts[${index}].data: required oneof field 'data' must have one initialized field\n`,
        );
      }
    }
  }
  return undefined;
}

function dataFields(part: Part): number {
  const data = [
    part.text,
    part.inlineData,
    part.fileData,
    part.functionCall,
    part.functionResponse,
    part.executableCode,
    part.codeExecutionResult,
  ];
  return data.filter((value) => value !== undefined).length;
}

function checkConfig(request: GenerateRequest, model: CatalogueModel): GoogleError | undefined {
  const config = request.generationConfig ?? {};
  if (config.candidateCount !== undefined && config.candidateCount !== 1) {
    return invalidArgument('Multiple candidates is not enabled for this model');
  }
  if (config.maxOutputTokens !== undefined && config.maxOutputTokens > model.outputTokenLimit) {
    return invalidArgument(
      `Unable to submit request because it has a maxOutputTokens value of ${config.maxOutputTokens} but the supported range is from 1 (inclusive) to ${model.outputTokenLimit + 1} (exclusive). Update the value and try again.`,
    );
  }
  const token = request.continuationToken;
  if (token !== undefined && !isContinuation(token)) {
    return invalidArgument('Continuation token is not valid.', 'continuation_token');
  }
  return (
    checkThinking(request, model) ??
    checkModalities(request, model) ??
    checkImageConfig(request, model) ??
    checkTools(request, model)
  );
}

function checkThinking(request: GenerateRequest, model: CatalogueModel): GoogleError | undefined {
  const thinking = request.generationConfig?.thinkingConfig;
  if (thinking === undefined) return undefined;
  const { thinkingLevel: level, thinkingBudget: budget } = thinking;
  if (level !== undefined && budget !== undefined) {
    return invalidArgument('You can only set only one of thinking budget and thinking level.');
  }
  if (level === undefined || level === 'THINKING_LEVEL_UNSPECIFIED') return undefined;
  if (model.thinkingLevels.includes(level)) return undefined;
  return invalidArgument(`Thinking level ${level} is not supported for this model.`);
}

function checkModalities(request: GenerateRequest, model: CatalogueModel): GoogleError | undefined {
  const wanted = request.generationConfig?.responseModalities;
  if (wanted === undefined || wanted.length === 0) return undefined;
  const key = [...new Set(wanted)].sort().join(', ').toLowerCase();
  const accepted = model.output === 'image' ? ['image', 'image, text'] : ['text'];
  if (accepted.includes(key)) return undefined;
  return invalidArgument(
    `The requested combination of response modalities (${key}) is not supported by the model. models/${model.id} accepts the following combination of response modalities:\n${accepted.map((line) => `* ${line}`).join('\n')}\n`,
  );
}

function checkImageConfig(
  request: GenerateRequest,
  model: CatalogueModel,
): GoogleError | undefined {
  const wanted = request.generationConfig?.imageConfig;
  if (wanted === undefined) return undefined;
  const { image } = model;
  if (image === undefined) {
    return invalidArgument(`Image config is not enabled for models/${model.id}`);
  }
  const { aspectRatio, imageSize } = wanted;
  if (aspectRatio !== undefined && !image.aspectRatios.includes(aspectRatio)) {
    return notOneOf('aspect_ratio', aspectRatio, image.aspectRatios);
  }
  const sizes = Object.keys(image.sizeTokens);
  if (imageSize !== undefined && !sizes.includes(imageSize)) {
    return notOneOf('image_size', imageSize, sizes);
  }
  return undefined;
}

function notOneOf(field: string, value: string, accepted: readonly string[]): GoogleError {
  return invalidArgument(
    `* GenerateContentRequest.generation_config.image_config.${field}: ${field} "${value}" must be one of ${accepted.map((each) => `'${each}'`).join(', ')}.\n`,
    `generation_config.image_config.${field}`,
  );
}

const TOOL_NAMES = [
  'functionDeclarations',
  'googleSearch',
  'googleSearchRetrieval',
  'codeExecution',
  'urlContext',
  'googleMaps',
  'fileSearch',
  'computerUse',
];

function checkTools(request: GenerateRequest, model: CatalogueModel): GoogleError | undefined {
  const tools = request.tools ?? [];
  for (const [index, tool] of tools.entries()) {
    const unknown = Object.keys(tool).find((name) => !TOOL_NAMES.includes(name));
    if (unknown !== undefined) {
      const field = `tools[${index}]`;
      return invalidArgument(
        `Invalid JSON payload received. Unknown name "${unknown}" at '${field}': Cannot find field.`,
        field,
      );
    }
  }
  if (model.tools) return undefined;
  if (tools.length > 0) return invalidArgument(`Tool use is not supported for models/${model.id}.`);
  const config = request.generationConfig;
  const structured =
    config?.responseSchema !== undefined ||
    config?.responseJsonSchema !== undefined ||
    (config?.responseMimeType !== undefined && config.responseMimeType !== 'text/plain');
  return structured ? googleError(400, 'JSON mode is not enabled for this model') : undefined;
}
