import type { MessageEntity } from 'grammy/types';
import { byteOffset, cannotParse, linkEntity, type MarkedUp, sortEntities } from './marked-up.ts';

/*
 * parse_mode MarkdownV2: the delimiters, escapes and error texts of the Bot API.
 */

type Kind =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

type Open = {
  readonly kind: Kind;
  readonly offset: number;
  /** Where its delimiter stands in the markup. */
  readonly index: number;
  readonly language: string;
};

const RESERVED = new Set('_*[]()~`>#+-=|{}.!\n');

const DELIMITER: Readonly<Record<Exclude<Kind, 'BlockQuote'>, string>> = {
  Bold: '*',
  Italic: '_',
  Underline: '__',
  Strikethrough: '~',
  Spoiler: '||',
  Code: '`',
  Pre: '```',
  PreCode: '```',
  TextUrl: ']',
  CustomEmoji: ']',
};

/** What a delimiter opens; longer ones are looked at first. */
const OPENERS: readonly (readonly [string, Kind])[] = [
  ['```', 'Pre'],
  ['__', 'Underline'],
  ['||', 'Spoiler'],
  ['![', 'CustomEmoji'],
  ['*', 'Bold'],
  ['_', 'Italic'],
  ['~', 'Strikethrough'],
  ['`', 'Code'],
  ['[', 'TextUrl'],
];

export function parseMarkdownV2(markup: string): MarkedUp {
  return new MarkdownV2Parser(markup).parse();
}

class MarkdownV2Parser {
  readonly #markup: string;
  readonly #open: Open[] = [];
  readonly #entities: MessageEntity[] = [];
  #text = '';
  #at = 0;
  #quoteMayStart = true;
  #inQuote = false;

  constructor(markup: string) {
    this.#markup = markup;
  }

  parse(): MarkedUp {
    while (this.#at < this.#markup.length) this.#step();
    this.#closeQuoteAtEnd();
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) throw this.#noEnd(unclosed);
    return { text: this.#text, entities: sortEntities(this.#entities) };
  }

  #step(): void {
    const character = this.#markup[this.#at] ?? '';
    const next = this.#markup.charCodeAt(this.#at + 1);
    if (character === '\\' && next > 0 && next <= 126) {
      this.#at += 1;
      this.#copy();
    } else if (!this.#isReserved(character)) {
      this.#copy();
    } else if (this.#endsLineOfQuote(character)) {
      this.#closeQuoteAtLineEnd();
    } else {
      this.#delimiter(character);
    }
  }

