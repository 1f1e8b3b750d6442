import type { Tokens } from 'marked';
import { decodeReferences } from './character-references.ts';
import type { MarkdownToken } from './lexer.ts';
import { concat, emptyText, plainText, type RichText, type Style, styled } from './rich-text.ts';

/** Words, emphasis, code, links: what stands within a block. */
export function renderInline(tokens: readonly MarkdownToken[]): RichText {
  const parts: RichText[] = [];
  const open: { readonly tag: string; readonly at: number }[] = [];
  for (const token of tokens) {
    const tag = token.type === 'html' ? htmlTag.exec(token.raw) : null;
    const name = tag?.[2]?.toLowerCase() ?? '';
    const style = htmlStyles.get(name);
    if (style === undefined) {
      parts.push(name === 'br' ? plainText('\n') : renderToken(token));
    } else if (tag?.[1] === undefined) {
      open.push({ tag: name, at: parts.length });
    } else {
      const opened = open.pop();
      if (opened?.tag === name) {
        parts.push(styled(style, concat(parts.splice(opened.at))));
      }
    }
  }
  return concat(parts);
}

const htmlTag = /^<(\/)?([a-z]+)\s*\/?>$/i;

/** Models write these few tags inside Markdown; others are shown as they are. */
const htmlStyles: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['b', { type: 'bold' }],
  ['strong', { type: 'bold' }],
  ['i', { type: 'italic' }],
  ['em', { type: 'italic' }],
  ['u', { type: 'underline' }],
  ['ins', { type: 'underline' }],
  ['s', { type: 'strikethrough' }],
  ['del', { type: 'strikethrough' }],
  ['code', { type: 'code' }],
  ['kbd', { type: 'code' }],
]);

function renderToken(token: MarkdownToken): RichText {
  switch (token.type) {
    case 'strong':
      return styled({ type: 'bold' }, children(token));
    case 'em':
      return styled({ type: 'italic' }, children(token));
    case 'del':
      return styled({ type: 'strikethrough' }, children(token));
    case 'codespan':
      return styled({ type: 'code' }, plainText(token.text));
    case 'br':
      return plainText('\n');
    case 'link':
      return renderLink(children(token), token.href);
    case 'image':
      return renderLink(plainText(`🖼 ${token.text || token.href}`), token.href);
    case 'text':
      return token.tokens === undefined ? renderWords(token.text) : children(token);
    case 'escape':
      return plainText(token.text);
    case 'checkbox':
      return emptyText;
    default:
      return plainText(token.raw);
  }
}

function children(token: Tokens.Generic): RichText {
  return renderInline((token.tokens ?? []) as MarkdownToken[]);
}

/** Markdown refuses `**«word»**next`; models write it and mean bold. */
const missedBold = /\*\*(\S(?:[^*\n]*\S)?)\*\*/;

function renderWords(text: string): RichText {
  const match = missedBold.exec(text);
  if (match === null) {
    return plainText(decodeReferences(text));
  }
  const end = match.index + match[0].length;
  return concat([
    plainText(decodeReferences(text.slice(0, match.index))),
    styled({ type: 'bold' }, plainText(decodeReferences(match[1] ?? ''))),
    renderWords(text.slice(end)),
  ]);
}

const linkSchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'tg:']);

/** Telegram drops links that it does not know, so their address is shown only where it helps. */
function renderLink(label: RichText, href: string): RichText {
  const url = decodeReferences(href);
  if (label.text.trim() === '') {
    return plainText(url);
  }
  if (label.text === url || !URL.canParse(url) || !linkSchemes.has(new URL(url).protocol)) {
    return label;
  }
  // Code cannot be a link, and being a link is what helps.
  const styles = label.entities.filter(({ type }) => type !== 'code');
  return styled({ type: 'text_link', url }, { text: label.text, entities: styles });
}
