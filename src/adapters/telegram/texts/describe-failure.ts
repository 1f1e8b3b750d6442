import type { GenerationFailure } from '../../../domain/generations/failure.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Language } from '../../../domain/users/user.ts';
import { translate } from './translate.ts';

const minuteMs = 60_000;

/**
 * Why a request was not delivered, and whether credits came back, in the user's language.
 *
 * @param returned credits that came back
 */
export function describeFailure(
  language: Language,
  failure: GenerationFailure,
  returned: number,
): string {
  const money =
    returned > 0
      ? translate(language, 'credits-returned', { credits: returned })
      : translate(language, 'credits-not-charged');
  return `${reasonOf(language, failure)} ${money}`;
}

function reasonOf(language: Language, failure: GenerationFailure): string {
  switch (failure.kind) {
    case 'safety':
      return failure.stage === 'prompt'
        ? translate(language, 'failure-safety-prompt')
        : translate(language, 'failure-safety-output');
    case 'quota':
      return describeQuota(language, failure.retryAfterMs);
    case 'input_unreadable':
      return describeInput(language, failure.reason);
    case 'no_image':
      return translate(language, 'failure-no-image');
    case 'empty_answer':
      return translate(language, 'failure-empty-answer');
    case 'overloaded':
      return translate(language, 'failure-overloaded');
    case 'model_retired':
      return translate(language, 'failure-model-retired');
    case 'region_refused':
    case 'unauthorized':
      return translate(language, 'failure-service');
    case 'invalid_request':
      return translate(language, 'failure-invalid-request');
    case 'timeout':
      return translate(language, 'failure-timeout');
    case 'undeliverable':
      return translate(language, 'failure-undeliverable');
    case 'canceled':
      return translate(language, 'failure-canceled');
    case 'expired':
      return translate(language, 'failure-expired');
    case 'internal':
      return translate(language, 'failure-internal');
    default:
      return assertNever(failure);
  }
}

function describeQuota(language: Language, retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined) {
    return translate(language, 'failure-quota');
  }
  const minutes = Math.max(1, Math.ceil(retryAfterMs / minuteMs));
  return translate(language, 'failure-quota-wait', { minutes });
}

type InputProblem = Extract<GenerationFailure, { kind: 'input_unreadable' }>['reason'];

function describeInput(language: Language, reason: InputProblem): string {
  switch (reason) {
    case 'gone':
      return translate(language, 'failure-input-gone');
    case 'too_large':
      return translate(language, 'failure-input-too-large');
    case 'not_an_image':
      return translate(language, 'failure-input-not-an-image');
    default:
      return assertNever(reason);
  }
}
