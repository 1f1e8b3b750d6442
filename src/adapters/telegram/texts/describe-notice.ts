import type { Notice, OperatorAlert, PaymentNotice } from '../../../application/notices.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Language } from '../../../domain/users/user.ts';
import { describeEvents } from './describe-event.ts';
import { describeFailure } from './describe-failure.ts';
import { describePaymentProblem } from './describe-payment-problem.ts';
import { describeRefusal } from './describe-refusal.ts';
import { formatDay } from './format-day.ts';
import { formatMoney } from './format-money.ts';
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
    case 'referral_purchase_rewarded':
      return translate(language, 'notice-referral-purchase', { credits: notice.credits });
    case 'credits_granted':
      return notice.note === undefined || notice.note.trim() === ''
        ? translate(language, 'notice-credits-granted', { credits: notice.credits })
        : translate(language, 'notice-credits-granted-note', {
            credits: notice.credits,
            note: notice.note,
          });
    case 'admin_message':
      return notice.text;
    case 'operator_alert':
      return describeAlert(language, notice.alert);
    case 'operator_digest':
      return describeEvents(language, notice.events);
    default:
      return describePayment(language, notice);
  }
}

const subscriptionKeys = {
  active: 'notice-subscription-active',
  canceled: 'notice-subscription-canceled',
  failed: 'notice-subscription-failed',
} as const;

function describePayment(language: Language, notice: PaymentNotice): string {
  switch (notice.kind) {
    case 'payment_received': {
      const { paid, credits, balance, isRenewal } = notice;
      return translate(language, isRenewal ? 'notice-renewed' : 'notice-paid', {
        price: formatMoney(language, paid),
        credits,
        balance: translate(language, 'credits', { credits: balance }),
      });
    }
    case 'payment_unmatched':
      return translate(language, 'notice-unmatched', {
        price: formatMoney(language, notice.paid),
        payment: notice.paymentId,
      });
    case 'payment_page_ready':
      return translate(language, 'page-ready', { price: formatMoney(language, notice.price) });
    case 'payment_failed':
      return translate(language, 'notice-payment-failed', {
        price: formatMoney(language, notice.price),
        reason: describePaymentProblem(language, notice.reason),
      });
    case 'payment_refunded':
      return describeRefund(language, notice);
    case 'subscription_changed':
      return translate(language, subscriptionKeys[notice.state], {
        day: formatDay(language, new Date(notice.paidUntil)),
      });
    default:
      return assertNever(notice);
  }
}

function describeRefund(
  language: Language,
  { refunded, credits }: Extract<PaymentNotice, { kind: 'payment_refunded' }>,
): string {
  const back = translate(language, 'notice-refunded', { price: formatMoney(language, refunded) });
  return credits > 0
    ? `${back} ${translate(language, 'notice-refunded-credits', { credits })}`
    : back;
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
    case 'payment_provider_down':
      return translate(language, 'operator-provider-down', {
        provider: alert.provider === 'telegram' ? 'Telegram' : 'YooKassa',
      });
    case 'invoice_refused':
      return translate(language, 'operator-invoice-refused', { description: alert.description });
    case 'payment_provider_refuses':
      return translate(language, 'operator-provider-refuses', { code: alert.code });
    default:
      return assertNever(alert);
  }
}
