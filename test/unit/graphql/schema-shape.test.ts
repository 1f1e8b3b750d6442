import 'reflect-metadata';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { describe, expect, test } from 'vitest';
import { guardSchema } from '../../../src/adapters/graphql/access/guard-schema.ts';
import { PageArgs } from '../../../src/adapters/graphql/connections/page-args.ts';
import { createSchema } from '../../../src/adapters/graphql/schema.ts';

const { schema, access } = createSchema();
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

describe('The schema', () => {
  test('describes every type, field, argument, value and input field', () => {
    const own = types.filter(
      (type) => !isSpecifiedScalarType(type) && !roots.includes(type as never),
    );

    expect([
      ...own.filter(({ description }) => !description).map(({ name }) => name),
      ...types.flatMap(undescribedParts),
    ]).toEqual([]);
  });

  test('names enum values in capitals', () => {
    const names = types.flatMap((type) => (isEnumType(type) ? type.getValues() : []));

    expect(names.map(({ name }) => name).filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual(
      [],
    );
  });

  test('gives every connection the shape of Relay', () => {
    const connections = types.filter(
      (type): type is GraphQLObjectType => isObjectType(type) && type.name.endsWith('Connection'),
    );

    expect(connections.length).toBeGreaterThan(10);
    for (const connection of connections) {
      const name = connection.name.slice(0, -'Connection'.length);
      const fields = typesOf(connection);
      expect(fields, connection.name).toMatchObject({
        edges: `[${name}Edge!]!`,
        nodes: `[${name}!]!`,
        pageInfo: 'PageInfo!',
        totalCount: 'Int!',
        totalCountPrecision: 'CountPrecision!',
      });
      const edge = schema.getType(`${name}Edge`);
      expect(isObjectType(edge) && typesOf(edge), name).toMatchObject({
        node: `${name}!`,
        cursor: 'String!',
      });
    }
  });

  test('lets every connection be paged both ways', () => {
    const paged = types
      .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()) : []))
      .filter(({ type }) => getNamedType(type).name.endsWith('Connection'));

    for (const field of paged) {
      const args = Object.fromEntries(field.args.map(({ name, type }) => [name, String(type)]));
      expect(args, field.name).toMatchObject({
        first: 'Int',
        after: 'String',
        last: 'Int',
        before: 'String',
      });
    }
  });

  test('lets `node` read every type that implements Node', () => {
    const node = schema.getType('Node');
    const implementers = isInterfaceType(node) ? schema.getPossibleTypes(node) : [];

    expect(implementers.map(({ name }) => name).toSorted()).toEqual([
      'Conversation',
      'Generation',
      'Image',
      'Model',
      'Package',
      'Payment',
      'PromoCode',
      'Refund',
      'User',
      'WebhookDelivery',
      'WebhookEndpoint',
    ]);
    expect(access).toContainEqual(['Query.node', 'signed_in']);
  });

  test('has a rule for every argument and input whose values GraphQL leaves open', () => {
    const { argumentTypes, inputTypes, fields } = getMetadataStorage();
    const missing = [...argumentTypes, ...inputTypes].filter(isUsed).flatMap(({ target, name }) => {
      const { argumentRules, inputRules, rules } = target as WithRules;
      const shape = (argumentRules ?? inputRules ?? rules)?.shape;
      const open = fields.filter(
        (field) =>
          isOwn(target, field.target as Class) && needsRule(field.getType(), field.typeOptions),
      );
      return open
        .filter((field) => shape === undefined || !(field.name in shape))
        .map((field) => `${name}.${field.name}`);
    });

    expect(missing).toEqual([]);
  });
});

describe('guardSchema', () => {
  test('refuses a field that nothing says who may see', () => {
    const open = buildSchema('type Query { users: String }');

    expect(() => guardSchema(open)).toThrow('Cannot serve Query.users');
  });

  test('refuses a field of a root type that inherits its rule', () => {
    const open = buildSchema('type Query { users: String }');
    const users = open.getQueryType()?.getFields().users;
    Object.assign(users?.extensions ?? {}, { access: 'inherited' });

    expect(() => guardSchema(open)).toThrow('Cannot serve Query.users');
  });
});

type Class = abstract new (...args: never[]) => object;

interface WithRules {
  readonly argumentRules?: Shaped;
  readonly inputRules?: Shaped;
  readonly rules?: Shaped;
}

interface Shaped {
  readonly shape: object;
}

/** What lists have in common is no class of arguments by itself: they carry its rules. */
const isUsed = ({ target }: { readonly target: unknown }): boolean => target !== PageArgs;

const isOwn = (target: unknown, owner: Class): boolean =>
  target === owner || (typeof target === 'function' && target.prototype instanceof owner);

/** Free texts, lists, and inputs with rules of their own. Ids are checked where they are read. */
function needsRule(type: unknown, options: { readonly array?: boolean }): boolean {
  return (
    type === String ||
    options.array === true ||
    (typeof type === 'function' && (type as WithRules).rules !== undefined)
  );
}

function undescribedParts(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) {
    return type.getValues().flatMap((value) => undescribed(`${type.name}.${value.name}`, value));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return fields.flatMap((field) => undescribed(`${type.name}.${field.name}`, field));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) {
    return [];
  }
  return Object.values(type.getFields()).flatMap((field) => [
    ...undescribed(`${type.name}.${field.name}`, field),
    ...field.args.flatMap((arg) => undescribed(`${type.name}.${field.name}(${arg.name})`, arg)),
  ]);
}

const undescribed = (
  name: string,
  { description }: Pick<GraphQLField<unknown, unknown>, 'description'>,
): string[] => (description ? [] : [name]);

const typesOf = (type: GraphQLObjectType) =>
  Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, `${field.type}`]));
