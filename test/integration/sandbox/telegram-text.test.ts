import { describe, expect, it } from 'vitest';
import { formatText } from '../../../sandbox/telegram/text/formatted-text.ts';

type Case = {
  readonly name: string;
  readonly mode?: string;
  readonly text: string;
  readonly plain: string;
  readonly entities: readonly unknown[];
};

const good: readonly Case[] = [
  {
    name: 'nested MarkdownV2 styles',
    mode: 'MarkdownV2',
    text: '*bold _italic_ ~gone~* __under__ ||secret||',
    plain: 'bold italic gone under secret',
    entities: [
      { type: 'bold', offset: 0, length: 16 },
      { type: 'italic', offset: 5, length: 6 },
      { type: 'strikethrough', offset: 12, length: 4 },
      { type: 'underline', offset: 17, length: 5 },
      { type: 'spoiler', offset: 23, length: 6 },
    ],
  },
  {
    name: 'UTF-16 offsets behind an emoji',
    mode: 'MarkdownV2',
    text: '🍌 *банан*',
    plain: '🍌 банан',
    entities: [{ type: 'bold', offset: 3, length: 5 }],
  },
  {
    name: 'code blocks with and without a language',
    mode: 'MarkdownV2',
    text: '```ts\nlet a \\= 1;\n```\n`x_y`',
    plain: 'let a = 1;\n\nx_y',
    entities: [
      { type: 'pre', offset: 0, length: 11, language: 'ts' },
      { type: 'code', offset: 12, length: 3 },
    ],
  },
  {
    name: 'links with escaped brackets',
    mode: 'MarkdownV2',
    text: '[here\\!](https://example.com/a\\))',
    plain: 'here!',
    entities: [{ type: 'text_link', offset: 0, length: 5, url: 'https://example.com/a)' }],
  },
  {
    name: 'quotes, the second one expandable',
    mode: 'MarkdownV2',
    text: '>one\n>two\nplain\n>three||',
    plain: 'one\ntwo\nplain\nthree',
    entities: [
      { type: 'blockquote', offset: 0, length: 8 },
      { type: 'expandable_blockquote', offset: 14, length: 5 },
    ],
  },
  {
    name: 'HTML tags, references and attributes',
    mode: 'HTML',
    text: '<b>a &lt; b</b> <i>&#128512;</i> <a href="https://example.com/?a=1&amp;b=2">link</a>',
    plain: 'a < b 😀 link',
    entities: [
      { type: 'bold', offset: 0, length: 5 },
      { type: 'italic', offset: 6, length: 2 },
      { type: 'text_link', offset: 9, length: 4, url: 'https://example.com/?a=1&b=2' },
    ],
  },
  {
    name: 'HTML code with a language',
    mode: 'html',
    text: '<pre><code class="language-py">x = 1</code></pre>',
    plain: 'x = 1',
    entities: [{ type: 'pre', offset: 0, length: 5, language: 'py' }],
  },
  {
    name: 'HTML quotes and spoilers',
    mode: 'HTML',
    text: '<blockquote expandable>q</blockquote><span class="tg-spoiler">s</span>',
    plain: 'qs',
    entities: [
      { type: 'expandable_blockquote', offset: 0, length: 1 },
      { type: 'spoiler', offset: 1, length: 1 },
    ],
  },
  {
    name: 'the old Markdown',
    mode: 'Markdown',
    text: '*b* _i_ \\_ `c` [l](http://example.com/)',
    plain: 'b i _ c l',
    entities: [
      { type: 'bold', offset: 0, length: 1 },
      { type: 'italic', offset: 2, length: 1 },
      { type: 'code', offset: 6, length: 1 },
      { type: 'text_link', offset: 8, length: 1, url: 'http://example.com/' },
    ],
  },
  {
    name: 'commands, mentions, links, tags and addresses by itself',
    text: '/start@a_bot @anna https://ya.ru/x, t.me/a #тег me@example.com 1/2',
    plain: '/start@a_bot @anna https://ya.ru/x, t.me/a #тег me@example.com 1/2',
    entities: [
      { type: 'bot_command', offset: 0, length: 12 },
      { type: 'mention', offset: 13, length: 5 },
      { type: 'url', offset: 19, length: 15 },
      { type: 'url', offset: 36, length: 6 },
      { type: 'hashtag', offset: 43, length: 4 },
      { type: 'email', offset: 48, length: 14 },
    ],
  },
  {
    name: 'nothing inside code',
    mode: 'MarkdownV2',
    text: '`/start` @anna',
    plain: '/start @anna',
    entities: [
      { type: 'code', offset: 0, length: 6 },
      { type: 'mention', offset: 7, length: 5 },
    ],
  },
  { name: 'blank ends as nothing', text: ' \n hi \n', plain: 'hi', entities: [] },
];

