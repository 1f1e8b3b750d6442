import type { RequestRefusal } from '../../../application/generations/request-refusal.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Language } from '../../../domain/users/user.ts';
import { translate } from './translate.ts';

/** Why a request was not accepted, in the user's language. Nothing was charged. */
export function describeRefusal(language: Language, refusal: RequestRefusal): string {
  switch (refusal.kind) {
    case 'banned':
      return refusal.reason.trim() === ''
        ? translate(language, 'refusal-banned-without-reason')
        : translate(language, 'refusal-banned', { reason: refusal.reason });
    case 'prompt_empty':
      return translate(language, 'refusal-prompt-empty');
    case 'prompt_too_long':
      return translate(language, 'refusal-prompt-too-long', {
        length: refusal.length,
        limit: refusal.limit,
      });
    case 'insufficient_credits':
      return translate(language, 'refusal-insufficient-credits', {
        available: refusal.available,
        price: translate(language, 'credits', { credits: refusal.required }),
        balance: translate(language, 'credits', { credits: refusal.available }),
      });
    case 'too_many_requests':
      return translate(language, 'refusal-too-many-requests', {
        limit: refusal.limitPerMinute,
        seconds: Math.ceil(refusal.retryAfterSeconds),
      });
    case 'too_many_waiting':
      return translate(language, 'refusal-too-many-waiting', { limit: refusal.limit });
    case 'no_model':
      return refusal.generationKind === 'text'
        ? translate(language, 'refusal-no-model-text')
        : translate(language, 'refusal-no-model-image');
    case 'too_many_pictures':
      return translate(language, 'refusal-too-many-pictures', {
        given: refusal.given,
        limit: refusal.limit,
      });
    default:
      return assertNever(refusal);
  }
}
