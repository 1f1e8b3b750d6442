import type { Cursor, InvalidCursor } from '../../../application/queries/paging.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';

/** How a sort key or id travels in a cursor. Times are whole microseconds since 1970. */
export type KeyType = 'timestamptz' | 'bigint' | 'uuid' | 'text';

/** Where a row stands: its sort key, unless that is the id itself, and its id. As text. */
export type Position = readonly string[];

const longestCursor = 1_024;
const greatestBigint = 2n ** 63n - 1n;
/** The end of the year 9999, when dates get another form. */
const greatestMicros = 253_402_300_799_999_999n;

/** @param tag names the list and the sort that the position belongs to */
export function encodeCursor(tag: string, position: Position): Cursor {
  return Buffer.from(JSON.stringify([tag, ...position])).toString('base64url');
}

export function decodeCursor(
  cursor: Cursor,
  tag: string,
  types: readonly KeyType[],
): Result<Position, InvalidCursor['reason']> {
  const parts = partsOf(cursor);
  const [foundTag, ...position] = parts ?? [];
  if (foundTag === undefined) {
    return err('malformed');
  }
  if (foundTag !== tag) {
    return err('other_list');
  }
  const fits =
    position.length === types.length &&
    types.every((type, index) => isOfType(type, position[index] ?? ''));
  return fits ? ok(position) : err('malformed');
}

function partsOf(cursor: Cursor): readonly string[] | undefined {
  if (cursor.length > longestCursor) {
    return undefined;
  }
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) {
    return undefined;
  }
  try {
    const parts: unknown = JSON.parse(bytes.toString());
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string')
      ? parts
      : undefined;
  } catch {
    return undefined;
  }
}

function isOfType(type: KeyType, text: string): boolean {
  switch (type) {
    case 'timestamptz':
      return /^\d{1,18}$/.test(text) && BigInt(text) <= greatestMicros;
    case 'bigint':
      return isBigint(text);
    case 'uuid':
      return isUuid(text);
    case 'text':
      return !text.includes('\0');
  }
}

export function isBigint(text: string): boolean {
  if (!/^-?\d{1,19}$/.test(text)) {
    return false;
  }
  const value = BigInt(text);
  return value <= greatestBigint && value >= -greatestBigint;
}

export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** An SQL expression's value, as it travels in a cursor. */
export function keyAsText(type: KeyType, sql: string): string {
  return type === 'timestamptz'
    ? `(extract(epoch FROM ${sql}) * 1000000)::bigint::text`
    : `${sql}::text`;
}

/** What travelled in a cursor, as the server reads it. */
export function keyAsValue(type: KeyType, text: string): string {
  if (type !== 'timestamptz') {
    return text;
  }
  const micros = BigInt(text);
  const seconds = new Date(Number(micros / 1_000_000n) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${(micros % 1_000_000n).toString().padStart(6, '0')}Z`;
}
