import type { GenerationFailure } from '../../domain/generations/failure.ts';
import { ConnectionError } from './connection-error.ts';
import { type ProviderError, parseProviderError } from './provider-error.ts';

/** What went wrong with one attempt, and whether another attempt may help. */
export interface CallFault {
  readonly failure: GenerationFailure;
  /** `after`: the provider named the wait, in milliseconds. */
  readonly retry:
    | { readonly kind: 'never' }
    | { readonly kind: 'backoff' }
    | { readonly kind: 'after'; readonly delayMs: number };
  /** For the log: codes alone, never a message, which may quote the prompt. */
  readonly detail: string;
}

const never = { kind: 'never' } as const;
const backoff = { kind: 'backoff' } as const;

/** A fault that belongs to the answer itself: asking again would bring the same. */
export function finalFault(failure: GenerationFailure, detail: string): CallFault {
  return { failure, retry: never, detail };
}

/** The connection broke or brought something unreadable: the provider's trouble, worth another try. */
export function brokenAnswer(detail: string): CallFault {
  return { failure: { kind: 'overloaded' }, retry: backoff, detail };
}

/** An answer of HTTP status 400 and above. `body` is the body's text, or text that ends with it. */
export function faultOfStatus(httpStatus: number, body: string): CallFault {
  const error = parseProviderError(body);
  const detail = [`http ${httpStatus}`, error.status, ...error.reasons].filter(Boolean).join(' ');
  if (httpStatus === 429) {
    const { retryDelayMs } = error;
    return {
      failure: { kind: 'quota', retryAfterMs: retryDelayMs },
      retry: retryDelayMs === undefined ? backoff : { kind: 'after', delayMs: retryDelayMs },
      detail,
    };
  }
  if (httpStatus === 408 || httpStatus >= 500) {
    return brokenAnswer(detail);
  }
  return finalFault(refusalOf(httpStatus, error), detail);
}

/**
 * The fault behind what a provider call threw.
 * @throws the error itself when it is no failure of the provider: then it is a bug.
 */
export function faultOfThrown(error: unknown): CallFault {
  if (error instanceof ConnectionError) {
    return brokenAnswer(error.code);
  }
  if (error instanceof SyntaxError) {
    return brokenAnswer('unreadable body');
  }
  throw error;
}

/** Statuses per https://ai.google.dev/gemini-api/docs/troubleshooting. */
function refusalOf(httpStatus: number, error: ProviderError): GenerationFailure {
  if (/location is not supported/i.test(error.message)) {
    return { kind: 'region_refused' };
  }
  if (httpStatus === 401 || httpStatus === 403 || isKeyRefused(error)) {
    return { kind: 'unauthorized' };
  }
  if (httpStatus === 404) {
    return { kind: 'model_retired' };
  }
  return { kind: 'invalid_request', message: error.message.slice(0, 300) };
}

/** FAILED_PRECONDITION that is not about the location is missing billing: the operator's to solve. */
function isKeyRefused(error: ProviderError): boolean {
  return (
    error.status === 'FAILED_PRECONDITION' ||
    error.reasons.some((reason) => reason.startsWith('API_KEY_'))
  );
}
