import type { MessageEntity } from '../api/model.ts';

/** Formatted text as nested parts. Offsets of entities are UTF-16 units, as JavaScript strings count. */
export type RichNode =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'entity';
      readonly entity: MessageEntity;
      /** The plain text that the entity covers. */
      readonly text: string;
      readonly children: readonly RichNode[];
    };

const BLOCKS: ReadonlySet<string> = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/** The text with its entities nested; entities that overlap are cut where the outer one ends. */
export function richNodes(text: string, entities: readonly MessageEntity[]): RichNode[] {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nest(text, 0, text.length, sorted);
}

function nest(
  text: string,
  start: number,
  end: number,
  entities: readonly MessageEntity[],
): RichNode[] {
  const nodes: RichNode[] = [];
  let at = start;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...others] = rest;
    if (entity === undefined) break;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    rest = others;
    if (from >= to) continue;
    pushText(nodes, text.slice(at, from));
    nodes.push({
      kind: 'entity',
      entity,
      text: text.slice(from, to),
      children: nest(text, from, to, others),
    });
    at = to;
  }
  pushText(nodes, text.slice(at, end));
  return nodes;
}

/** A block begins and ends its own lines: the line break beside it in the text is not one more. */
function pushText(nodes: RichNode[], text: string): void {
  const previous = nodes.at(-1);
  const afterBlock = previous?.kind === 'entity' && BLOCKS.has(previous.entity.type);
  const shown = afterBlock && text.startsWith('\n') ? text.slice(1) : text;
  if (shown !== '') nodes.push({ kind: 'text', text: shown });
}
