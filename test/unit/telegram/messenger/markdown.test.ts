import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../../src/adapters/telegram/messenger/markdown/render.ts';
import type { RichText } from '../../../../src/adapters/telegram/messenger/markdown/rich-text.ts';
import { withClosedMarks } from '../../../../src/adapters/telegram/messenger/markdown/unfinished.ts';

/** The spans as `type: words`, with language or address. */
function spans({ text, entities }: RichText): readonly string[] {
  return entities.map((entity) => {
    const words = text.slice(entity.offset, entity.offset + entity.length);
    const extra =
      'url' in entity ? `<${entity.url}>` : 'language' in entity ? `(${entity.language})` : '';
    return `${entity.type}${extra}: ${words}`;
  });
}

const lines = (...all: readonly string[]): string => all.join('\n');

describe('emphasis', () => {
  test('becomes entities and the marks go away', () => {
    const rich = renderMarkdown('**bold** *italic* _too_ ~~gone~~ `code` ***both***');

    expect(rich.text).toBe('bold italic too gone code both');
    expect(spans(rich)).toEqual([
      'bold: bold',
      'italic: italic',
      'italic: too',
      'strikethrough: gone',
      'code: code',
      'italic: both',
      'bold: both',
    ]);
  });

  test('counts offsets in UTF-16 units', () => {
    const rich = renderMarkdown('👩‍🚀🍌 **я**');

    expect(rich.entities).toEqual([{ type: 'bold', offset: '👩‍🚀🍌 '.length, length: 1 }]);
  });

  test('is cut around code, which can be part of nothing', () => {
    expect(spans(renderMarkdown('**run `npm ci` first**'))).toEqual([
      'bold: run',
      'code: npm ci',
      'bold: first',
    ]);
  });

  test('of one kind is not nested in itself', () => {
    expect(spans(renderMarkdown('# A **bold** title'))).toEqual(['bold: A bold title']);
  });

  test('that Markdown misses beside letters and quotes is found', () => {
    const rich = renderMarkdown('Это **«слово»**и **ещё**.');

    expect(rich.text).toBe('Это «слово»и ещё.');
    expect(spans(rich)).toEqual(['bold: «слово»', 'bold: ещё']);
  });

  test('in a few HTML tags works too, other tags are shown', () => {
    const rich = renderMarkdown(
      '<b>bold</b> <u>under</u> <kbd>Ctrl</kbd> a<br>b <marquee>c</marquee>',
    );

    expect(rich.text).toBe('bold under Ctrl a\nb <marquee>c</marquee>');
    expect(spans(rich)).toEqual(['bold: bold', 'underline: under', 'code: Ctrl']);
  });
});

describe('escapes', () => {
  test('mean the characters themselves', () => {
    expect(renderMarkdown('a \\* b &lt;i&gt; &amp;amp; &#1103; &nope;').text).toBe(
      'a * b <i> &amp; я &nope;',
    );
  });

  test('inside code stay as they are', () => {
    expect(renderMarkdown('`&lt; \\*`').text).toBe('&lt; \\*');
  });
});

describe('links', () => {
  test('are entities with their address', () => {
    const rich = renderMarkdown('[docs](https://example.com/a?b=1&amp;c=2)');

    expect(rich.text).toBe('docs');
    expect(spans(rich)).toEqual(['text_link<https://example.com/a?b=1&c=2>: docs']);
  });

  test('that Telegram would drop are plain words', () => {
    const rich = renderMarkdown('[a](/local) [b](javascript:alert(1)) <mailto:x@y.z>');

    expect(rich.text).toBe('a b mailto:x@y.z');
    expect(rich.entities).toEqual([]);
  });

  test('that show their own address are left to Telegram', () => {
    expect(renderMarkdown('https://example.com/x').entities).toEqual([]);
  });

  test('around code are links, since code cannot be one', () => {
    expect(spans(renderMarkdown('[`fetch`](https://example.com)'))).toEqual([
      'text_link<https://example.com>: fetch',
    ]);
  });

  test('to pictures are links with a sign', () => {
    expect(spans(renderMarkdown('![a cat](https://example.com/cat.png)'))).toEqual([
      'text_link<https://example.com/cat.png>: 🖼 a cat',
    ]);
  });
});

