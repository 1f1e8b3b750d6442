import { type Entity, type RichText, slice, trimmed } from './rich-text.ts';

/** Characters that Telegram takes in one message, counted in UTF-16 code units to be safe. */
const messageLimit = 4096;

/** Telegram shows no more in one message, and ignores or refuses the rest. */
const maxEntities = 100;

/** A cut at a paragraph or line must leave a part at least this full, or messages get choppy. */
const minimalFill = 0.4;

/**
 * Cuts a text into messages: between paragraphs if possible, else lines, else words. A code block
 * goes whole into a message when it fits in one; otherwise it is cut between lines, and every piece
 * is a code block of the same language. No part is blank.
 */
export function split(rich: RichText, limit: number = messageLimit): readonly RichText[] {
  const parts: RichText[] = [];
  let rest = trimmed(rich);
  while (rest.text.length > limit) {
    const cut = findCut(rest, limit);
    parts.push(trimmed(slice(rest, 0, cut)));
    rest = trimmed(slice(rest, cut, rest.text.length));
  }
  parts.push(rest);
  return parts.filter(({ text }) => text.trim() !== '').map(capped);
}

/** The end of the text, as much as fits, from the start of a line: what a growing answer shows. */
export function tail(rich: RichText, limit: number = messageLimit): RichText {
  const { length } = rich.text;
  if (length <= limit) {
    return capped(trimmed(rich));
  }
  const earliest = length - limit;
  const line = rich.text.indexOf('\n', earliest - 1) + 1;
  const start = line > 0 && line < length - limit / 2 ? line : earliest;
  return capped(trimmed(slice(rich, nextCharacterStart(rich.text, start), length)));
}

function capped({ text, entities }: RichText): RichText {
  return { text, entities: entities.slice(0, maxEntities) };
}

function findCut(rich: RichText, limit: number): number {
  const block = blockAcross(rich.entities, limit);
  if (block !== undefined) {
    const fitsWhole = block.length <= limit;
    const before = rich.text.slice(0, block.offset);
    const linesBefore = rich.text.lastIndexOf('\n', limit - 1) + 1;
    if (before.trim() !== '' && (fitsWhole || linesBefore <= block.offset)) {
      return block.offset;
    }
    return lineOrWord(rich.text, limit, block.offset + 1);
  }
  const least = limit * minimalFill;
  const paragraph = rich.text.lastIndexOf('\n\n', limit - 2);
  return paragraph > least ? paragraph : lineOrWord(rich.text, limit, least);
}

/** The code block that a cut at `position` would tear apart. */
function blockAcross(entities: readonly Entity[], position: number): Entity | undefined {
  return entities.find(
    (entity) =>
      entity.type === 'pre' && entity.offset < position && position < entity.offset + entity.length,
  );
}

function lineOrWord(text: string, limit: number, least: number): number {
  const line = text.lastIndexOf('\n', limit - 1) + 1;
  if (line >= least && line > 0) {
    return line;
  }
  const word = lastBlank(text, limit);
  return word > 0 ? word : characterStart(text, limit);
}

/** Just after the last whitespace before `limit`; 0 when there is none. */
function lastBlank(text: string, limit: number): number {
  for (let at = limit; at > 0; at -= 1) {
    if (/\s/.test(text.charAt(at - 1))) {
      return text.slice(0, at).trim() === '' ? 0 : at;
    }
  }
  return 0;
}

/** Marks without end are no character any more: then only a surrogate pair is kept together. */
const longestCharacter = 32;

/** A cut at or before `at` that splits no surrogate pair and no joined emoji. */
function characterStart(text: string, at: number): number {
  for (let start = at; start > 0 && at - start < longestCharacter; start -= 1) {
    if (!isInner(text, start)) {
      return start;
    }
  }
  return isLowSurrogate(text.charCodeAt(at)) ? Math.max(at - 1, 1) : at;
}

/** The same at or after `at`. */
function nextCharacterStart(text: string, at: number): number {
  let start = at;
  while (start < text.length && start - at < longestCharacter && isInner(text, start)) {
    start += 1;
  }
  return isLowSurrogate(text.charCodeAt(start)) ? start + 1 : start;
}

const joiner = '\u200d';

function isInner(text: string, at: number): boolean {
  return (
    isLowSurrogate(text.charCodeAt(at)) || isMark(text.charAt(at)) || text.charAt(at - 1) === joiner
  );
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
const isMark = (character: string): boolean => character === joiner || /\p{M}/u.test(character);
