/** How a span of text looks. Names and fields are Telegram's. */
export type Style =
  | {
      readonly type:
        | 'bold'
        | 'italic'
        | 'underline'
        | 'strikethrough'
        | 'code'
        | 'blockquote'
        | 'expandable_blockquote';
    }
  | { readonly type: 'pre'; readonly language?: string }
  | { readonly type: 'text_link'; readonly url: string };

/** Offset and length in UTF-16 code units, as Telegram counts. */
export type Entity = Style & { readonly offset: number; readonly length: number };

export interface RichText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

export const emptyText: RichText = { text: '', entities: [] };

export const plainText = (text: string): RichText => ({ text, entities: [] });

export function concat(parts: readonly RichText[]): RichText {
  let text = '';
  const entities: Entity[] = [];
  for (const part of parts) {
    const shift = text.length;
    text += part.text;
    for (const entity of part.entities) {
      entities.push({ ...entity, offset: entity.offset + shift });
    }
  }
  return { text, entities };
}

export function join(parts: readonly RichText[], separator: string): RichText {
  return concat(
    parts.flatMap((part, index) => (index === 0 ? [part] : [plainText(separator), part])),
  );
}

/** The span between two offsets; entities are cut at its edges. */
export function slice({ text, entities }: RichText, start: number, end: number): RichText {
  const cut = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
  return { text: text.slice(start, end), entities: cut };
}

/** The whole text in one style, but for the whitespace at its edges. */
export function styled(style: Style, rich: RichText): RichText {
  const end = rich.text.trimEnd().length;
  const offset = style.type === 'pre' ? 0 : contentStart(rich);
  return offset >= end
    ? rich
    : { text: rich.text, entities: [{ ...style, offset, length: end - offset }, ...rich.entities] };
}

/** Puts a prefix before every line but the first; the lines of code blocks stay as they are. */
export function indent(rich: RichText, prefix: string): RichText {
  const parts: RichText[] = [];
  let start = 0;
  for (let at = rich.text.indexOf('\n'); at !== -1; at = rich.text.indexOf('\n', at + 1)) {
    if (rich.text.charAt(at + 1) !== '\n' && !isCodeBlock(rich.entities, at + 1)) {
      parts.push(slice(rich, start, at + 1), plainText(prefix));
      start = at + 1;
    }
  }
  parts.push(slice(rich, start, rich.text.length));
  return merged(concat(parts));
}

/**
 * Without the whitespace at both ends, as Telegram would cut it: what opens a code block keeps its
 * indentation.
 */
export function trimmed(rich: RichText): RichText {
  const end = rich.text.trimEnd().length;
  return slice(rich, Math.min(contentStart(rich), end), end);
}

function contentStart({ text, entities }: RichText): number {
  const blank = text.length - text.trimStart().length;
  const code = entities.find(({ type }) => type === 'pre');
  return Math.min(blank, code?.offset ?? blank);
}

function isCodeBlock(entities: readonly Entity[], position: number): boolean {
  return entities.some(
    ({ type, offset, length }) =>
      type === 'pre' && offset <= position && position < offset + length,
  );
}

/** Spans that an inserted prefix had cut in two become one again. */
function merged(rich: RichText): RichText {
  const entities: Entity[] = [];
  for (const entity of rich.entities) {
    const index = entities.findIndex(
      (other) => sameStyle(other, entity) && continuesOnNextLine(rich.text, other, entity),
    );
    const other = entities[index];
    if (other === undefined) {
      entities.push(entity);
    } else {
      entities[index] = { ...other, length: entity.offset + entity.length - other.offset };
    }
  }
  return { text: rich.text, entities };
}

function continuesOnNextLine(text: string, first: Entity, second: Entity): boolean {
  const end = first.offset + first.length;
  const isLineEnd = text.charAt(end - 1) === '\n' && end <= second.offset;
  return isLineEnd && text.slice(end, second.offset).trim() === '';
}

function sameStyle(a: Entity, b: Entity): boolean {
  if (a.type === 'pre' || b.type === 'pre') {
    return false;
  }
  return a.type === 'text_link' && b.type === 'text_link' ? a.url === b.url : a.type === b.type;
}
