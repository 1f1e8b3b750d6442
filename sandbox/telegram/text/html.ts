import type { MessageEntity } from 'grammy/types';
import { byteOffset, cannotParse, linkEntity, type MarkedUp, sortEntities } from './marked-up.ts';

/*
 * parse_mode HTML: the tags, attributes and error texts of the Bot API.
 */

type SimpleType = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler';

const SIMPLE_TAGS: ReadonlyMap<string, SimpleType> = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['tg-spoiler', 'spoiler'],
  ['span', 'spoiler'],
]);

const OTHER_TAGS = new Set(['a', 'pre', 'code', 'blockquote', 'tg-emoji', 'tg-time']);

const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
};

type OpenTag = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
};

export function parseHtml(markup: string): MarkedUp {
  return new HtmlParser(markup).parse();
}

class HtmlParser {
  readonly #markup: string;
  readonly #open: OpenTag[] = [];
  readonly #entities: MessageEntity[] = [];
  #text = '';
  #at = 0;

  constructor(markup: string) {
    this.#markup = markup;
  }

  parse(): MarkedUp {
    while (this.#at < this.#markup.length) {
      if (this.#markup[this.#at] === '<') this.#tag();
      else this.#character();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    }
    return { text: this.#text, entities: sortEntities(this.#entities) };
  }

  #character(): void {
    const reference = decodeReference(this.#markup, this.#at);
    this.#text += reference?.text ?? this.#markup[this.#at] ?? '';
    this.#at += reference?.length ?? 1;
  }

  #tag(): void {
    const begin = this.#at;
    if (this.#markup[begin + 1] === '/') this.#endTag(begin);
    else this.#startTag(begin);
  }

  #startTag(begin: number): void {
    this.#at += 1;
    const name = this.#take(/[^\s>]*/y).toLowerCase();
    if (this.#at >= this.#markup.length) {
      throw cannotParse(`Unclosed start tag at byte offset ${this.#bytes(begin)}`);
    }
    if (!SIMPLE_TAGS.has(name) && !OTHER_TAGS.has(name)) {
      throw cannotParse(`Unsupported start tag "${name}" at byte offset ${this.#bytes(begin)}`);
    }
    const attributes = this.#attributes(name, begin);
    if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw cannotParse(
        `Tag "span" must have class "tg-spoiler" at byte offset ${this.#bytes(begin)}`,
      );
    }
    this.#open.push({ name, attributes, offset: this.#text.length });
  }

  #attributes(tag: string, begin: number): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      this.#take(/\s*/y);
      if (this.#markup[this.#at] === '>') break;
      const name = this.#take(/[^\s=>/"']*/y);
      if (name === '') {
        throw cannotParse(
          `Empty attribute name in the tag "${tag}" at byte offset ${this.#bytes(begin)}`,
        );
      }
      this.#take(/\s*/y);
      if (this.#markup[this.#at] === '=') {
        this.#at += 1;
        attributes.set(name, this.#attributeValue());
      } else {
        attributes.set(name, '');
      }
      if (this.#at >= this.#markup.length) {
        throw cannotParse(`Unclosed start tag "${tag}" at byte offset ${this.#bytes(begin)}`);
      }
    }
    this.#at += 1;
    return attributes;
  }

  #attributeValue(): string {
    this.#take(/\s*/y);
    const quote = this.#markup[this.#at];
    if (quote !== '"' && quote !== "'") {
      const begin = this.#at;
      const value = this.#take(/[a-z0-9.-]*/iy).toLowerCase();
      if (/[^\s>]/.test(this.#markup[this.#at] ?? '')) {
        throw cannotParse(`Unexpected end of name token at byte offset ${this.#bytes(begin)}`);
      }
      return value;
    }
    const end = this.#markup.indexOf(quote, this.#at + 1);
    const stop = end === -1 ? this.#markup.length : end;
    const raw = this.#markup.slice(this.#at + 1, stop);
    this.#at = stop + 1;
    return decodeReferences(raw);
  }

  #endTag(begin: number): void {
    const open = this.#open.pop();
    if (open === undefined) {
      throw cannotParse(`Unexpected end tag at byte offset ${this.#bytes(begin)}`);
    }
    this.#at += 2;
    const name = this.#take(/[^\s>]*/y).toLowerCase();
    this.#take(/\s*/y);
    if (this.#markup[this.#at] !== '>') {
      throw cannotParse(`Unclosed end tag at byte offset ${this.#bytes(begin)}`);
    }
    if (name !== '' && name !== open.name) {
      throw cannotParse(
        `Unmatched end tag at byte offset ${this.#bytes(begin)}, ` +
          `expected "</${open.name}>", found "</${name}>"`,
      );
    }
    this.#at += 1;
    if (this.#text.length > open.offset) this.#close(open);
  }

  #close(open: OpenTag): void {
    const { name, offset } = open;
    const length = this.#text.length - offset;
    const simple = SIMPLE_TAGS.get(name);
    if (simple !== undefined) this.#entities.push({ type: simple, offset, length });
    else if (name === 'a') this.#closeLink(open, length);
    else if (name === 'pre' || name === 'code') this.#closeCode(open, length);
    else if (name === 'blockquote') this.#closeQuote(open, length);
    else if (name === 'tg-emoji') this.#closeEmoji(open, length);
  }

