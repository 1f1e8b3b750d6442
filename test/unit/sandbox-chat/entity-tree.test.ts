import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RichNode, richNodes } from '../../../sandbox/chat/src/text/entity-tree.ts';

type Entity = Parameters<typeof richNodes>[1][number];

const bold = (offset: number, length: number): Entity => ({ type: 'bold', offset, length });
const italic = (offset: number, length: number): Entity => ({ type: 'italic', offset, length });
const pre = (offset: number, length: number): Entity => ({ type: 'pre', offset, length });

/** The tree as markup, for reading. */
function markup(nodes: readonly RichNode[]): string {
  return nodes
    .map((node) =>
      node.kind === 'text'
        ? node.text
        : `<${node.entity.type}>${markup(node.children)}</${node.entity.type}>`,
    )
    .join('');
}

describe('richNodes', () => {
  test('counts UTF-16 units, as Telegram does', () => {
    expect(markup(richNodes('👨‍👩‍👧 hi', [bold(9, 2)]))).toBe('👨‍👩‍👧 <bold>hi</bold>');
  });

  test('nests entities that lie in others, also when both begin at one place', () => {
    expect(markup(richNodes('abcdef', [italic(0, 3), bold(0, 6)]))).toBe(
      '<bold><italic>abc</italic>def</bold>',
    );
  });

  test('keeps the rest of an entity that reaches over the end of another', () => {
    expect(markup(richNodes('abcdef', [bold(0, 4), italic(2, 4)]))).toBe(
      '<bold>ab<italic>cd</italic></bold><italic>ef</italic>',
    );
  });

  test('takes away the line break after a block, which ends its own line', () => {
    expect(markup(richNodes('a\ncode\nb', [pre(2, 4)]))).toBe('a\n<pre>code</pre>b');
  });

  test('ignores entities beside the text', () => {
    expect(markup(richNodes('abc', [bold(3, 4), bold(9, 1)]))).toBe('abc');
  });

  test('loses no letter, whatever the entities', () => {
    const entity = fc.record({
      type: fc.constantFrom('bold' as const, 'italic' as const, 'underline' as const),
      offset: fc.nat(20),
      length: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(entity), (text, entities) => {
        expect(markup(richNodes(text, entities)).replace(/<\/?(bold|italic|underline)>/g, '')).toBe(
          text,
        );
      }),
    );
  });
});
