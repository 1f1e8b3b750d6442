import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../../src/adapters/telegram/messenger/markdown/render.ts';
import {
  plainText,
  type RichText,
} from '../../../../src/adapters/telegram/messenger/markdown/rich-text.ts';
import { split, tail } from '../../../../src/adapters/telegram/messenger/markdown/split.ts';

const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');
const paragraph = (words: number): string => 'word '.repeat(words).trim();

/** What Telegram asks of every message. */
function expectSendable({ text, entities }: RichText, limit: number): void {
  expect(text.trim()).not.toBe('');
  expect(text.length).toBeLessThanOrEqual(limit);
  expect(text.trimEnd()).toBe(text);
  expect(text).toBe(text.toWellFormed());
  for (const [index, entity] of entities.entries()) {
    expect(entity.offset).toBeGreaterThanOrEqual(0);
    expect(entity.length).toBeGreaterThan(0);
    expect(entity.offset + entity.length).toBeLessThanOrEqual(text.length);
    for (const other of entities.slice(index + 1)) {
      const ends = [entity.offset + entity.length, other.offset + other.length] as const;
      const isApart = ends[0] <= other.offset;
      const isNested = other.offset >= entity.offset && ends[1] <= ends[0];
      expect(isApart || isNested).toBe(true);
      if (isNested && !isApart) {
        expect(entity.type).not.toBe(other.type);
        expect(['code', 'pre']).not.toContain(entity.type);
      }
    }
  }
}

const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('слово', '👩‍🚀', '🍌🍌', 'é́́', 'a'.repeat(90), '中文', '\u200d', '**', '`', '_'),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
const block = fc.oneof(
  { weight: 4, arbitrary: sentence },
  sentence.map((text) => `**${text}**`),
  sentence.map((text) => `> ${text}\n> _${text}_`),
  fc
    .array(sentence, { minLength: 1, maxLength: 6 })
    .map((all) => all.map((text) => `- ${text}`).join('\n')),
  fc
    .array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 40 })
    .map((code) => `\`\`\`ts\n${code.join('\n')}\n\`\`\``),
  sentence.map((text) => `[${text}](https://example.com)`),
  sentence.map((text) => `| a | b |\n|-|-|\n| ${text.replaceAll('|', '')} | \`x\` |`),
);
const document = fc
  .array(block, { minLength: 1, maxLength: 25 })
  .map((blocks) => blocks.join('\n\n'));

describe('any Markdown', () => {
  test('becomes messages that Telegram takes and that together hold the whole text', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 40, max: 800 }), (markdown, limit) => {
        const rich = renderMarkdown(markdown);
        const parts = split(rich, limit);
        expect(withoutBlanks(parts.map(({ text }) => text).join(''))).toBe(
          withoutBlanks(rich.text),
        );
        for (const part of parts) {
          expectSendable(part, limit);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('has an end that Telegram takes', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 40, max: 800 }), (markdown, limit) => {
        const rich = renderMarkdown(markdown);
        fc.pre(rich.text.trim() !== '');
        const end = tail(rich, limit);
        expectSendable(end, limit);
        expect(withoutBlanks(rich.text).endsWith(withoutBlanks(end.text))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('any characters', () => {
  test('are never cut within a surrogate pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
        fc.integer({ min: 2, max: 40 }),
        (text, limit) => {
          for (const part of split(plainText(text), limit)) {
            expect(part.text).toBe(part.text.toWellFormed());
            expect(part.text.length).toBeLessThanOrEqual(limit);
          }
        },
      ),
    );
  });
});

describe('a long answer', () => {
  test('is cut between paragraphs', () => {
    const [first, second] = split(plainText(`${paragraph(500)}\n\n${paragraph(400)}`));

    expect(first?.text).toBe(paragraph(500));
    expect(second?.text).toBe(paragraph(400));
  });

  test('is cut between lines when paragraphs are long', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${paragraph(14)}`);

    for (const { text } of split(plainText(lines.join('\n')))) {
      expect(text).toMatch(/^\d+ word/);
    }
  });

  test('is cut between words when lines are long', () => {
    const parts = split(plainText(paragraph(3_000)));

    expect(parts.every(({ text }) => /^word.*word$/.test(text))).toBe(true);
    expect(parts.map(({ text }) => text.length)).toEqual([4094, 4094, 4094, 2714]);
  });

  test('without any blank is cut where it must be', () => {
    expect(split(plainText('a'.repeat(10_000))).map(({ text }) => text.length)).toEqual([
      4096, 4096, 1808,
    ]);
  });

  test('keeps a code block that fits in one message whole', () => {
    const code = 'const x = 1;\n'.repeat(200).trim();
    const parts = split(renderMarkdown(`${paragraph(500)}\n\n\`\`\`js\n${code}\n\`\`\`\n\nend`));

    expect(parts.map(({ text }) => text)).toEqual([paragraph(500), `${code}\n\nend`]);
    expect(parts[1]?.entities).toEqual([
      { type: 'pre', language: 'js', offset: 0, length: code.length },
    ]);
  });

  test('opens a code block anew that is longer than a message, at a line', () => {
    const code = Array.from(
      { length: 400 },
      (_, line) => `  print(${line})  # a line of code`,
    ).join('\n');
    const parts = split(renderMarkdown(`Look:\n\`\`\`python\n${code}\n\`\`\``));

    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part.entities).toHaveLength(1);
      expect(part.entities[0]).toMatchObject({ type: 'pre', language: 'python' });
      expect(part.text).toMatch(/ {2}print\(\d+\) {2}# a line of code$/);
    }
    expect(parts[1]?.text).toMatch(/^ {2}print/);
  });

  test('carries emphasis over to the next message', () => {
    const parts = split(renderMarkdown(`**${paragraph(1_500)}**`));

    expect(parts.length).toBe(2);
    for (const { text, entities } of parts) {
      expect(entities).toEqual([{ type: 'bold', offset: 0, length: text.length }]);
    }
  });

  test('has at most the hundred entities a message may have', () => {
    const [part] = split(renderMarkdown('**a** b '.repeat(300)));

    expect(part?.entities).toHaveLength(100);
  });

  test('that is blank is no message', () => {
    expect(split(plainText(' \n '))).toEqual([]);
  });
});