  #closeLink(open: OpenTag, length: number): void {
    const href = open.attributes.get('href') ?? '';
    const url = href === '' ? this.#text.slice(open.offset) : href;
    const entity = linkEntity(open.offset, length, url);
    if (entity !== undefined) this.#entities.push(entity);
  }

  /** `<pre><code class="language-x">` is one block with a language, in either nesting. */
  #closeCode(open: OpenTag, length: number): void {
    const { name, offset } = open;
    const inner = this.#entities.at(-1);
    const language = languageOf(open);
    const covered = inner !== undefined && inner.offset === offset && inner.length === length;
    if (covered && name === 'pre' && inner.type === 'code' && this.#innerLanguage !== '') {
      this.#entities.splice(-1, 1, { type: 'pre', offset, length, language: this.#innerLanguage });
    } else if (covered && name === 'code' && inner.type === 'pre' && language !== '') {
      this.#entities.splice(-1, 1, { type: 'pre', offset, length, language });
    } else {
      this.#entities.push({ type: name === 'pre' ? 'pre' : 'code', offset, length });
    }
    this.#innerLanguage = name === 'code' ? language : '';
  }

  /** Language of the `code` tag that was closed last. */
  #innerLanguage = '';

  #closeQuote(open: OpenTag, length: number): void {
    const type = open.attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote';
    this.#entities.push({ type, offset: open.offset, length });
  }

  #closeEmoji(open: OpenTag, length: number): void {
    const id = open.attributes.get('emoji-id') ?? '';
    if (!/^[1-9]\d*$/.test(id)) throw cannotParse('Invalid custom emoji identifier specified');
    const { offset } = open;
    this.#entities.push({ type: 'custom_emoji', offset, length, custom_emoji_id: id });
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#markup)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #bytes(index: number): number {
    return byteOffset(this.#markup, index);
  }
}

function languageOf(tag: OpenTag): string {
  const className = tag.attributes.get('class') ?? '';
  return className.startsWith('language-') ? className.slice('language-'.length) : '';
}

function decodeReference(text: string, at: number): { text: string; length: number } | undefined {
  if (text[at] !== '&') return undefined;
  const pattern = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/iy;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [whole, hex, decimal, name] = found;
  const length = whole.length;
  if (name !== undefined) return { text: NAMED_CHARACTERS[name.toLowerCase()] ?? '', length };
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter = code > 0 && code < 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? { text: String.fromCodePoint(code), length } : undefined;
}

function decodeReferences(raw: string): string {
  let text = '';
  for (let at = 0; at < raw.length; ) {
    const reference = decodeReference(raw, at);
    text += reference?.text ?? raw[at] ?? '';
    at += reference?.length ?? 1;
  }
  return text;
}
