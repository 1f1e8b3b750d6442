import { lastSegment, type OpenApiSchema } from './specification.ts';

/*
 * Turns OpenAPI schemas into JSON Schema that refuses unknown fields. `allOf` is flattened into one
 * object first: with `additionalProperties: false` its parts would refuse each other's fields.
 */

type Schema = Record<string, unknown>;

/** What the documentation says and the file does not, by schema name. */
const DOCUMENTED: Readonly<Record<string, Schema>> = {
  MonetaryAmount: { properties: { value: { type: 'string', pattern: '\\d{1,12}(\\.\\d{1,2})?' } } },
  Metadata: {
    propertyNames: { maxLength: 32 },
    additionalProperties: { type: 'string', nullable: true, maxLength: 512 },
  },
  ReceiptItemDescription: { minLength: 1, maxLength: 128 },
  ReceiptItemQuantity: { exclusiveMinimum: 0 },
};

/** Keywords that JSON Schema does not have, or that are made anew here. */
const LEFT_OUT = new Set(['$ref', 'allOf', 'oneOf', 'discriminator', 'nullable', 'default']);

export class SchemaConverter {
  readonly #schemas: Readonly<Record<string, OpenApiSchema>>;

  constructor(schemas: Readonly<Record<string, OpenApiSchema>>) {
    this.#schemas = schemas;
  }

  convert(source: OpenApiSchema): Schema {
    const flat = this.#flatten(source);
    const schema: Schema = {};
    for (const [keyword, value] of Object.entries(flat)) {
      if (!LEFT_OUT.has(keyword)) schema[keyword] = this.#keyword(keyword, value);
    }
    if (schema.properties !== undefined) schema.additionalProperties ??= false;
    if (flat.nullable === true) schema.type = [schema.type, 'null'];
    return { ...schema, ...this.#choice(flat) };
  }

  #keyword(keyword: string, value: unknown): unknown {
    switch (keyword) {
      case 'properties':
        return mapValues(asSchema(value), (property) => this.convert(asSchema(property)));
      case 'items':
      case 'additionalProperties':
      case 'propertyNames':
        return typeof value === 'boolean' ? value : this.convert(asSchema(value));
      case 'pattern':
        return wholeValue(String(value));
      default:
        return value;
    }
  }

  #choice(flat: Schema): Schema {
    if (flat.oneOf === undefined) return {};
    const variants = asList(flat.oneOf);
    const discriminator = asSchema(flat.discriminator ?? {}).propertyName;
    if (typeof discriminator !== 'string') {
      return { oneOf: variants.map((variant) => this.convert(variant)) };
    }
    return {
      type: 'object',
      required: [discriminator],
      discriminator: { propertyName: discriminator },
      oneOf: variants.map((variant) => this.#tagged(variant, discriminator)),
    };
  }

  /** One alternative, with the value of the tag that selects it. */
  #tagged(variant: OpenApiSchema, tag: string): Schema {
    const mapping = asSchema(asSchema(this.#flatten(variant).discriminator ?? {}).mapping ?? {});
    const [value] = Object.entries(mapping).find(([, ref]) => ref === variant.$ref) ?? [];
    if (value === undefined) throw new Error(`No ${tag} selects ${String(variant.$ref)}`);
    const schema = this.convert(variant);
    return { ...schema, properties: { ...asSchema(schema.properties), [tag]: { const: value } } };
  }

  #flatten(source: OpenApiSchema): Schema {
    if (typeof source.$ref === 'string') {
      const name = lastSegment(source.$ref);
      const target = this.#schemas[name];
      if (target === undefined) throw new Error(`The specification lacks ${source.$ref}`);
      return merge(this.#flatten(target), DOCUMENTED[name] ?? {});
    }
    const { allOf, ...own } = source;
    const parts = allOf === undefined ? [] : asList(allOf).map((part) => this.#flatten(part));
    return [...parts, own].reduce<Schema>(merge, {});
  }
}

function merge(one: Schema, other: Schema): Schema {
  const merged: Schema = { ...one, ...other };
  if (one.properties !== undefined && other.properties !== undefined) {
    merged.properties = { ...asSchema(one.properties), ...asSchema(other.properties) };
  }
  if (Array.isArray(one.required) && Array.isArray(other.required)) {
    merged.required = [...new Set([...one.required, ...other.required])];
  }
  return merged;
}

/** The server matches whole values, with Java's flag for a dot that fits line ends too. */
function wholeValue(pattern: string): string {
  const flag = '(?s)';
  const source = pattern.startsWith(flag)
    ? pattern.slice(flag.length).replaceAll('.', '[\\s\\S]')
    : pattern;
  return `^(?:${source})$`;
}

function mapValues(source: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, change(value)]));
}

function asSchema(value: unknown): Schema {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Schema;
  throw new Error(`Cannot read ${JSON.stringify(value)} as a schema`);
}

function asList(value: unknown): OpenApiSchema[] {
  if (!Array.isArray(value)) throw new Error('Cannot read a choice of schemas as it is no list');
  return value.map(asSchema);
}
