import type { Notice, OperatorAlert } from '../../../application/notices.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Language } from '../../../domain/users/user.ts';
import { describeFailure } from './describe-failure.ts';
import { describeRefusal } from './describe-refusal.ts';
import { translate } from './translate.ts';

export function describeNotice(language: Language, notice: Notice): string {
  switch (notice.kind) {
    case 'generation_failed':
      return describeFailure(language, notice.failure, notice.returned);
    case 'request_refused':
      return describeRefusal(language, notice.refusal);
    case 'edit_instruction_wanted':
      return translate(language, 'edit-wanted', { pictures: notice.pictures });
    case 'referral_rewarded':
      return translate(language, 'notice-referral-rewarded', { credits: notice.credits });
    case 'credits_granted':
      return notice.note === undefined || notice.note.trim() === ''
        ? translate(language, 'notice-credits-granted', { credits: notice.credits })
        : translate(language, 'notice-credits-granted-note', {
            credits: notice.credits,
            note: notice.note,
          });
    case 'operator_alert':
      return describeAlert(language, notice.alert);
    default:
      return assertNever(notice);
  }
}

function describeAlert(language: Language, alert: OperatorAlert): string {
  switch (alert.kind) {
    case 'region_refused':
      return translate(language, 'operator-region-refused');
    case 'provider_key_refused':
      return translate(language, 'operator-provider-key-refused');
    case 'model_missing':
      return translate(language, 'operator-model-missing', { models: alert.modelIds.join(', ') });
    case 'audit_unclean':
      return translate(language, 'operator-audit-unclean', { findings: alert.findings });
    default:
      return assertNever(alert);
  }
}
