import type { GenerateContentParameters } from '@google/genai/web';
import type {
  CallOptions,
  GenerativeModel,
  ModelAnswer,
  ModelRequest,
} from '../../application/ports/generative-model.ts';
import type { LogFields } from '../../application/ports/logger.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import { supportedOptions } from '../../domain/models/model.ts';
import { type ModelId, modelId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { answerEnd, promptRefusal } from './answer-endings.ts';
import { pictureParts, TextCollector } from './answer-parts.ts';
import { brokenAnswer, type CallFault, finalFault } from './call-fault.ts';
import type { CallLimits } from './call-limits.ts';
import type { AttemptScope, CallRunner } from './call-runner.ts';
import type { GeminiClient } from './gemini-client.ts';
import { pictureBytes, toContents } from './prompt-contents.ts';
import { toUsage } from './usage.ts';

export interface GeminiModelOptions {
  readonly client: GeminiClient;
  readonly runner: CallRunner;
  readonly limits: CallLimits;
}

type Attempted = Promise<Result<ModelAnswer, CallFault>>;

/** An inline request may be 100 MB (ai.google.dev changelog, 2026-01-08), and base64 adds a third. */
const MAX_PICTURE_BYTES = 70_000_000;

/** The Gemini family behind an API key: text is streamed, pictures come whole. */
export class GeminiModel implements GenerativeModel {
  readonly #client: GeminiClient;
  readonly #runner: CallRunner;
  readonly #limits: CallLimits;

  constructor({ client, runner, limits }: GeminiModelOptions) {
    this.#client = client;
    this.#runner = runner;
    this.#limits = limits;
  }

  async generate(
    request: ModelRequest,
    { signal, onText }: CallOptions,
  ): Promise<Result<ModelAnswer, GenerationFailure>> {
    if (pictureBytes(request.turns) > MAX_PICTURE_BYTES) {
      return err({ kind: 'invalid_request', message: 'The pictures are too large together' });
    }
    const isText = request.kind === 'text';
    const wire = isText ? this.#textRequest(request) : pictureRequest(request);
    return this.#runner.run({
      modelId: request.model.id,
      kind: request.kind,
      deadlineMs: isText ? this.#limits.textMs : this.#limits.imageMs,
      signal,
      attempt: (scope) =>
        isText ? this.#attemptText(wire, scope, onText) : this.#attemptPicture(wire, scope),
      describe: describeAnswer,
    });
  }

  async available(): Promise<Result<readonly ModelId[], GenerationFailure>> {
    const models = await this.#runner.run({
      modelId: '*',
      kind: 'list',
      deadlineMs: this.#limits.listMs,
      signal: new AbortController().signal,
      attempt: ({ signal }) => this.#client.listModels(signal),
      describe: (found) => ({ models: found.length }),
    });
    return models.ok
      ? ok(
          models.value.flatMap(({ name }) =>
            name ? [modelId(name.replace(/^models\//, ''))] : [],
          ),
        )
      : models;
  }

  #textRequest(request: ModelRequest): GenerateContentParameters {
    return {
      model: request.model.id,
      contents: toContents(request.turns),
      config: {
        ...systemInstruction(request),
        maxOutputTokens: this.#limits.maxOutputTokens,
      },
    };
  }

  async #attemptText(
    wire: GenerateContentParameters,
    scope: AttemptScope,
    onText: CallOptions['onText'],
  ): Attempted {
    const collector = new TextCollector();
    let finishReason: string | undefined;
    let usage = toUsage(undefined, 0);
    scope.expectWithin(this.#limits.firstChunkMs);
    for await (const chunk of this.#client.stream(wire, scope.signal)) {
      scope.expectWithin(this.#limits.idleMs);
      if (!chunk.ok) {
        return chunk;
      }
      const refusal = promptRefusal(chunk.value);
      if (refusal) {
        return err(finalFault(refusal, 'prompt refused'));
      }
      const candidate = chunk.value.candidates?.[0];
      const before = collector.text.length;
      for (const part of candidate?.content?.parts ?? []) {
        collector.add(part);
      }
      if (collector.text.length > before) {
        onText?.(collector.text);
      }
      finishReason = candidate?.finishReason ?? finishReason;
      usage = chunk.value.usageMetadata ? toUsage(chunk.value.usageMetadata, 0) : usage;
    }
    const end = answerEnd(finishReason);
    if (!end.usable) {
      return err(finalFault(end.failure, finishReason ?? ''));
    }
    if (collector.text.trim() === '') {
      return err(
        finishReason === undefined
          ? brokenAnswer('stream without an end')
          : finalFault({ kind: 'empty_answer' }, finishReason),
      );
    }
    return ok({ parts: collector.parts, usage, truncated: end.truncated });
  }

  async #attemptPicture(wire: GenerateContentParameters, scope: AttemptScope): Attempted {
    const response = await this.#client.generate(wire, scope.signal);
    if (!response.ok) {
      return response;
    }
    const refusal = promptRefusal(response.value);
    if (refusal) {
      return err(finalFault(refusal, 'prompt refused'));
    }
    const candidate = response.value.candidates?.[0];
    const finishReason = candidate?.finishReason;
    const end = answerEnd(finishReason);
    if (!end.usable) {
      return err(finalFault(end.failure, finishReason ?? ''));
    }
    const parts = pictureParts(candidate?.content?.parts ?? []);
    if (!parts.some((part) => part.kind === 'image')) {
      return err(finalFault({ kind: 'no_image' }, finishReason ?? 'no candidates'));
    }
    // The picture is whole, however the words around it ended.
    return ok({ parts, usage: toUsage(response.value.usageMetadata, 1), truncated: false });
  }
}

function pictureRequest(request: ModelRequest): GenerateContentParameters {
  const { aspectRatio, imageSize } = supportedOptions(request.model, request.options);
  const imageConfig = {
    ...(aspectRatio === undefined ? {} : { aspectRatio }),
    ...(imageSize === undefined ? {} : { imageSize }),
  };
  return {
    model: request.model.id,
    contents: toContents(request.turns),
    config: {
      ...systemInstruction(request),
      responseModalities: ['TEXT', 'IMAGE'],
      ...(Object.keys(imageConfig).length === 0 ? {} : { imageConfig }),
    },
  };
}

function systemInstruction({ systemInstruction }: ModelRequest): { systemInstruction?: string } {
  return systemInstruction === undefined ? {} : { systemInstruction };
}

function describeAnswer({ usage, truncated }: ModelAnswer): LogFields {
  return { ...usage, truncated };
}
