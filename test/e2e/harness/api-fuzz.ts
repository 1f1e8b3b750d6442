import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { type IdSource, idTypeOf, idTypes, type RootField, rootFieldsOf } from './api-documents.ts';
import {
  injections,
  literalOf,
  numbers,
  Random,
  strangeValues,
  textOf,
  times,
  wordsOf,
} from './api-fuzz-values.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  readonly method: 'GET' | 'POST';
  /** After the path. */
  readonly search: string;
  readonly body: string;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly schema: GraphQLSchema;
  /** Sources of ids, of things that exist and of things that do not. */
  readonly ids: readonly IdSource[];
  /** Root fields to leave out. */
  readonly without: ReadonlySet<string>;
}

/** Random documents and variables for a schema: most of them nearly right, some of them garbage. */
export class ApiFuzz {
  readonly #random: Random;
  readonly #options: FuzzOptions;
  readonly #roots: readonly RootField[];
  readonly #strange: readonly unknown[];
  #variables: Map<string, { readonly type: string; readonly value: unknown }> = new Map();
  #fragments: string[] = [];
  #left = 0;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#roots = rootFieldsOf(options.schema).filter(({ name }) => !options.without.has(name));
    this.#strange = strangeValues(options.seed);
  }

  next(): FuzzRequest {
    const random = this.#random;
    const document = random.is(0.02) ? this.#deep() : this.#document();
    const query = random.is(0.12) ? this.#mutilated(document) : document;
    const variables: unknown = random.is(0.02)
      ? random.one(this.#strange)
      : Object.fromEntries([...this.#variables].map(([name, { value }]) => [name, value]));
    const request: Record<string, unknown> = { query, variables };
    if (random.is(0.02)) {
      request.operationName = random.one(['', 'Fuzz', 'Other', null, 7, {}]);
    }
    if (random.is(0.01)) {
      const sha256Hash = random.one(['0'.repeat(64), 'x', 7]);
      request.extensions = random.one([{ persistedQuery: { version: 1, sha256Hash } }, [], 'x']);
    }
    const asGet = random.is(0.03) ? searchOf(request) : undefined;
    if (asGet !== undefined && asGet.length <= longestSearch) {
      return { method: 'GET', search: asGet, body: '' };
    }
    return { method: 'POST', search: '', body: this.#body(request) };
  }

  #body(request: Readonly<Record<string, unknown>>): string {
    const text = textOf(request);
    if (this.#random.is(0.98)) {
      return text;
    }
    return this.#random.one([
      `[${text},${text}]`,
      '[]',
      'null',
      '"query"',
      '',
      '{}',
      '{"query":null}',
      '{"query":{"a":1}}',
      '{"__proto__":{"query":"{ __typename }"}}',
      `${text}${text}`,
      text.slice(0, text.length / 2),
      `{"query":"{ __typename }","variables":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
    ]);
  }

  #document(): string {
    const random = this.#random;
    this.#variables = new Map();
    this.#fragments = [];
    this.#left = random.below(60);
    const kind = random.is(0.25) ? 'mutation' : random.is(0.03) ? 'subscription' : 'query';
    const roots = this.#roots.filter(({ operation }) => operation === kind);
    const fields = Array.from({ length: random.is(0.8) ? 1 : 1 + random.below(4) }, (_, index) => {
      const { field } = random.one(roots);
      const alias = index > 0 || random.is(0.1) ? `a${index}: ` : '';
      return `${alias}${this.#field(field, random.is(0.1) ? 12 : random.below(6))}`;
    });
    const definitions = [...this.#variables].map(([name, { type }]) => `$${name}: ${type}`);
    const head = definitions.length === 0 ? '' : `(${definitions.join(', ')})`;
    return [`${kind} Fuzz${head} { ${fields.join(' ')} }`, ...this.#fragments].join('\n');
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const random = this.#random;
    const type = getNamedType(field.type);
    const given = field.args.filter((arg) =>
      isRequiredArgument(arg) ? random.is(0.98) : random.is(0.35),
    );
    const args = given.map(
      ({ name, type: argType }) => `${name}: ${this.#argument(argType, name, type.name)}`,
    );
    const inParens = args.length === 0 ? '' : `(${args.join(', ')})`;
    const directive = random.is(0.03)
      ? random.one([' @skip(if: false)', ' @include(if: true)', ' @include(if: false)'])
      : '';
    const selection = isCompositeType(type) ? ` ${this.#selection(type, depth)}` : '';
    return `${field.name}${inParens}${directive}${selection}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const random = this.#random;
    if (isAbstractType(type)) {
      const members = this.#options.schema.getPossibleTypes(type);
      const parts = random
        .some(members, 3)
        .map((member) => `... on ${member.name} ${this.#selection(member, depth - 1)}`);
      return `{ __typename ${parts.join(' ')} }`;
    }
    if (!isObjectType(type)) {
      return '{ __typename }';
    }
    const parts: string[] = [];
    for (const field of random.some(Object.values(type.getFields()), 8)) {
      const isDeep = isCompositeType(getNamedType(field.type));
      if (this.#left > 0 && (!isDeep || depth > 0)) {
        this.#left -= 1;
        parts.push(this.#field(field, depth - 1));
      }
    }
    const text = `{ ${parts.join(' ') || '__typename'} }`;
    if (!random.is(0.04)) {
      return text;
    }
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} ${text}`);
    return `{ ...${name} }`;
  }

  /** Written in the document, or sent as a variable. */
  #argument(type: GraphQLInputType, name: string, owner: string): string {
    const value = this.#value(type, name, owner, 0);
    if (this.#random.is(0.5)) {
      return literalOf(value, type);
    }
    const variable = `v${this.#variables.size}`;
    const declared = this.#random.is(0.98)
      ? String(type)
      : this.#random.one(['Int', 'String!', 'ID']);
    this.#variables.set(variable, { type: declared, value });
    return `$${variable}`;
  }

  #value(type: GraphQLInputType, name: string, owner: string, depth: number): unknown {
    const random = this.#random;
    if (isNonNullType(type)) {
      return this.#value(type.ofType, name, owner, depth);
    }
    if (random.is(0.04)) {
      return random.one(this.#strange);
    }
    if (isListType(type)) {
      const length = random.is(0.03) ? 300 : random.below(4);
      return Array.from({ length }, () => this.#value(type.ofType, name, owner, depth));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) =>
        isRequiredInputField(field) ? random.is(0.98) : random.is(depth > 3 ? 0.1 : 0.35),
      );
      return Object.fromEntries(
        fields.map((field) => [field.name, this.#value(field.type, field.name, '', depth + 1)]),
      );
    }
    if (isEnumType(type)) {
      return random.is(0.97) ? random.one(type.getValues()).name : 'NO_SUCH_VALUE';
    }
    return this.#scalar(type.name, name, owner);
  }

  #scalar(type: string, name: string, owner: string): unknown {
    const random = this.#random;
    switch (type) {
      case 'ID': {
        const idType = random.is(0.9) ? idTypeOf(name, owner) : random.one(idTypes);
        return random.is(0.9) ? random.one(this.#options.ids)(idType) : random.one(this.#strange);
      }
      case 'Int':
      case 'Float':
        return random.is(0.7) ? random.below(30) : random.one(numbers);
      case 'Boolean':
        return random.is(0.5);
      case 'DateTimeISO':
        return random.is(0.6) ? times[0] : random.one(times);
      case 'String':
        return random.is(0.6)
          ? random.one(['banana', 'test', '1.00', 'ann', '42', 'welcome'])
          : wordsOf(random.one(this.#strange));
      default:
        return random.one(this.#strange);
    }
  }

  #mutilated(text: string): string {
    const random = this.#random;
    const at = random.below(text.length + 1);
    const length = random.below(12);
    const inserted = random.one([
      '{',
      '}',
      '(',
      ')',
      '"',
      '"""',
      '$',
      '...',
      '@',
      '#',
      '\n',
      ':',
      '!',
      '\ufeff',
      'null',
      ...injections.slice(0, 12),
    ]);
    return random.one([
      text.slice(0, at) + text.slice(at + length),
      text.slice(0, at) + inserted + text.slice(at),
      text.slice(0, at) + inserted + text.slice(at + length),
      text.slice(0, at) + text.slice(at, at + length).repeat(20) + text.slice(at + length),
    ]);
  }

  /** Nests, bombs of aliases, and fragments that spread each other. */
  #deep(): string {
    const random = this.#random;
    this.#variables = new Map();
    const count = 10 ** (1 + random.below(3)) * (1 + random.below(5));
    return random.one([
      `${'{ users { nodes { payments { nodes { user '.repeat(count / 5)}{ id }`,
      `{ users(filter: ${'{ a: '.repeat(count)}1${' }'.repeat(count)}) { totalCount } }`,
      `{ users(first: ${'['.repeat(count)}1${']'.repeat(count)}) { totalCount } }`,
      `{ ${Array.from({ length: count }, (_, index) => `a${index}: viewer { name }`).join(' ')} }`,
      `{ viewer { ${'name '.repeat(count)} } }`,
      `{ viewer ${'@include(if: true) '.repeat(count)} { name } }`,
      `query (${Array.from({ length: count }, (_, index) => `$v${index}: Int`).join(' ')}) { viewer { name } }`,
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      `{ ...F0 } ${Array.from({ length: 20 }, (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`).join(' ')} fragment F20 on Query { viewer { name } }`,
    ]);
  }
}

/** Node refuses more than 16 KiB of headers with 431, and then closes the connection. */
const longestSearch = 8_000;

const searchOf = (request: Readonly<Record<string, unknown>>): string =>
  `?${new URLSearchParams(
    Object.entries(request).map(([name, value]): [string, string] => [name, wordsOf(value)]),
  )}`;
