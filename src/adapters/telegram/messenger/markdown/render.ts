import type { Tokens } from 'marked';
import { renderInline } from './inline.ts';
import { type MarkdownToken, tokensOf } from './lexer.ts';
import { normalized } from './normalize.ts';
import {
  concat,
  emptyText,
  indent,
  join,
  plainText,
  type RichText,
  type Style,
  styled,
  trimmed,
} from './rich-text.ts';
import { renderTable } from './table.ts';

/** Emphasis marks in one endless paragraph take the parser quadratic time. */
const longestParagraph = 10_000;

/** A longer quote is folded: Telegram shows its first lines and a button. */
const foldQuoteAfter = { lines: 8, characters: 600 };

const bullets = ['•', '◦', '▪'];

/** Gemini's Markdown as Telegram's text and entities. Never throws: what cannot be read stays text. */
export function renderMarkdown(markdown: string): RichText {
  if (longestParagraphOf(markdown) > longestParagraph) {
    return trimmed(plainText(markdown));
  }
  try {
    return normalized(trimmed(renderBlocks(tokensOf(markdown), { depth: 0, isQuoted: false })));
  } catch (error) {
    if (error instanceof RangeError) {
      return trimmed(plainText(markdown));
    }
    throw error;
  }
}

interface Context {
  /** How many lists the block is in. */
  readonly depth: number;
  /** Telegram has no quotes within quotes. */
  readonly isQuoted: boolean;
}

function renderBlocks(tokens: readonly MarkdownToken[], context: Context): RichText {
  const parts: RichText[] = [];
  let separator = '';
  for (const token of tokens) {
    if (token.type === 'space') {
      separator = separator === '' ? '' : '\n\n';
      continue;
    }
    const block = renderBlock(token, context);
    if (block.text === '') {
      continue;
    }
    parts.push(plainText(separator), block);
    // Blocks that the model wrote without a blank line between them stay together.
    separator = token.raw.endsWith('\n\n') ? '\n\n' : '\n';
  }
  return concat(parts);
}

function renderBlock(token: MarkdownToken, context: Context): RichText {
  switch (token.type) {
    case 'heading':
      return styled({ type: 'bold' }, renderInline(token.tokens as MarkdownToken[]));
    case 'code':
      return styled(
        codeStyle(token.lang),
        plainText(token.text.trimEnd().replace(/^(?:[ \t]*\n)+/, '')),
      );
    case 'blockquote':
      return renderQuote(token, context);
    case 'list':
      return renderList(token, context);
    case 'table':
      return renderTable(token);
    case 'hr':
      return plainText('———');
    case 'html':
      return renderInline([token]);
    case 'math':
      return plainText(token.raw.trim());
    case 'def':
    case 'checkbox':
      return emptyText;
    case 'paragraph':
    case 'text':
      return trimmed(renderInline((token.tokens ?? [token]) as MarkdownToken[]));
    default:
      return renderInline([token]);
  }
}

function codeStyle(info: string | undefined): Style {
  const language = /^[\w+#.-]{1,32}/.exec(info ?? '')?.[0];
  return language === undefined ? { type: 'pre' } : { type: 'pre', language };
}

function renderQuote(token: Tokens.Blockquote, context: Context): RichText {
  const content = renderBlocks(token.tokens as MarkdownToken[], { ...context, isQuoted: true });
  if (context.isQuoted) {
    return content;
  }
  const isLong =
    content.text.split('\n').length > foldQuoteAfter.lines ||
    content.text.length > foldQuoteAfter.characters;
  return styled({ type: isLong ? 'expandable_blockquote' : 'blockquote' }, content);
}

function renderList(list: Tokens.List, context: Context): RichText {
  const bullet = bullets[Math.min(context.depth, bullets.length - 1)] ?? '•';
  const first = typeof list.start === 'number' ? list.start : 1;
  const items = list.items.map((item, index) => {
    const marker = list.ordered ? `${first + index}.` : bullet;
    const box = item.checked === true ? '☑' : '☐';
    return renderItem(item, item.task ? box : marker, context);
  });
  return join(items, list.loose ? '\n\n' : '\n');
}

function renderItem(item: Tokens.ListItem, marker: string, context: Context): RichText {
  const inner = { ...context, depth: context.depth + 1 };
  const content = renderBlocks(item.tokens as MarkdownToken[], inner);
  const margin = ' '.repeat(marker.length + 1);
  return concat([plainText(`${marker} `), indent(content, margin)]);
}

function longestParagraphOf(markdown: string): number {
  if (markdown.length <= longestParagraph) {
    return 0;
  }
  let longest = 0;
  let length = 0;
  let isCode = false;
  for (const line of markdown.split('\n')) {
    const isFence = /^ {0,3}(```|~~~)/.test(line);
    isCode = isFence ? !isCode : isCode;
    length = isCode || isFence || line.trim() === '' ? 0 : length + line.length;
    longest = Math.max(longest, length);
  }
  return longest;
}
