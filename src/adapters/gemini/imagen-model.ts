import type {
  CallOptions,
  GenerativeModel,
  ModelAnswer,
  ModelRequest,
  PromptPart,
} from '../../application/ports/generative-model.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import { noUsage, supportedOptions } from '../../domain/models/model.ts';
import { type ModelId, modelId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { type CallFault, finalFault } from './call-fault.ts';
import type { CallLimits } from './call-limits.ts';
import type { CallRunner } from './call-runner.ts';
import type { ImagenClient, Prediction, PredictRequest } from './imagen-client.ts';
import { toBase64 } from './prompt-contents.ts';

export interface ImagenModelOptions {
  readonly client: ImagenClient;
  readonly runner: CallRunner;
  readonly limits: CallLimits;
}

type ImagePart = Extract<PromptPart, { kind: 'image' }>;

/** The Imagen family: one picture from one prompt, no conversation and no tokens. */
export class ImagenModel implements GenerativeModel {
  readonly #client: ImagenClient;
  readonly #runner: CallRunner;
  readonly #limits: CallLimits;

  constructor({ client, runner, limits }: ImagenModelOptions) {
    this.#client = client;
    this.#runner = runner;
    this.#limits = limits;
  }

  async generate(
    request: ModelRequest,
    { signal }: CallOptions,
  ): Promise<Result<ModelAnswer, GenerationFailure>> {
    if (request.kind === 'text') {
      return err({ kind: 'invalid_request', message: 'Imagen makes pictures only' });
    }
    const wire = predictRequest(request);
    return this.#runner.run({
      modelId: request.model.id,
      kind: request.kind,
      deadlineMs: this.#limits.imageMs,
      signal,
      attempt: async (scope) => {
        const predictions = await this.#client.predict(request.model.id, wire, scope.signal);
        return predictions.ok ? toAnswer(predictions.value) : predictions;
      },
      describe: ({ usage }) => ({ images: usage.images }),
    });
  }

  async available(): Promise<Result<readonly ModelId[], GenerationFailure>> {
    const ids = await this.#runner.run({
      modelId: 'imagen',
      kind: 'list',
      deadlineMs: this.#limits.listMs,
      signal: new AbortController().signal,
      attempt: ({ signal }) => this.#client.listModels(signal),
      describe: (found) => ({ models: found.length }),
    });
    return ids.ok ? ok(ids.value.map(modelId)) : ids;
  }
}

function predictRequest(request: ModelRequest): PredictRequest {
  const parts = request.turns.at(-1)?.parts ?? [];
  const prompt = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
  const pictures = parts.filter((part) => part.kind === 'image');
  const { aspectRatio, imageSize } = supportedOptions(request.model, request.options);
  return {
    instances: [
      {
        prompt,
        ...(pictures.length === 0 ? {} : { referenceImages: pictures.map(toReference) }),
      },
    ],
    parameters: {
      sampleCount: 1,
      includeRaiReason: true,
      ...(aspectRatio === undefined ? {} : { aspectRatio }),
      ...(imageSize === undefined ? {} : { sampleImageSize: imageSize }),
      ...(pictures.length === 0 ? {} : { editMode: 'EDIT_MODE_DEFAULT' }),
    },
  };
}

function toReference(picture: ImagePart, index: number): object {
  return {
    referenceType: 'REFERENCE_TYPE_RAW',
    referenceId: index + 1,
    referenceImage: {
      bytesBase64Encoded: toBase64(picture.bytes),
      mimeType: picture.mimeType,
    },
  };
}

function toAnswer(predictions: readonly Prediction[]): Result<ModelAnswer, CallFault> {
  const picture = predictions.find((prediction) => prediction.bytesBase64Encoded);
  if (picture?.bytesBase64Encoded === undefined) {
    const reason = predictions.find((each) => each.raiFilteredReason)?.raiFilteredReason;
    return err(
      reason === undefined
        ? finalFault({ kind: 'no_image' }, 'no predictions')
        : finalFault({ kind: 'safety', stage: 'output', reason: reason.slice(0, 200) }, 'filtered'),
    );
  }
  return ok({
    parts: [
      {
        kind: 'image',
        bytes: Buffer.from(picture.bytesBase64Encoded, 'base64'),
        mimeType: picture.mimeType ?? 'image/png',
      },
    ],
    usage: { ...noUsage, images: 1 },
    truncated: false,
  });
}
