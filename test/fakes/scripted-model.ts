import type {
  CallOptions,
  GenerativeModel,
  ModelAnswer,
  ModelRequest,
} from '../../src/application/ports/generative-model.ts';
import type { GenerationFailure } from '../../src/domain/generations/failure.ts';
import { noUsage, type Usage } from '../../src/domain/models/model.ts';
import type { ModelId } from '../../src/domain/shared/ids.ts';
import { err, ok, type Result } from '../../src/domain/shared/result.ts';

/** How one call ends. */
export type ScriptedOutcome =
  | {
      readonly kind: 'text';
      /** Told to `onText` one after the other; the answer is all of them. */
      readonly chunks: readonly string[];
      readonly signature?: string;
      readonly usage?: Usage;
      readonly truncated?: boolean;
    }
  | {
      readonly kind: 'picture';
      readonly bytes: Uint8Array;
      readonly mimeType?: string;
      /** Words beside the picture. */
      readonly text?: string;
      readonly signature?: string;
      readonly usage?: Usage;
    }
  | { readonly kind: 'failure'; readonly failure: GenerationFailure }
  /** Never answers; only the caller's abort ends it. */
  | { readonly kind: 'hang' }
  /** A bug or outage: the call rejects. */
  | { readonly kind: 'throws'; readonly error: Error }
  /** Ends as `outcome` says when the promise resolves. */
  | {
      readonly kind: 'after';
      readonly ready: Promise<unknown>;
      readonly outcome: ScriptedOutcome;
    };

export interface ScriptedModelOptions {
  /** How a call ends that the script says nothing about. */
  readonly otherwise?: (request: ModelRequest) => ScriptedOutcome;
  readonly served?: readonly ModelId[];
}

const pixel = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const textUsage: Usage = { ...noUsage, inputTokens: 10, outputTokens: 20 };
const pictureUsage: Usage = { ...noUsage, inputTokens: 10, imageOutputTokens: 1120, images: 1 };

/** A model that answers by a script and keeps what it was asked. Without a script every call succeeds. */
export class ScriptedModel implements GenerativeModel {
  readonly requests: ModelRequest[] = [];
  readonly #otherwise: (request: ModelRequest) => ScriptedOutcome;
  readonly #served: readonly ModelId[];
  readonly #script: { readonly outcome: ScriptedOutcome; readonly model: ModelId | undefined }[] =
    [];

  constructor({ otherwise = usualOutcome, served = [] }: ScriptedModelOptions = {}) {
    this.#otherwise = otherwise;
    this.#served = served;
  }

  /** Adds outcomes for the next calls, in order; `model` keeps them for calls to that model. */
  script(outcomes: readonly ScriptedOutcome[], model?: ModelId): void {
    this.#script.push(...outcomes.map((outcome) => ({ outcome, model })));
  }

  generate(
    request: ModelRequest,
    options: CallOptions,
  ): Promise<Result<ModelAnswer, GenerationFailure>> {
    this.requests.push(request);
    const index = this.#script.findIndex(
      ({ model }) => model === undefined || model === request.model.id,
    );
    const [scripted] = index < 0 ? [] : this.#script.splice(index, 1);
    return play(scripted?.outcome ?? this.#otherwise(request), options);
  }

  async available(): Promise<Result<readonly ModelId[], GenerationFailure>> {
    return ok(this.#served);
  }
}

function usualOutcome({ kind }: ModelRequest): ScriptedOutcome {
  return kind === 'text'
    ? { kind: 'text', chunks: ['An ', 'answer.'] }
    : { kind: 'picture', bytes: pixel };
}

async function play(
  outcome: ScriptedOutcome,
  { signal, onText }: CallOptions,
): Promise<Result<ModelAnswer, GenerationFailure>> {
  if (signal.aborted) {
    return err({ kind: 'canceled' });
  }
  switch (outcome.kind) {
    case 'text': {
      let soFar = '';
      for (const chunk of outcome.chunks) {
        soFar += chunk;
        onText?.(soFar);
      }
      const { signature, usage = textUsage, truncated = false } = outcome;
      const part = { kind: 'text', text: soFar, ...(signature && { signature }) } as const;
      return ok({ parts: [part], usage, truncated });
    }
    case 'picture': {
      const { bytes, mimeType = 'image/png', text, signature, usage = pictureUsage } = outcome;
      const words = text === undefined ? [] : [{ kind: 'text', text } as const];
      const picture = { kind: 'image', bytes, mimeType, ...(signature && { signature }) } as const;
      return ok({ parts: [...words, picture], usage, truncated: false });
    }
    case 'failure':
      return err(outcome.failure);
    case 'hang':
      await aborted(signal);
      return err({ kind: 'canceled' });
    case 'throws':
      throw outcome.error;
    case 'after':
      await Promise.race([outcome.ready, aborted(signal)]);
      return play(outcome.outcome, onText ? { signal, onText } : { signal });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
