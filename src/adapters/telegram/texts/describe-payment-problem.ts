import type { Language } from '../../../domain/users/user.ts';
import type { PlainMessageKey } from './messages.ts';
import { translate } from './translate.ts';

/** YooKassa's reasons (an open set) and our own, by what the payer can do about them. */
const keys: ReadonlyMap<string, PlainMessageKey> = new Map([
  ['3d_secure_failed', 'problem-3d-secure'],
  ['call_issuer', 'problem-call-issuer'],
  ['card_expired', 'problem-card-expired'],
  ['country_forbidden', 'problem-country'],
  ['expired_on_confirmation', 'problem-too-late'],
  ['expired_on_capture', 'problem-too-late'],
  ['not_paid_in_time', 'problem-too-late'],
  ['never_opened', 'problem-provider'],
  ['unknown_to_provider', 'problem-provider'],
  ['fraud_suspected', 'problem-fraud'],
  ['general_decline', 'problem-declined'],
  ['identification_required', 'problem-identification'],
  ['insufficient_funds', 'problem-funds'],
  ['internal_timeout', 'problem-provider'],
  ['invalid_card_number', 'problem-card-number'],
  ['invalid_csc', 'problem-card-code'],
  ['issuer_unavailable', 'problem-issuer-away'],
  ['payment_method_limit_exceeded', 'problem-limit'],
  ['payment_method_restricted', 'problem-restricted'],
  ['permission_revoked', 'problem-restricted'],
  ['unsupported_mobile_operator', 'problem-operator'],
]);

/** Why a payment did not come about, and what helps. @param reason the provider's word */
export function describePaymentProblem(language: Language, reason: string): string {
  return translate(language, keys.get(reason) ?? 'problem-unknown');
}
