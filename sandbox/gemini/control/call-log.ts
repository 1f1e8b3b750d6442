import { createHash } from 'node:crypto';
import type { Call, CallList, CallsQuery } from '../control-api.ts';

const LIST_DEFAULT = 100;
const DATA_CHARACTERS_MAX = 200;

/** The latest calls, in a ring so that a load test keeps its memory. */
export class CallLog {
  readonly #capacity: number;
  readonly #ring: Call[] = [];
  #total = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(call: Omit<Call, 'sequence'>): void {
    this.#total += 1;
    const slot = (this.#total - 1) % this.#capacity;
    this.#ring[slot] = { ...call, sequence: this.#total };
  }

  list(query: CallsQuery): CallList {
    const calls = this.#ring
      .filter((call) => call.sequence > (query.after ?? 0))
      .filter((call) => query.model === undefined || call.model === query.model)
      .filter((call) => query.kind === undefined || call.kind === query.kind)
      .sort((one, other) => one.sequence - other.sequence)
      .slice(-(query.limit ?? LIST_DEFAULT))
      .map((call) => ({ ...call, body: withoutData(call.body) }));
    return { calls, total: this.#total };
  }

  clear(): void {
    this.#ring.length = 0;
    this.#total = 0;
  }
}

/** A copy in which long base64 values are replaced by their size and hash. */
export function withoutData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutData);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => [
    key,
    isData(key, field) ? describeData(field) : withoutData(field),
  ]);
  return Object.fromEntries(entries);
}

function isData(key: string, field: unknown): field is string {
  const named = key === 'data' || key === 'bytesBase64Encoded';
  return named && typeof field === 'string' && field.length > DATA_CHARACTERS_MAX;
}

function describeData(data: string): string {
  const bytes = Buffer.from(data, 'base64');
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `<${bytes.length} bytes, sha256 ${hash}>`;
}
