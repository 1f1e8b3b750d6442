import {
  createGeminiModel,
  type ModelRuntime,
} from '../../../src/adapters/gemini/create-models.ts';
import type {
  CallOptions,
  GenerativeModel,
  ModelAnswer,
  ModelRequest,
  PromptPart,
} from '../../../src/application/ports/generative-model.ts';
import type { GenerationFailure } from '../../../src/domain/generations/failure.ts';
import type { GenerationKind, ImageOptions, Model } from '../../../src/domain/models/model.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import type { Result } from '../../../src/domain/shared/result.ts';
import { defaultModels } from '../../../src/infrastructure/default-models.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

export const API_KEY = 'the-secret-key';

function catalogued(id: string): Model {
  const model = defaultModels.find((each) => each.id === modelId(id));
  if (model === undefined) {
    throw new Error(`The catalogue has no ${id}`);
  }
  return model;
}

export interface ModelUnderTest {
  readonly model: GenerativeModel;
  readonly logger: RecordingLogger;
}

/** The adapter against a server, with waits of a millisecond. */
export function geminiAt(baseUrl: string, limits: ModelRuntime['limits'] = {}): ModelUnderTest {
  const logger = new RecordingLogger();
  const model = createGeminiModel({
    apiKey: API_KEY,
    baseUrl,
    logger,
    clock: { now: () => new Date() },
    limits: { backoffMs: 1, ...limits },
  });
  return { model, logger };
}

export function request(
  kind: GenerationKind,
  parts: readonly PromptPart[],
  { id, options = {} }: { readonly id?: string; readonly options?: ImageOptions } = {},
): ModelRequest {
  const model = catalogued(id ?? (kind === 'text' ? 'gemini-3.8-flash' : 'gemini-nano-banana-2.1'));
  return { model, kind, turns: [{ role: 'user', parts }], options };
}

export const words = (text: string): PromptPart => ({ kind: 'text', text });

export const picture = (bytes: Uint8Array, mimeType = 'image/png'): PromptPart => ({
  kind: 'image',
  bytes,
  mimeType,
});

export const patient = (): CallOptions => ({ signal: new AbortController().signal });

/** The answer of a call that must succeed. */
export function answerOf(result: Result<ModelAnswer, GenerationFailure>): ModelAnswer {
  if (!result.ok) {
    throw new Error(`Expected an answer, got ${JSON.stringify(result.error)}`);
  }
  return result.value;
}

export function textOf(answer: ModelAnswer): string {
  return answer.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

export function picturesOf(answer: ModelAnswer): readonly (PromptPart & { kind: 'image' })[] {
  return answer.parts.filter((part) => part.kind === 'image');
}
