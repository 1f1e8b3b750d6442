import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type MessageKey, messages } from '../../../../src/adapters/telegram/texts/messages.ts';
import { translate } from '../../../../src/adapters/telegram/texts/translate.ts';
import type { Language } from '../../../../src/domain/users/user.ts';

const languages: readonly Language[] = ['ru', 'en'];
const keys = Object.keys(messages) as MessageKey[];

/** Messages of a file with the text of each. */
function sourceOf(language: Language): ReadonlyMap<string, string> {
  const file = new URL(`../../../../src/adapters/telegram/texts/${language}.ftl`, import.meta.url);
  const entries = readFileSync(file, 'utf8').matchAll(
    /^([a-z][\w-]*) =((?:.*\n)(?:(?:[ \t].*)?\n)*)/gm,
  );
  return new Map(Array.from(entries, ([, key = '', text = '']) => [key, text]));
}

/** Variables of a message, those of the messages in it included. */
function variablesOf(source: ReadonlyMap<string, string>, key: string): Set<string> {
  const text = source.get(key) ?? '';
  const own = Array.from(text.matchAll(/\$(\w+)/g), ([, name = '']) => name);
  const inner = Array.from(text.matchAll(/\{ ([a-z][\w-]*) \}/g), ([, name = '']) => name);
  return new Set([...own, ...inner.flatMap((name) => [...variablesOf(source, name)])]);
}

function render(language: Language, key: MessageKey, number: number): string {
  const variables = Object.fromEntries(
    Object.entries(messages[key]).map(([name, type]) => [
      name,
      type === 'number' ? number : 'words',
    ]),
  );
  return translate(language, key, variables as never);
}

describe.each(languages)('the texts in %s', (language) => {
  const source = sourceOf(language);

  test('are exactly those that the code knows', () => {
    expect([...source.keys()].toSorted()).toEqual(keys.toSorted());
  });

  test.each(keys)('%s has the variables that the code gives', (key) => {
    expect([...variablesOf(source, key)].toSorted()).toEqual(Object.keys(messages[key]).toSorted());
  });

  test.each(keys)('%s can be read', (key) => {
    for (const number of [0, 1, 2, 5, 21, 1234]) {
      const text = render(language, key, number);
      expect(text.trim()).toBe(text);
      expect(text).not.toBe('');
      expect(text).not.toMatch(/[{}\u2068\u2069]/);
      expect(text.length).toBeLessThan(4096);
    }
  });

  test('fit where Telegram puts them', () => {
    const longest: readonly (readonly [RegExp, number])[] = [
      [/^command-/, 256],
      [/^button-/, 40],
      [/^bot-description$/, 512],
      [/^bot-short-description$/, 120],
      [/-placeholder$/, 64],
      // Shown as an answer to a button.
      [/^checkout-/, 255],
      [/^invoice-description$/, 255],
      [/^check-(?!canceled)/, 200],
      [/^subscription-(stopped|resumed|not-changed|later)$/, 200],
      [/^offer-gone$/, 200],
      [/^(again-accepted|file-sending|file-gone|button-expired|settings-saved)$/, 200],
    ];
    for (const [pattern, limit] of longest) {
      for (const key of keys.filter((name) => pattern.test(name))) {
        expect(render(language, key, 1000).length, key).toBeLessThanOrEqual(limit);
      }
    }
  });
});

test('the languages differ, but for names and layout', () => {
  const alike: readonly MessageKey[] = [
    'balance-entry',
    'language-ru',
    'language-en',
    'button-size-surcharge',
    'button-chosen',
    'offer-line',
    'package-title',
    'button-package',
  ];
  const same = keys.filter((key) => render('ru', key, 5) === render('en', key, 5));

  expect(same.filter((key) => !alike.includes(key))).toEqual([]);
});

test('Russian numbers agree with their nouns', () => {
  const forms = [1, 2, 5, 11, 21, 22, 25, 112].map((credits) =>
    translate('ru', 'credits', { credits }),
  );

  expect(forms).toEqual([
    '1 кредит',
    '2 кредита',
    '5 кредитов',
    '11 кредитов',
    '21 кредит',
    '22 кредита',
    '25 кредитов',
    '112 кредитов',
  ]);
  expect(translate('ru', 'waiting-ahead', { ahead: 3 })).toBe('⏳ В очереди: перед вами 3 запроса');
});

test('English numbers agree with their nouns', () => {
  expect([1, 2].map((credits) => translate('en', 'credits', { credits }))).toEqual([
    '1 credit',
    '2 credits',
  ]);
});
