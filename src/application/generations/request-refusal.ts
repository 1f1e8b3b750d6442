import type { GenerationKind } from '../../domain/models/model.ts';

/** Why a request was not accepted. Nothing was charged. Plain JSON: a notice may carry it. */
export type RequestRefusal =
  | { readonly kind: 'banned'; readonly reason: string }
  | { readonly kind: 'prompt_empty' }
  | { readonly kind: 'prompt_too_long'; readonly length: number; readonly limit: number }
  | { readonly kind: 'insufficient_credits'; readonly required: number; readonly available: number }
  | {
      readonly kind: 'too_many_requests';
      readonly limitPerMinute: number;
      readonly retryAfterSeconds: number;
    }
  | { readonly kind: 'too_many_waiting'; readonly limit: number }
  | { readonly kind: 'no_model'; readonly generationKind: GenerationKind }
  | { readonly kind: 'too_many_pictures'; readonly given: number; readonly limit: number };
