import fc from 'fast-check';
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Texts that break what does not expect them. */
export const injections = [
  "' OR 1=1 --",
  "'; DROP TABLE users; --",
  '"; }{ __schema { types { name } } }',
  '\\u0000',
  '\u0000',
  '\ud800',
  '%00%0a',
  '../../../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '%',
  '_'.repeat(50),
  '\\',
  '$1',
  '🍌'.repeat(300),
  'a'.repeat(70_000),
  ' ',
  '',
  '\u202e\u200b',
  '__proto__',
  'constructor',
];

export const numbers = [
  0, -0, -1, 1, 2, 100, 101, 1_000_000, 2_147_483_647, 2_147_483_648, -2_147_483_648,
  -2_147_483_649, 9_007_199_254_740_991, 1e21, 1e308, -1e308, 0.1, 5e-324,
];

export const times = [
  '2026-01-02T03:04:05.000Z',
  '2026-01-02T03:04:05+23:59',
  '0000-01-01T00:00:00Z',
  '-271821-04-20T00:00:00.000Z',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-01-02',
  'yesterday',
  '',
];

/** Whatever JSON can say, and some of what it cannot. */
export function strangeValues(seed: number): readonly unknown[] {
  return [
    ...fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 500, seed }),
    ...fc.sample(fc.string({ unit: 'binary' }), { numRuns: 500, seed }),
    ...fc.sample(fc.double(), { numRuns: 200, seed }),
    ...injections,
    ...numbers,
    null,
    true,
  ];
}

/** Also what JSON cannot say: it is then said in the nearest way. */
export const textOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

export const wordsOf = (value: unknown): string =>
  typeof value === 'string' ? value : textOf(value);

/** As it is written in a document. */
export function literalOf(value: unknown, type?: GraphQLInputType): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const item = isListType(inner) ? (inner.ofType as GraphQLInputType) : undefined;
    return `[${value.map((one) => literalOf(one, item)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(inner) ? inner.getFields() : {};
    const parts = Object.entries(value).map(
      ([name, one]) => `${name}: ${literalOf(one, fields[name]?.type)}`,
    );
    return `{${parts.join(', ')}}`;
  }
  if (isListType(inner) && typeof value === 'string') {
    return literalOf(value, inner.ofType as GraphQLInputType);
  }
  return isEnumType(inner) && typeof value === 'string' ? value : textOf(value);
}

/** Mulberry32: the same numbers for the same seed, everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  is(probability: number): boolean {
    return this.#next() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  one<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined && items.length === 0) {
      throw new Error('Cannot choose as there is nothing');
    }
    return item as T;
  }

  some<T>(items: readonly T[], most: number): readonly T[] {
    return Array.from({ length: 1 + this.below(most) }, () => this.one(items));
  }
}
