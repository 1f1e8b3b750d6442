import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contextWindow,
  type Exchange,
  estimateTokens,
} from '../../../src/domain/conversations/conversation.ts';
import { costOf, isUsable, priceOf, supportedOptions } from '../../../src/domain/models/model.ts';
import {
  acceptsInvitation,
  inviterIsPaid,
  referralCodeIn,
  referralPayload,
} from '../../../src/domain/referrals/referral.ts';
import {
  defaultSettings,
  parseSetting,
  settingDefinitions,
  settingNames,
} from '../../../src/domain/settings/settings.ts';
import { generationId, userId } from '../../../src/domain/shared/ids.ts';
import { languageOf, languageOfCode } from '../../../src/domain/users/user.ts';
import { aModel } from '../../builders/domain.ts';

describe('an invitation', () => {
  const newcomer = { id: userId(2), isFirstContact: true };

  test('counts on first contact, from somebody else who is not banned', () => {
    expect(acceptsInvitation(newcomer, { id: userId(1), isBanned: false })).toBe(true);
    expect(
      acceptsInvitation({ ...newcomer, isFirstContact: false }, { id: userId(1), isBanned: false }),
    ).toBe(false);
    expect(acceptsInvitation(newcomer, { id: userId(2), isBanned: false })).toBe(false);
    expect(acceptsInvitation(newcomer, { id: userId(1), isBanned: true })).toBe(false);
  });

  test('pays up to the daily cap', () => {
    expect(inviterIsPaid(9, 10)).toBe(true);
    expect(inviterIsPaid(10, 10)).toBe(false);
  });

  test('travels in a start link that Telegram accepts', () => {
    expect(referralCodeIn(referralPayload('aB3dE5gH9k'))).toBe('aB3dE5gH9k');
    expect(referralPayload('a'.repeat(32)).length).toBeLessThanOrEqual(64);
    for (const payload of [
      undefined,
      '',
      'promo',
      'ref_',
      'ref_a b',
      'ref_<script>',
      'xref_abcd',
    ]) {
      expect(referralCodeIn(payload)).toBeUndefined();
    }
  });
});

describe('the memory of a conversation', () => {
  const exchange = (tokens: number, index: number): Exchange => ({
    generationId: generationId(String(index)),
    prompt: 'p',
    answer: [],
    tokens,
    createdAt: new Date(index),
  });

  test('keeps the newest exchanges that fit, without holes, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 100 }), { maxLength: 20 }),
        fc.nat({ max: 500 }),
        (sizes, budget) => {
          const all = sizes.map(exchange);
          const kept = contextWindow(all, budget);
          const total = kept.reduce((sum, one) => sum + one.tokens, 0);
          expect(kept).toEqual(all.slice(all.length - kept.length));
          expect(total).toBeLessThanOrEqual(budget);
          const next = all[all.length - kept.length - 1];
          expect(next === undefined || total + next.tokens > budget).toBe(true);
        },
      ),
    );
  });

  test('counts Cyrillic dearer than English', () => {
    expect(estimateTokens('abcdefgh')).toBe(2);
    expect(estimateTokens('абвгдежз')).toBe(4);
    expect(estimateTokens('')).toBe(0);
  });
});

describe('a model of the catalogue', () => {
  test('costs its price plus the surcharge of the size, text never a surcharge', () => {
    const model = aModel({ prices: { image: 3 }, sizeSurcharges: { '4K': 2 } });
    expect(priceOf(model, 'image', { imageSize: '4K' })).toBe(5n);
    expect(priceOf(model, 'image', { imageSize: '1K' })).toBe(3n);
    expect(priceOf(model, 'text', { imageSize: '4K' })).toBe(1n);
    expect(priceOf(model, 'edit', {})).toBe(2n);
  });

  test('costs the operator what its tokens and pictures cost, rounded up', () => {
    const model = aModel({
      costPerMillionTokens: {
        inputUsdMicros: 1_500_000,
        outputUsdMicros: 7_500_000,
        imageOutputUsdMicros: 30_000_000,
      },
    });
    const usage = { inputTokens: 10, outputTokens: 0, imageOutputTokens: 1_120, images: 1 };
    expect(costOf(model, usage)).toBe(33_615n);
  });

  test('is on sale while it is enabled, able and not shut down', () => {
    const model = aModel({ capabilities: ['text'], shutdownOn: '2026-12-01' });
    expect(isUsable(model, 'text', '2026-11-30')).toBe(true);
    expect(isUsable(model, 'text', '2026-12-01')).toBe(false);
    expect(isUsable(model, 'image', '2026-11-30')).toBe(false);
    expect(isUsable({ ...model, enabled: false }, 'text', '2026-11-30')).toBe(false);
  });

  test('is asked only for options that it offers', () => {
    const model = aModel({ aspectRatios: ['1:1'], imageSizes: ['1K'] });
    expect(supportedOptions(model, { aspectRatio: '1:1', imageSize: '8K' })).toEqual({
      aspectRatio: '1:1',
    });
  });
});

describe('settings', () => {
  test('have defaults that obey their own rules', () => {
    for (const name of settingNames) {
      expect(parseSetting(name, defaultSettings[name])).toEqual({
        ok: true,
        value: defaultSettings[name],
      });
      expect(settingDefinitions[name].description).not.toBe('');
    }
  });

  test.each(['', ' ', 'ten', '1.5', '-1', '100001', null, true])(
    'refuse %j as a number of credits and name the rule',
    (value) => {
      const parsed = parseSetting('welcomeCredits', value);
      expect(parsed).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('a whole number from 0 to 100000') },
      });
    },
  );
});

describe('the language of a user', () => {
  test('is the chosen one, else Russian where it is mostly read, else English', () => {
    expect(
      languageOf({ languageCode: 'ru', preferences: { mode: 'text', sendAsFile: false } }),
    ).toBe('ru');
    expect(
      languageOf({
        languageCode: 'ru',
        preferences: { mode: 'text', sendAsFile: false, language: 'en' },
      }),
    ).toBe('en');
    expect(languageOfCode('be-BY')).toBe('ru');
    expect(languageOfCode('pt-br')).toBe('en');
    expect(languageOfCode(undefined)).toBe('en');
  });
});
