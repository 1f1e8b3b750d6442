import type { MessageEntity } from 'grammy/types';
import { byteOffset, cannotParse, linkEntity, type MarkedUp } from './marked-up.ts';

/** parse_mode Markdown, the old one: no nesting, four escapes. */
export function parseMarkdownV1(markup: string): MarkedUp {
  const entities: MessageEntity[] = [];
  let text = '';
  let at = 0;
  while (at < markup.length) {
    const character = markup[at] ?? '';
    if (character === '\\' && /[_*`[]/.test(markup[at + 1] ?? '')) {
      text += markup[at + 1] ?? '';
      at += 2;
    } else if (/[_*`[]/.test(character)) {
      const span = readSpan(markup, at, text.length);
      text += span.text;
      if (span.entity !== undefined && span.text !== '') entities.push(span.entity);
      at = span.end;
    } else {
      text += character;
      at += 1;
    }
  }
  return { text, entities };
}

type Span = {
  readonly text: string;
  readonly entity: MessageEntity | undefined;
  readonly end: number;
};

function readSpan(markup: string, begin: number, offset: number): Span {
  const pre = /```(?:([^\s`]+)(?=[^`]))?(?:\r\n|\n\r|\n|\r)?([\s\S]*?)```/y;
  if (markup.startsWith('```', begin)) {
    const [whole, language, code] = match(pre, markup, begin);
    const text = code ?? '';
    const base = { type: 'pre', offset, length: text.length } as const;
    const entity = language === undefined ? base : { ...base, language };
    return { text, entity, end: begin + (whole?.length ?? 0) };
  }
  if (markup[begin] === '[') {
    const [whole, text = '', url] = match(/\[([^\]]*)\](?:\(([^)]*)\)?)?/y, markup, begin);
    const entity = linkEntity(offset, text.length, url ?? text);
    return { text, entity, end: begin + (whole?.length ?? 0) };
  }
  const [whole, , text = ''] = match(/([_*`])([\s\S]*?)\1/y, markup, begin);
  const type = SPAN_TYPE[markup[begin] ?? ''] ?? 'code';
  const entity = { type, offset, length: text.length };
  return { text, entity, end: begin + (whole?.length ?? 0) };
}

const SPAN_TYPE: Readonly<Record<string, 'italic' | 'bold' | 'code'>> = {
  _: 'italic',
  '*': 'bold',
  '`': 'code',
};

function match(pattern: RegExp, markup: string, begin: number): readonly (string | undefined)[] {
  pattern.lastIndex = begin;
  const found = pattern.exec(markup);
  if (found === null) {
    const bytes = byteOffset(markup, begin);
    throw cannotParse(`Can't find end of the entity starting at byte offset ${bytes}`);
  }
  return found;
}
