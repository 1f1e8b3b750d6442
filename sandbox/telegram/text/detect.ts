import type { MessageEntity } from 'grammy/types';

type FoundType = 'bot_command' | 'mention' | 'hashtag' | 'email' | 'url';

type Detector = {
  readonly type: FoundType;
  /** A text without this character holds none, so that plain texts cost nothing. */
  readonly hint: string;
  readonly pattern: RegExp;
};

const DETECTORS: readonly Detector[] = [
  { type: 'url', hint: '://', pattern: /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]}]/giu },
  {
    type: 'email',
    hint: '@',
    pattern:
      /(?<![\p{L}\p{N}_.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![\p{L}\p{N}_])/giu,
  },
  {
    type: 'url',
    hint: '.',
    pattern:
      /(?<![\p{L}\p{N}_@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|ru|рф|me|io|dev|ai|app|info|su|uk|de)(?:\/[^\s<>"']*[^\s<>"'.,:;!?)\]}])?(?![\p{L}\p{N}_])/giu,
  },
  {
    type: 'bot_command',
    hint: '/',
    pattern: /(?<![\p{L}\p{N}_/<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/giu,
  },
  { type: 'mention', hint: '@', pattern: /(?<![\p{L}\p{N}_])@[a-z0-9_]{2,32}(?![\p{L}\p{N}_])/giu },
  {
    type: 'hashtag',
    hint: '#',
    pattern: /(?<![\p{L}\p{N}_])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/giu,
  },
];

/** Commands, links, addresses, mentions and hashtags that no `taken` entity overlaps. */
export function detectEntities(text: string, taken: readonly MessageEntity[]): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const { type, hint, pattern } of DETECTORS) {
    if (!text.includes(hint)) continue;
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (!overlaps(entity, taken) && !overlaps(entity, found)) found.push(entity);
    }
  }
  return found;
}

type Span = { readonly offset: number; readonly length: number };

/** Styles such as bold may lie over a link; code and other links may not. */
const STYLES = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
]);

function overlaps(span: Span, entities: readonly MessageEntity[]): boolean {
  return entities.some(
    (entity) =>
      !STYLES.has(entity.type) &&
      span.offset < entity.offset + entity.length &&
      entity.offset < span.offset + span.length,
  );
}