  #copy(): void {
    const character = this.#markup[this.#at] ?? '';
    this.#text += character;
    if (character !== '\r') this.#quoteMayStart = character === '\n';
    this.#at += 1;
  }

  #isReserved(character: string): boolean {
    const kind = this.#open.at(-1)?.kind;
    if (kind === 'Code' || kind === 'Pre' || kind === 'PreCode') return character === '`';
    return RESERVED.has(character);
  }

  #delimiter(character: string): void {
    const top = this.#open.at(-1);
    if (top !== undefined && this.#closes(top)) {
      this.#close(top);
      return;
    }
    if (character === '\n') {
      this.#copy();
      return;
    }
    if (character === '>' && this.#quoteMayStart) {
      if (!this.#inQuote) this.#push('BlockQuote', 1);
      else this.#at += 1;
      this.#inQuote = true;
      return;
    }
    this.#openEntity(character);
  }

  #openEntity(character: string): void {
    const opener = OPENERS.find(([mark]) => this.#markup.startsWith(mark, this.#at));
    if (opener === undefined) {
      throw cannotParse(
        `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
      );
    }
    const [mark, kind] = opener;
    if (kind === 'Pre') this.#openPre();
    else this.#push(kind, mark.length);
  }

  #openPre(): void {
    const index = this.#at;
    const language =
      /^```([^\s`]+)(?=[^`])/.exec(this.#markup.slice(index, index + 200))?.[1] ?? '';
    this.#push(language === '' ? 'Pre' : 'PreCode', 3 + language.length, language);
    const newLine = /^(?:\r\n|\n\r|\n|\r)/.exec(this.#markup.slice(this.#at, this.#at + 2));
    this.#at += newLine?.[0].length ?? 0;
  }

  #push(kind: Kind, markLength: number, language = ''): void {
    this.#open.push({ kind, offset: this.#text.length, index: this.#at, language });
    this.#at += markLength;
  }

  #closes(top: Open): boolean {
    if (top.kind === 'BlockQuote') return false;
    const mark = DELIMITER[top.kind];
    if (!this.#markup.startsWith(mark, this.#at)) return false;
    // A double underscore is never the end of an italic text.
    return top.kind !== 'Italic' || this.#markup[this.#at + 1] !== '_';
  }

  #close(top: Open): void {
    this.#open.pop();
    this.#at += top.kind === 'BlockQuote' ? 0 : DELIMITER[top.kind].length;
    const entity = this.#entityOf(top);
    if (entity !== undefined && entity.length > 0) this.#entities.push(entity);
  }

  #entityOf(top: Open): MessageEntity | undefined {
    const { kind, offset } = top;
    const length = this.#text.length - offset;
    switch (kind) {
      case 'Bold':
      case 'Italic':
      case 'Underline':
      case 'Strikethrough':
      case 'Spoiler':
      case 'Code':
      case 'Pre':
        return { type: SIMPLE_TYPE[kind], offset, length };
      case 'PreCode':
        return { type: 'pre', offset, length, language: top.language };
      case 'TextUrl':
        return linkEntity(offset, length, this.#address() ?? this.#text.slice(offset));
      case 'CustomEmoji':
        return this.#emoji(offset, length);
      case 'BlockQuote':
        return { type: 'blockquote', offset, length };
    }
  }

  /** The `(address)` behind a link text, if there is one. */
  #address(): string | undefined {
    if (this.#markup[this.#at] !== '(') return undefined;
    const begin = this.#at + 1;
    let address = '';
    for (this.#at = begin; this.#at < this.#markup.length; this.#at += 1) {
      const character = this.#markup[this.#at];
      if (character === ')') {
        this.#at += 1;
        return address;
      }
      if (character === '\\' && this.#at + 1 < this.#markup.length) this.#at += 1;
      address += this.#markup[this.#at] ?? '';
    }
    throw cannotParse(`Can't find end of a URL at byte offset ${this.#bytes(begin)}`);
  }

  #emoji(offset: number, length: number): MessageEntity {
    const address = this.#address();
    if (address === undefined) {
      throw cannotParse('The entity must contain a tg://emoji or tg://time URL');
    }
    const id = /^tg:\/\/emoji\/?\?id=([1-9]\d*)$/i.exec(address)?.[1];
    if (id === undefined) throw cannotParse('Invalid tg://emoji or tg://time URL specified');
    return { type: 'custom_emoji', offset, length, custom_emoji_id: id };
  }

  #endsLineOfQuote(character: string): boolean {
    return this.#inQuote && character === '\n' && this.#markup[this.#at + 1] !== '>';
  }

  #closeQuoteAtLineEnd(): void {
    const quote = this.#takeQuote(this.#at);
    if (quote === undefined) {
      const open = this.#open.at(-1);
      throw open === undefined ? cannotParse('Unexpected end of a quote') : this.#noEnd(open);
    }
    this.#copy();
    this.#pushQuote(quote);
  }

  #closeQuoteAtEnd(): void {
    if (!this.#inQuote) return;
    const quote = this.#takeQuote(this.#markup.length);
    if (quote !== undefined && this.#text.length > quote.offset) this.#pushQuote(quote);
  }

  /** Takes the quote off the stack; a spoiler mark at its very end makes it expandable. */
  #takeQuote(end: number): (Open & { expandable: boolean }) | undefined {
    const top = this.#open.at(-1);
    const isMark = top?.kind === 'Spoiler' && top.index === end - 2;
    const quote = this.#open.at(isMark ? -2 : -1);
    if (quote?.kind !== 'BlockQuote') return undefined;
    this.#open.splice(isMark ? -2 : -1);
    this.#inQuote = false;
    return { ...quote, expandable: isMark };
  }

  #pushQuote(quote: Open & { expandable: boolean }): void {
    const type = quote.expandable ? 'expandable_blockquote' : 'blockquote';
    const { offset } = quote;
    this.#entities.push({ type, offset, length: this.#text.length - offset });
  }

  #noEnd(open: Open) {
    return cannotParse(
      `Can't find end of ${open.kind} entity at byte offset ${this.#bytes(open.index)}`,
    );
  }

  #bytes(index: number): number {
    return byteOffset(this.#markup, index);
  }
}

const SIMPLE_TYPE = {
  Bold: 'bold',
  Italic: 'italic',
  Underline: 'underline',
  Strikethrough: 'strikethrough',
  Spoiler: 'spoiler',
  Code: 'code',
  Pre: 'pre',
} as const;
