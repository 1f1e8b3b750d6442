import type { MessageEntity } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import { detectEntities } from './detect.ts';
import { parseHtml } from './html.ts';
import { parseMarkdownV1 } from './markdown-v1.ts';
import { parseMarkdownV2 } from './markdown-v2.ts';
import { type MarkedUp, sortEntities } from './marked-up.ts';

/** Beyond this many bytes the server does not even start to parse. */
const RAW_LIMIT_BYTES = 1 << 15;

const ENTITY_TYPES = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
  'pre',
  'text_link',
  'text_mention',
  'custom_emoji',
  'date_time',
]);

/** Text parameters of one call: raw text with a parse mode, or with entities. */
export type TextInput = {
  readonly text: string;
  readonly parseMode: string | undefined;
  readonly entities: readonly MessageEntity[] | undefined;
};

/**
 * What the server makes of the parameters: markup parsed, entities checked, ends trimmed, links and
 * commands found. The result may be empty; who needs text refuses that.
 */
export function formatText(input: TextInput): MarkedUp {
  const { text, parseMode, entities } = input;
  if (text.length > RAW_LIMIT_BYTES / 4 && Buffer.byteLength(text) > RAW_LIMIT_BYTES) {
    throw badRequest('text is too long');
  }
  const isMarkup = parseMode !== undefined && parseMode !== '' && text !== '';
  const marked = isMarkup
    ? parseMarkup(text, parseMode)
    : { text, entities: checkEntities(text, entities ?? []) };
  const trimmed = trim(marked);
  const found = detectEntities(trimmed.text, trimmed.entities);
  if (found.length === 0) return trimmed;
  return { text: trimmed.text, entities: sortEntities([...trimmed.entities, ...found]) };
}

/** Length as Telegram's limits count it: Unicode characters. */
export function characterCount(text: string): number {
  let surrogatePairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) surrogatePairs += 1;
  }
  return text.length - surrogatePairs;
}

function parseMarkup(text: string, parseMode: string): MarkedUp {
  switch (parseMode.toLowerCase()) {
    case 'html':
      return parseHtml(text);
    case 'markdownv2':
      return parseMarkdownV2(text);
    case 'markdown':
      return parseMarkdownV1(text);
    default:
      throw badRequest('unsupported parse_mode');
  }
}

function checkEntities(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  for (const entity of entities) checkEntity(text, entity);
  return sortEntities(entities.filter((entity) => entity.length > 0));
}

function checkEntity(text: string, entity: MessageEntity): void {
  const { offset, length } = entity;
  const end = offset + length;
  if (!ENTITY_TYPES.has(entity.type)) {
    throw badRequest("can't parse MessageEntity: Unsupported type specified");
  }
  if (offset < 0 || offset > 1_000_000) {
    throw badRequest(`receive an entity with incorrect offset ${offset}`);
  }
  if (length < 0 || length > 1_000_000) {
    throw badRequest(`receive an entity with incorrect length ${length}`);
  }
  if (length === 0) return;
  if (offset >= text.length) {
    throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  }
  if (end > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ` +
        `ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
  checkSurrogates(text, offset, end);
}

function checkSurrogates(text: string, offset: number, end: number): void {
  const bytes = (index: number) => Buffer.byteLength(text.slice(0, index + 1));
  if (splitsPair(text, offset)) {
    throw badRequest(
      `entity begins in a middle of a UTF-16 symbol at byte offset ${bytes(offset)}`,
    );
  }
  if (splitsPair(text, end)) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ` +
        `ends in a middle of a UTF-16 symbol at byte offset ${bytes(end)}`,
    );
  }
}

function splitsPair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

/** Removes blank ends; entities shrink with the text. Entities hold leading blanks in place. */
function trim(marked: MarkedUp): MarkedUp {
  const [first] = marked.entities;
  const body = marked.text.trimEnd();
  const blanks = body.length - body.trimStart().length;
  const cut = Math.min(blanks, first?.offset ?? blanks);
  if (cut === 0 && body.length === marked.text.length) return marked;
  const entities = marked.entities
    .map((entity) => ({
      ...entity,
      offset: entity.offset - cut,
      length: Math.min(entity.length, body.length - entity.offset),
    }))
    .filter((entity) => entity.length > 0);
  return { text: body.slice(cut), entities };
}
