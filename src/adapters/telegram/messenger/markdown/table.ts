import type { Tokens } from 'marked';
import { renderInline } from './inline.ts';
import type { MarkdownToken } from './lexer.ts';
import { concat, join, plainText, type RichText, styled } from './rich-text.ts';

/** Columns of monospace letters beyond which phones wrap lines and the table falls apart. */
const widestTable = 64;

type Alignment = Tokens.TableCell['align'];

/** A table in monospace when it fits, else one paragraph a row. */
export function renderTable(table: Tokens.Table): RichText {
  const rows = [table.header, ...table.rows].map((row) => row.map(renderCell));
  const texts = rows.map((row) => row.map(({ text }) => text.replace(/\s+/g, ' ').trim()));
  const widths = table.header.map((_, column) =>
    Math.max(1, ...texts.map((row) => displayWidth(row[column] ?? ''))),
  );
  const total = widths.reduce((sum, width) => sum + width + 3, -3);
  return total <= widestTable ? renderGrid(texts, widths, table.align) : renderRecords(rows);
}

function renderCell(cell: Tokens.TableCell): RichText {
  return renderInline(cell.tokens as MarkdownToken[]);
}

function renderGrid(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  alignments: readonly Alignment[],
): RichText {
  const lines = rows.map((row) =>
    widths
      .map((width, column) => pad(row[column] ?? '', width, alignments[column] ?? null))
      .join(' │ ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('─┼─');
  const [header = '', ...body] = lines;
  return styled({ type: 'pre' }, plainText([header, rule, ...body].join('\n')));
}

function renderRecords([header = [], ...body]: readonly (readonly RichText[])[]): RichText {
  const records = body.map((row) => {
    const lines = row.flatMap((cell, column) => {
      const name = header[column];
      if (cell.text.trim() === '') {
        return [];
      }
      return column === 0 || name === undefined || name.text.trim() === ''
        ? [styled({ type: 'bold' }, cell)]
        : [concat([styled({ type: 'italic' }, name), plainText(': '), cell])];
    });
    return join(lines, '\n');
  });
  return join(records, '\n\n');
}

function pad(text: string, width: number, alignment: Alignment): string {
  const gap = Math.max(0, width - displayWidth(text));
  if (alignment === 'right') {
    return ' '.repeat(gap) + text;
  }
  if (alignment === 'center') {
    const left = Math.floor(gap / 2);
    return ' '.repeat(left) + text + ' '.repeat(gap - left);
  }
  return text + ' '.repeat(gap);
}

const zeroWidth = /\p{M}|\u200b|\u200c|\u200d/u;
const doubleWidth =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;

/** Columns that a text takes in monospace. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (!zeroWidth.test(character)) {
      width += doubleWidth.test(character) ? 2 : 1;
    }
  }
  return width;
}
