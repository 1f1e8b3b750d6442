import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { GenerationKind, ImageOptions, Model, Usage } from '../../domain/models/model.ts';
import type { ModelId } from '../../domain/shared/ids.ts';
import type { Result } from '../../domain/shared/result.ts';

export type PromptPart =
  | { readonly kind: 'text'; readonly text: string; readonly signature?: string | undefined }
  | {
      readonly kind: 'image';
      readonly bytes: Uint8Array;
      readonly mimeType: string;
      readonly signature?: string | undefined;
    };

export interface PromptTurn {
  readonly role: 'user' | 'model';
  readonly parts: readonly PromptPart[];
}

export interface ModelRequest {
  readonly model: Model;
  readonly kind: GenerationKind;
  /** Oldest first; the last is the user's. */
  readonly turns: readonly PromptTurn[];
  readonly options: ImageOptions;
  readonly systemInstruction?: string | undefined;
}

export interface ModelAnswer {
  /** Text parts in order; for pictures at most one image part, the final one. */
  readonly parts: readonly PromptPart[];
  readonly usage: Usage;
  readonly truncated: boolean;
}

export interface CallOptions {
  /** Aborting ends the call with a `canceled` failure. */
  readonly signal: AbortSignal;
  /** Receives the whole text so far, often; a retry starts over from the empty text. */
  readonly onText?: ((soFar: string) => void) | undefined;
}

/**
 * A model that answers. One call makes bounded retries of its own (backoff, the provider's
 * RetryInfo) within its time limits; choosing a fallback model is the caller's.
 */
export interface GenerativeModel {
  /** Failures: safety, no_image, empty_answer, quota, overloaded, model_retired, region_refused,
   * unauthorized, invalid_request, timeout, canceled. Throws for bugs alone. */
  generate(
    request: ModelRequest,
    options: CallOptions,
  ): Promise<Result<ModelAnswer, GenerationFailure>>;
  /** The ids that the provider serves now. */
  available(): Promise<Result<readonly ModelId[], GenerationFailure>>;
}
