import { assertNever } from '../shared/assert-never.ts';
import type { FinalStatus } from './status.ts';

/** Why a generation was not delivered. Each kind has its own sentence for the user. */
export type GenerationFailure =
  /** The provider's safety rules refused the prompt or what came out of it. */
  | { readonly kind: 'safety'; readonly stage: 'prompt' | 'output'; readonly reason: string }
  /** The model answered without a picture. */
  | { readonly kind: 'no_image' }
  /** The model answered with nothing at all. */
  | { readonly kind: 'empty_answer' }
  | { readonly kind: 'quota'; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'model_retired' }
  /** The provider does not serve the country of our address: an operator's problem. */
  | { readonly kind: 'region_refused' }
  /** The provider refuses our key: an operator's problem. */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'invalid_request'; readonly message: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'input_unreadable'; readonly reason: 'gone' | 'too_large' | 'not_an_image' }
  /** The messenger will not let us reach the user. */
  | { readonly kind: 'undeliverable'; readonly reason: string }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'expired' }
  /** A bug or an outage of ours. */
  | { readonly kind: 'internal' };

export function statusOf(failure: GenerationFailure): Exclude<FinalStatus, 'succeeded'> {
  switch (failure.kind) {
    case 'safety':
      return 'blocked';
    case 'canceled':
      return 'canceled';
    case 'expired':
      return 'expired';
    case 'no_image':
    case 'empty_answer':
    case 'quota':
    case 'overloaded':
    case 'model_retired':
    case 'region_refused':
    case 'unauthorized':
    case 'invalid_request':
    case 'timeout':
    case 'input_unreadable':
    case 'undeliverable':
    case 'internal':
      return 'failed';
    default:
      return assertNever(failure);
  }
}

/** Whether another model may succeed where this one did not. */
export function deservesFallback(failure: GenerationFailure): boolean {
  return (
    failure.kind === 'overloaded' ||
    failure.kind === 'quota' ||
    failure.kind === 'model_retired' ||
    failure.kind === 'timeout'
  );
}
