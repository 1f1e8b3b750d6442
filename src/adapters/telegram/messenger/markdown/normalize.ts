import type { Entity, RichText } from './rich-text.ts';

/**
 * Entities as Telegram wants them: in order, nested or apart, nothing inside code, no span inside
 * another of its kind, no blank spans.
 */
export function normalized({ text, entities }: RichText): RichText {
  const code = entities.filter(isCode);
  const pieces = entities
    .flatMap((entity) => (isCode(entity) || isQuote(entity) ? [entity] : around(entity, code)))
    .map((entity) => (isCode(entity) || isQuote(entity) ? entity : withoutBlankEdges(text, entity)))
    .filter((entity) => text.slice(entity.offset, endOf(entity)).trim() !== '')
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b));
  return { text, entities: withoutRepeats(pieces) };
}

const endOf = (entity: Entity): number => entity.offset + entity.length;
const isCode = (entity: Entity): boolean => entity.type === 'code' || entity.type === 'pre';
const isQuote = (entity: Entity): boolean =>
  entity.type === 'blockquote' || entity.type === 'expandable_blockquote';

function withoutBlankEdges(text: string, entity: Entity): Entity {
  const span = text.slice(entity.offset, endOf(entity));
  const blank = span.length - span.trimStart().length;
  return { ...entity, offset: entity.offset + blank, length: span.trim().length };
}

function rank(entity: Entity): number {
  return isQuote(entity) ? 0 : 1;
}

/** What is left of a span when the code inside it is cut out. */
function around(entity: Entity, code: readonly Entity[]): Entity[] {
  let left: Entity[] = [entity];
  for (const hole of code) {
    left = left.flatMap((piece) => {
      if (endOf(hole) <= piece.offset || endOf(piece) <= hole.offset) {
        return [piece];
      }
      return [
        { ...piece, length: hole.offset - piece.offset },
        { ...piece, offset: endOf(hole), length: endOf(piece) - endOf(hole) },
      ].filter(({ length }) => length > 0);
    });
  }
  return left;
}

function withoutRepeats(sorted: readonly Entity[]): Entity[] {
  const ends = new Map<string, number>();
  return sorted.filter((entity) => {
    const kind = kindOf(entity);
    const isRepeat = entity.offset < (ends.get(kind) ?? 0);
    if (!isRepeat) {
      ends.set(kind, endOf(entity));
    }
    return !isRepeat;
  });
}

function kindOf(entity: Entity): string {
  if (isCode(entity)) {
    return 'code';
  }
  return isQuote(entity) ? 'quote' : entity.type;
}
