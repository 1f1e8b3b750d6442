import { describe, expect, test } from 'vitest';
import { describeEntry } from '../../../../src/adapters/telegram/texts/describe-entry.ts';
import { describeFailure } from '../../../../src/adapters/telegram/texts/describe-failure.ts';
import { describeNotice } from '../../../../src/adapters/telegram/texts/describe-notice.ts';
import { describeRefusal } from '../../../../src/adapters/telegram/texts/describe-refusal.ts';
import type { RequestRefusal } from '../../../../src/application/generations/request-refusal.ts';
import type { Notice } from '../../../../src/application/notices.ts';
import type { EntryKind, LedgerOperation } from '../../../../src/domain/credits/ledger.ts';
import type { GenerationFailure } from '../../../../src/domain/generations/failure.ts';

const failures: readonly GenerationFailure[] = [
  { kind: 'safety', stage: 'prompt', reason: 'PROHIBITED_CONTENT' },
  { kind: 'safety', stage: 'output', reason: 'IMAGE_SAFETY' },
  { kind: 'no_image' },
  { kind: 'empty_answer' },
  { kind: 'quota' },
  { kind: 'quota', retryAfterMs: 61_000 },
  { kind: 'overloaded' },
  { kind: 'model_retired' },
  { kind: 'region_refused' },
  { kind: 'unauthorized' },
  { kind: 'invalid_request', message: 'Request contains key AIzaSecret at line 3' },
  { kind: 'timeout' },
  { kind: 'input_unreadable', reason: 'gone' },
  { kind: 'input_unreadable', reason: 'too_large' },
  { kind: 'input_unreadable', reason: 'not_an_image' },
  { kind: 'undeliverable', reason: 'bot was blocked by the user' },
  { kind: 'canceled' },
  { kind: 'expired' },
  { kind: 'internal' },
];

const refusals: readonly RequestRefusal[] = [
  { kind: 'banned', reason: 'spam' },
  { kind: 'banned', reason: '' },
  { kind: 'prompt_empty' },
  { kind: 'prompt_too_long', length: 100_000, limit: 20_000 },
  { kind: 'insufficient_credits', required: 2, available: 1 },
  { kind: 'insufficient_credits', required: 2, available: 0 },
  { kind: 'too_many_requests', limitPerMinute: 20, retryAfterSeconds: 60 },
  { kind: 'too_many_waiting', limit: 12 },
  { kind: 'no_model', generationKind: 'text' },
  { kind: 'no_model', generationKind: 'edit' },
  { kind: 'too_many_pictures', given: 15, limit: 14 },
  { kind: 'too_many_pictures', given: 1, limit: 0 },
];

const paid = { amount: '499.00', currency: 'RUB' } as const;

const webhookDisabled = (reason: 'gone' | 'failing') =>
  ({
    kind: 'webhook_disabled',
    endpointId: 'e1',
    origin: 'https://hooks.example.com',
    reason,
  }) as const;

const notices: readonly Notice[] = [
  { kind: 'edit_instruction_wanted', pictures: 1 },
  { kind: 'edit_instruction_wanted', pictures: 3 },
  { kind: 'referral_rewarded', credits: 5 },
  { kind: 'credits_granted', credits: 10 },
  { kind: 'credits_granted', credits: 10, note: 'Sorry for the outage' },
  { kind: 'operator_alert', alert: { kind: 'region_refused' } },
  { kind: 'operator_alert', alert: { kind: 'provider_key_refused' } },
  { kind: 'operator_alert', alert: { kind: 'model_missing', modelIds: ['a', 'b'] } },
  { kind: 'operator_alert', alert: { kind: 'audit_unclean', findings: 2 } },
  { kind: 'operator_alert', alert: { kind: 'payment_provider_down', provider: 'telegram' } },
  { kind: 'operator_alert', alert: { kind: 'payment_provider_refuses', code: 'forbidden' } },
  { kind: 'operator_digest', events: [{ kind: 'no_payment_methods' }] },
  { kind: 'operator_digest', events: [webhookDisabled('gone')] },
  { kind: 'operator_digest', events: [webhookDisabled('failing')] },
  { kind: 'referral_purchase_rewarded', credits: 3 },
  { kind: 'payment_received', paid, credits: 165, balance: 170, isRenewal: false },
  { kind: 'payment_received', paid, credits: 200, balance: 201, isRenewal: true },
  { kind: 'payment_unmatched', paid, paymentId: 'p1' },
  { kind: 'payment_page_ready', url: 'https://pay.example', price: paid, paymentId: 'p1' },
  { kind: 'payment_failed', price: paid, reason: 'insufficient_funds' },
  { kind: 'payment_failed', price: paid, reason: 'something_new' },
  { kind: 'payment_refunded', refunded: paid, credits: 5 },
  { kind: 'payment_refunded', refunded: paid, credits: 0 },
  { kind: 'subscription_changed', state: 'active', paidUntil: '2026-02-14' },
  { kind: 'subscription_changed', state: 'canceled', paidUntil: '2026-02-14' },
  { kind: 'subscription_changed', state: 'failed', paidUntil: '2026-02-14' },
];