describe('blocks', () => {
  test('of code keep language and indentation', () => {
    const rich = renderMarkdown(
      lines('```python title="x"', '    def f():', '        return 1', '```'),
    );

    expect(rich.text).toBe('    def f():\n        return 1');
    expect(rich.entities).toEqual([
      { type: 'pre', language: 'python', offset: 0, length: rich.text.length },
    ]);
  });

  test('of code in a list are not moved', () => {
    const rich = renderMarkdown(lines('- do', '', '  ```sh', '  a', '    b', '  ```'));

    expect(spans(rich)).toEqual(['pre(sh): a\n  b']);
  });

  test('that are headings are bold', () => {
    const rich = renderMarkdown(lines('## Title', 'text'));

    expect(rich.text).toBe('Title\ntext');
    expect(spans(rich)).toEqual(['bold: Title']);
  });

  test('keep the blank lines of the model', () => {
    expect(renderMarkdown(lines('a', '', '', 'b', '- c', '- d', '', 'e')).text).toBe(
      lines('a', '', 'b', '• c', '• d', '', 'e'),
    );
  });

  test('that are lists nest with bullets and numbers', () => {
    const markdown = lines(
      '- a',
      '  - b',
      '    1. c',
      '    2. d',
      '- [x] done',
      '- [ ] open',
      '',
      '7. e',
      '8. f',
    );

    expect(renderMarkdown(markdown).text).toBe(
      lines('• a', '  ◦ b', '    1. c', '    2. d', '☑ done', '☐ open', '', '7. e', '8. f'),
    );
  });

  test('that are quotes do not nest', () => {
    expect(spans(renderMarkdown(lines('> a', '> > **b**')))).toEqual([
      'blockquote: a\nb',
      'bold: b',
    ]);
  });

  test('that are long quotes can be folded', () => {
    const quote = Array.from({ length: 12 }, (_, index) => `> line ${index}  `).join('\n');

    expect(renderMarkdown(quote).entities).toMatchObject([{ type: 'expandable_blockquote' }]);
  });

  test('that are rules are a line', () => {
    expect(renderMarkdown(lines('a', '', '---', '', 'b')).text).toBe('a\n\n———\n\nb');
  });

  test('that are tables are aligned in monospace', () => {
    const rich = renderMarkdown(
      lines('| Имя | Цена | 🍌 |', '|:--|--:|:-:|', '| **Ответ** | 1 | да |', '| К | 20 | 中 |'),
    );

    expect(rich.text).toBe(
      lines('Имя   │ Цена │ 🍌', '──────┼──────┼───', 'Ответ │    1 │ да', 'К     │   20 │ 中'),
    );
    expect(rich.entities).toEqual([{ type: 'pre', offset: 0, length: rich.text.length }]);
  });

  test('that are tables too wide for a phone are records', () => {
    const wide = 'words '.repeat(12).trim();
    const rich = renderMarkdown(lines('|Name|Text|', '|-|-|', `|A|${wide}|`, `|B|${wide}|`));

    expect(rich.text).toBe(lines('A', `Text: ${wide}`, '', 'B', `Text: ${wide}`));
    expect(spans(rich)).toEqual(['bold: A', 'italic: Text', 'bold: B', 'italic: Text']);
  });
});

describe('formulas', () => {
  test.each([
    'so $a_1 * b_2 * c_3$ is',
    'so \\(x_{*} + \\frac{a}{b} * y\\) is',
    'so \\[ a_1 * b * c_2 \\] is',
    lines(
      'so',
      '',
      '$$',
      '\\begin{aligned}',
      'a_1 &= b * c * d_1 \\\\',
      '\\end{aligned}',
      '$$',
      '',
      'is',
    ),
  ])('stay as the model wrote them: %j', (markdown) => {
    expect(renderMarkdown(markdown)).toEqual({ text: markdown, entities: [] });
  });

  test('are not seen in prices', () => {
    expect(spans(renderMarkdown('from $5 to $10, *cheap*, from $5-$10'))).toEqual([
      'italic: cheap',
    ]);
  });
});

describe('an answer that is still growing', () => {
  test.each([
    ['is **very impor', 'bold: very impor'],
    ['use `npm in', 'code: npm in'],
    ['is ~~wro', 'strikethrough: wro'],
    [lines('see', '```js', 'const a = `x'), 'pre(js): const a = `x'],
  ])('%j looks as it will', (markdown, span) => {
    expect(spans(renderMarkdown(withClosedMarks(markdown)))).toEqual([span]);
  });

  test('does not show a mark that nothing follows yet', () => {
    expect(renderMarkdown(withClosedMarks('this is **')).text).toBe('this is');
  });

  test('is left alone when nothing is open', () => {
    const markdown = lines('**a** `b`', '', '```', '**', '```', 'c');

    expect(withClosedMarks(markdown)).toBe(markdown);
  });
});

describe('strange input', () => {
  test.each([
    ['quotes nested thousands deep', `${'>'.repeat(5_000)} a`],
    ['emphasis without end', '_a_b'.repeat(20_000)],
    ['brackets without end', '['.repeat(50_000)],
    [
      'lists nested hundreds deep',
      Array.from({ length: 200 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n'),
    ],
    ['a hundred kilobytes of words', 'слово '.repeat(17_000)],
  ])('%s is shown somehow, soon', (_, markdown) => {
    const startedAt = performance.now();

    expect(renderMarkdown(markdown).text).not.toBe('');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('that is blank is empty', () => {
    expect(renderMarkdown(' \n\n ')).toEqual({ text: '', entities: [] });
  });
});
