import { FluentResource } from '@fluent/bundle';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { bundleWith, useBundles } from '../../../../src/adapters/telegram/texts/bundles.ts';
import { descriptions } from '../../../../src/adapters/telegram/texts/editing/descriptions.ts';
import { EditableTexts } from '../../../../src/adapters/telegram/texts/editing/editable-texts.ts';
import { type MessageKey, messages } from '../../../../src/adapters/telegram/texts/messages.ts';
import { translate } from '../../../../src/adapters/telegram/texts/translate.ts';
import type { ContentProblem } from '../../../../src/domain/content/content.ts';
import { type Language, languages } from '../../../../src/domain/users/user.ts';
import { someDay } from '../../../builders/domain.ts';

const texts = new EditableTexts();
const override = (key: string, text: string, language: Language = 'en') => ({
  key,
  language,
  text,
  updatedAt: someDay,
});
const check = (key: string, text: string, language: Language = 'en') =>
  texts.check(key, language, text);
const shown = (key: string, text: string) => {
  const checked = check(key, text);
  return checked.ok ? checked.value : checked.error;
};

afterEach(() => {
  texts.use([]);
});

describe('the editable texts', () => {
  /** The operator's own, and the buttons whose words the bot must know again. */
  const notEditable =
    /^(operator|event|difference|digest|payment-status|payment-fact|admin|benefit|refund|flag)-|^button-(refund|mode-text|mode-image)$/;

  test('are all texts that users meet, each once', () => {
    const expected = Object.keys(messages).filter((key) => !notEditable.test(key));
    expect(
      texts
        .entries()
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  test('have a description, and an example for each value', () => {
    for (const { key, description, variables } of texts.entries()) {
      expect(description, key).not.toBe('');
      expect(
        variables.map(({ name }) => name),
        key,
      ).toEqual(Object.keys(messages[key as MessageKey]));
      expect(
        variables.filter(({ name, example }) => name === example),
        key,
      ).toEqual([]);
    }
    expect(texts.find('help')?.group).toBe('welcome');
    expect(texts.find('operator-question')).toBeUndefined();
    expect(Object.keys(descriptions.support)).toContain('terms');
  });

  test.each(languages)(
    'have defaults in %s that pass their own check and change nothing',
    (language) => {
      const written = (key: MessageKey) =>
        [0, 1, 2, 5, 21, 1234].map((number) => {
          const values = texts
            .find(key)
            ?.variables.map(({ name, type, example }) => [
              name,
              type === 'number' ? number : example,
            ]);
          return translate(language, key, Object.fromEntries(values ?? []) as never);
        });
      const keys = texts.entries().map(({ key }) => key as MessageKey);
      const before = keys.map(written);
      const overrides = texts
        .entries()
        .map(({ key, defaults }) => override(key, defaults[language], language));

      expect(texts.use(overrides)).toEqual([]);
      expect(keys.map(written)).toEqual(before);
    },
  );
});

describe('an edited text', () => {
  test('stands where the default stood, and in its language alone', () => {
    texts.use([override('start-new', 'Hi { $name }: { credits }')]);

    expect(translate('en', 'start-new', { name: 'Bo', credits: 1 })).toBe('Hi Bo: 1 credit');
    expect(translate('ru', 'start-new', { name: 'Bo', credits: 1 })).toMatch(/^Здравствуйте/);
  });

  test('is read within other texts, too', () => {
    texts.use([
      override(
        'credits',
        '{ $credits ->\n  [one] { $credits } banana\n *[other] { $credits } bananas\n}',
      ),
    ]);

    expect(translate('en', 'start-returning', { name: 'Bo', credits: 3 })).toContain('3 bananas');
  });

  test('gives way to the default when it is reset', () => {
    const before = translate('en', 'new-done');
    texts.use([override('new-done', 'Fresh!')]);
    expect(translate('en', 'new-done')).toBe('Fresh!');

    texts.use([]);
    expect(translate('en', 'new-done')).toBe(before);
  });

  test('that this release cannot write is left out, and the rest is used', () => {
    const broken = override('new-done', '{ $gone }');
    const unknown = override('a-text-of-old', 'x');

    expect(texts.use([broken, unknown, override('cancel-nothing', 'Nothing')])).toEqual([
      {
        override: broken,
        problem: { rule: 'unknown_variable', name: 'gone', allowed: [] },
      },
      { override: unknown, problem: undefined },
    ]);
    expect(translate('en', 'new-done')).toMatch(/^A clean slate/);
    expect(translate('en', 'cancel-nothing')).toBe('Nothing');
  });

  test.each([
    ['lists', 'I can:\n* answer\n* draw\n[and]\n.more', 'I can:\n* answer\n* draw\n[and]\n.more'],
    ['blank lines and indentation', 'a\n\n  b\nc', 'a\n\n  b\nc'],
    ['what looks like another message', 'a\nterms = none\n# b', 'a\nterms = none\n# b'],
    ['markup', '*bold* _x_ <b> [a](b) & $5 "q" \\n', '*bold* _x_ <b> [a](b) & $5 "q" \\n'],
    ['braces between quotes', '{"{"}name{"}"}', '{name}'],
    ['quotes within a choice', '{ $text ->\n [0] none "\n *[other] say "hi"\n}', 'say "hi"'],
    ['text around a choice', 'a { $text ->\n  [one] b\n *[other] c\n} d\n* e', 'a c d\n* e'],
    ['numbers in their own format', '{ NUMBER($text, minimumFractionDigits: 1) }', '5.0'],
  ])('may have %s', (_what, text, expected) => {
    expect(shown('help', text)).toBe(expected);
  });

  test.each<[string, string, string, ContentProblem]>([
    ['nothing in it', 'help', ' \n\u200b ', { rule: 'empty' }],
    [
      'a wording that is empty',
      'help',
      '{ $text ->\n [one] {""}\n *[other] x\n}',
      { rule: 'empty' },
    ],
    ['4097 characters', 'help', 'x'.repeat(4097), { rule: 'too_long', length: 4097, limit: 4096 }],
    [
      'more than fits a message',
      'help',
      'x'.repeat(3501),
      { rule: 'too_long_when_shown', length: 3501, limit: 3500 },
    ],
    [
      'more than fits its place',
      'checkout-offer-over',
      'x'.repeat(256),
      { rule: 'too_long_when_shown', length: 256, limit: 255 },
    ],
    ['a brace that is not closed', 'help', 'a { $text', { rule: 'syntax' }],
    ['a brace that is not opened', 'help', 'a }', { rule: 'syntax' }],
    ['a brace too many', 'help', '{ $text }}', { rule: 'syntax' }],
    ['a choice without a default', 'help', '{ $text ->\n [one] a\n}', { rule: 'syntax' }],
    [
      'an attribute within a choice',
      'help',
      '{ $text ->\n *[other] a\n .b = c\n}',
      { rule: 'syntax' },
    ],
    ['a separator that begins another message', 'help', '\u2028terms = x', { rule: 'syntax' }],
    ['a separator within it', 'help', 'a\u2028terms = x', { rule: 'syntax' }],
    ['words between braces', 'help', '{ your name }', { rule: 'syntax' }],
    [
      'an unknown variable',
      'new-done',
      'Hi { $name }',
      { rule: 'unknown_variable', name: 'name', allowed: [] },
    ],
    [
      'an unknown variable in a choice',
      'credits',
      '{ $credits ->\n *[other] { $name }\n}',
      { rule: 'unknown_variable', name: 'name', allowed: ['credits'] },
    ],
    [
      'a message that the default does not put in',
      'help',
      '{ terms }',
      { rule: 'unknown_reference', name: 'terms', allowed: ['prices'] },
    ],
    [
      'itself',
      'help',
      '{ help }',
      { rule: 'unknown_reference', name: 'help', allowed: ['prices'] },
    ],
    [
      'an attribute of a message',
      'help',
      '{ prices.a }',
      { rule: 'unknown_reference', name: 'prices.a', allowed: ['prices'] },
    ],
    [
      'a term',
      'help',
      '{ -brand }',
      { rule: 'unknown_reference', name: '-brand', allowed: ['prices'] },
    ],
    ['a function', 'help', '{ DATETIME($text) }', { rule: 'unknown_function', name: 'DATETIME' }],
    ['a choice of nothing', 'help', '{ $text ->\n}', { rule: 'unwritable' }],
    ['a number made of a word', 'start-new', '{ NUMBER($name) }', { rule: 'unwritable' }],
  ])('is refused for %s', (_what, key, text, problem) => {
    expect(check(key, text)).toEqual({ ok: false, error: problem });
  });

  test('is refused or can be written, whatever it is, and leaves all others as they are', () => {
    const pieces = fc.constantFrom(
      ...['{', '}', '{ $text }', '{ $credits }', '{ prices }', '{"x"}', '{""}', '"', '\\', '\n'],
      ...['[one]', '*[other]', '*', '.', '->', '{ $text ->', 'NUMBER(', ')', 'a', ' ', '#', '='],
      ...['terms =', '-term = x', '\n    ', '\u0000', '\u2028', '🍌', '\ud83c'],
    );
    const before = translate('en', 'terms');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const { ok } = check('help', text);
        const unusable = texts.use([override('help', text)]);
        expect(unusable).toHaveLength(ok ? 0 : 1);
        expect(translate('en', 'help', { text: 1, image: 2, edit: 3 }).trim()).not.toBe('');
        expect(translate('en', 'terms')).toBe(before);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['nested braces', '{'.repeat(2_000) + '}'.repeat(2_000)],
    ['nested braces around a value', `${'{'.repeat(2_040)} $text ${'}'.repeat(2_040)}`],
    ['open braces', '{ "'.repeat(1_365)],
    ['values', '{$text}'.repeat(585)],
    ['choices', '{$text->\n*[a]{$text->\n*[b]'.repeat(150)],
  ])('of nothing but %s is judged without delay', (_what, text) => {
    const start = performance.now();
    check('help', text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('that fails when it is written gives way to the default', () => {
    const failing = new FluentResource('new-done = { $gone }\ncancel-nothing = {""}\n');
    useBundles({ en: bundleWith('en', [failing]), ru: bundleWith('ru', []) });

    expect(translate('en', 'new-done')).toMatch(/^A clean slate/);
    expect(translate('en', 'cancel-nothing')).toMatch(/^Nothing to cancel/);
    texts.use([override('new-done', 'x')]);
  });

  test('of unknown key cannot be checked', () => {
    expect(() => check('operator-question', 'x')).toThrow('no such entry');
  });
});