describe('a failure', () => {
  test.each(failures)('$kind is told with the credits that came back', (failure) => {
    expect(describeFailure('ru', failure, 2)).toMatch(/2 кредита вернулись на счёт\.$/);
    expect(describeFailure('en', failure, 1)).toMatch(/1 credit came back to your account\.$/);
  });

  test.each(failures)('$kind of a free request is told as not charged', (failure) => {
    expect(describeFailure('ru', failure, 0)).toMatch(/Кредиты не списаны\.$/);
  });

  test.each(failures)('$kind shows nothing that the provider wrote', (failure) => {
    expect(describeFailure('en', failure, 0)).not.toMatch(
      /AIza|PROHIBITED|IMAGE_SAFETY|blocked by/,
    );
  });

  test('of the quota says when to come back, in whole minutes', () => {
    expect(describeFailure('en', { kind: 'quota', retryAfterMs: 61_000 }, 0)).toContain(
      'in 2 minutes',
    );
  });

  test('arrives as a notice in the same words', () => {
    const failure: GenerationFailure = { kind: 'timeout' };

    expect(
      describeNotice('ru', {
        kind: 'generation_failed',
        generationKind: 'image',
        failure,
        returned: 2,
      }),
    ).toBe(describeFailure('ru', failure, 2));
  });
});

describe('a refusal', () => {
  test.each(refusals)('$kind is one or two sentences in both languages', (refusal) => {
    expect(describeRefusal('ru', refusal)).toMatch(/[а-яё]/i);
    expect(describeRefusal('en', refusal)).not.toMatch(/[а-яё]/i);
  });

  test('for lack of credits names price and balance and the way to more', () => {
    const text = describeRefusal('ru', refusals[4] as RequestRefusal);

    expect(text).toContain('2 кредита');
    expect(text).toContain('1 кредит');
    expect(text).toContain('/invite');
  });

  test('arrives as a notice in the same words', () => {
    const refusal: RequestRefusal = { kind: 'prompt_empty' };

    expect(describeNotice('en', { kind: 'request_refused', refusal })).toBe(
      describeRefusal('en', refusal),
    );
  });
});

test.each(notices)('the notice $kind has words of its own in both languages', (notice) => {
  expect(describeNotice('ru', notice)).not.toBe(describeNotice('en', notice));
  expect(describeNotice('ru', notice)).not.toBe('');
});

test('a grant is told with the words of who gave it', () => {
  expect(describeNotice('ru', { kind: 'credits_granted', credits: 1, note: 'За отзыв' })).toBe(
    '🎁 Вам начислен 1 кредит.\nЗа отзыв',
  );
});

test('every entry of the ledger has words', () => {
  const operations: LedgerOperation[] = ['grant', 'hold', 'capture', 'release', 'revoke'];
  const kinds: EntryKind[] = [
    'welcome',
    'referral',
    'purchase',
    'promo',
    'admin',
    'refund',
    'generation',
  ];
  for (const operation of operations) {
    for (const kind of kinds) {
      expect(describeEntry('ru', { operation, kind })).toMatch(/[а-яё]/);
    }
  }
});