const bad: readonly (readonly [mode: string, text: string, reason: string])[] = [
  ['MarkdownV2', 'a.b', "Character '.' is reserved and must be escaped with the preceding '\\'"],
  ['MarkdownV2', 'a > b', "Character '>' is reserved and must be escaped with the preceding '\\'"],
  ['MarkdownV2', 'Ж *b', "Can't find end of Bold entity at byte offset 3"],
  ['MarkdownV2', '*a _b*', "Can't find end of Bold entity at byte offset 5"],
  ['MarkdownV2', '```js\ncode', "Can't find end of PreCode entity at byte offset 0"],
  ['MarkdownV2', '[a](http://x', "Can't find end of a URL at byte offset 4"],
  ['HTML', '<b>a', 'Can\'t find end tag corresponding to start tag "b"'],
  ['HTML', 'Ж <p>a</p>', 'Unsupported start tag "p" at byte offset 3'],
  ['HTML', '<b>a</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
  ['HTML', 'a</b>', 'Unexpected end tag at byte offset 1'],
  ['HTML', 'a <b', 'Unclosed start tag at byte offset 2'],
  ['HTML', '<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ['Markdown', 'a *b', "Can't find end of the entity starting at byte offset 2"],
];

const badEntities: readonly (readonly [text: string, entity: object, reason: string])[] = [
  [
    'abc',
    { type: 'bold', offset: 1, length: 5 },
    'entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 6',
  ],
  [
    'abc',
    { type: 'bold', offset: 3, length: 1 },
    'entity begins after the end of the text at UTF-16 offset 3',
  ],
  [
    '🍌a',
    { type: 'bold', offset: 1, length: 1 },
    'entity begins in a middle of a UTF-16 symbol at byte offset',
  ],
  [
    '🍌a',
    { type: 'bold', offset: 0, length: 1 },
    'entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset',
  ],
  ['abc', { type: 'bold', offset: -1, length: 1 }, 'receive an entity with incorrect offset -1'],
  ['abc', { type: 'loud', offset: 0, length: 1 }, "can't parse MessageEntity"],
];

describe('texts of the Telegram stand-in', () => {
  it.each(good)('reads $name', ({ text, mode, plain, entities }) => {
    const marked = formatText({ text, parseMode: mode, entities: undefined });
    expect(marked).toEqual({ text: plain, entities });
  });

  it.each(bad)('refuses %s %j', (parseMode, text, reason) => {
    const read = () => formatText({ text, parseMode, entities: undefined });
    expect(read).toThrow(`Bad Request: can't parse entities: ${reason}`);
  });

  it.each(badEntities)('refuses in %j the entity %j', (text, entity, reason) => {
    const entities = [entity] as NonNullable<Parameters<typeof formatText>[0]['entities']>;
    expect(() => formatText({ text, parseMode: undefined, entities })).toThrow(reason);
  });

  it('refuses an unknown parse mode', () => {
    const read = () => formatText({ text: 'a', parseMode: 'BBCode', entities: undefined });
    expect(read).toThrow('Bad Request: unsupported parse_mode');
  });
});
