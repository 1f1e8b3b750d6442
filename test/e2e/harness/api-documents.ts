import { randomUUID } from 'node:crypto';
import {
  buildClientSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  type IntrospectionQuery,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { type IdType, toId } from '../../../src/adapters/graphql/ids.ts';
import type { Life } from '../../integration/graphql/read-world.ts';
import type { ApiClient, Variables } from './api.ts';

export interface ApiDocument {
  /** Of the field that it asks, e.g. `Query.users`. */
  readonly field: string;
  readonly query: string;
  readonly variables: Variables;
}

/** An id of a type, on the wire. */
export type IdSource = (type: IdType) => string;

/** As the running server describes itself. */
export async function schemaOf(client: ApiClient): Promise<GraphQLSchema> {
  const data = await client.data(getIntrospectionQuery());
  return buildClientSchema(data as unknown as IntrospectionQuery);
}

export interface RootField {
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** e.g. `Query.users`. */
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
}

export function rootFieldsOf(schema: GraphQLSchema): readonly RootField[] {
  const of = (
    operation: RootField['operation'],
    type: GraphQLObjectType | null | undefined,
  ): readonly RootField[] =>
    Object.values(type?.getFields() ?? {}).map((field) => ({
      operation,
      name: `${type?.name}.${field.name}`,
      field,
    }));
  return [
    ...of('query', schema.getQueryType()),
    ...of('mutation', schema.getMutationType()),
    ...of('subscription', schema.getSubscriptionType()),
  ];
}

/** Asks one root field for as little as it takes: what it requires, and the name of its answer's type. */
export function smallestDocument(
  { operation, name, field }: RootField,
  ids: IdSource,
  others: Variables = {},
): ApiDocument {
  const given = field.args.filter((arg) => isRequiredArgument(arg) || arg.name in others);
  const definitions = given.map((arg) => `$${arg.name}: ${arg.type}`);
  const args = given.map((arg) => `${arg.name}: $${arg.name}`);
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const inParens = (parts: readonly string[]) =>
    parts.length === 0 ? '' : `(${parts.join(', ')})`;
  const values = given.map((arg) => [arg.name, plainValue(arg, ids, typeNamed(field))]);
  return {
    field: name,
    query: `${operation} ${inParens(definitions)} { ${field.name}${inParens(args)}${selection} }`,
    variables: { ...Object.fromEntries(values), ...others },
  };
}

const typeNamed = (field: GraphQLField<unknown, unknown>): string => getNamedType(field.type).name;

/** A value that the schema and most rules allow. */
function plainValue(
  { name, type }: GraphQLArgument | GraphQLInputField,
  ids: IdSource,
  owner = '',
): unknown {
  return plainOf(type, name, ids, owner);
}

function plainOf(type: GraphQLInputType, name: string, ids: IdSource, owner: string): unknown {
  if (isNonNullType(type)) {
    return plainOf(type.ofType, name, ids, owner);
  }
  if (isListType(type)) {
    return [plainOf(type.ofType, name, ids, owner)];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(fields.map((field) => [field.name, plainValue(field, ids)]));
  }
  if (isEnumType(type)) {
    return type.getValues()[0]?.name;
  }
  switch (type.name) {
    case 'ID':
      return ids(idTypeOf(name, owner));
    case 'Int':
    case 'Float':
      return 1;
    case 'Boolean':
      return true;
    case 'DateTimeISO':
      return '2026-01-02T03:04:05.000Z';
    case 'String':
      return plainTexts[name] ?? 'something';
    default:
      return {};
  }
}

const plainTexts: Readonly<Record<string, string>> = {
  get idempotencyKey() {
    return randomUUID();
  },
  amount: '1.00',
  password: 'correct horse battery',
  currentPassword: 'correct horse battery',
  newPassword: 'incorrect horse battery',
  url: 'https://example.com/hook',
  code: 'NOSUCHCODE',
  inputPerMillionTokens: '0.10',
  outputPerMillionTokens: '0.40',
  totpCode: '123456',
};

const named: Readonly<Record<string, IdType>> = {
  pictureId: 'Upload',
  endpointId: 'WebhookEndpoint',
  deliveryId: 'WebhookDelivery',
  sourceId: 'Generation',
};

/** e.g. `userId` and `userIds` of a User, `id` of what the field answers. */
export function idTypeOf(name: string, owner = ''): IdType {
  const known = named[name];
  if (known !== undefined) {
    return known;
  }
  const word = name === 'id' ? owner : name.replace(/Ids?$/, '');
  const type = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return isIdType(type) ? type : 'User';
}

const uuidTypes = [
  'Generation',
  'Image',
  'Payment',
  'Refund',
  'Conversation',
  'Admin',
  'Session',
  'WebhookEndpoint',
  'WebhookDelivery',
  'Upload',
  'CreditSubscription',
  'PromoRedemption',
  'Exchange',
] as const satisfies readonly IdType[];

const integerTypes = [
  'User',
  'CreditEntry',
  'AuditRow',
  'PaymentDifference',
  'Referral',
] as const satisfies readonly IdType[];

const nameTypes = [
  'Package',
  'Model',
  'PromoCode',
  'Role',
  'ApiKey',
] as const satisfies readonly IdType[];

export const idTypes: readonly IdType[] = [...uuidTypes, ...integerTypes, ...nameTypes];

const isIdType = (text: string): text is IdType => (idTypes as readonly string[]).includes(text);

/** Well-formed ids of nothing. */
export const unknownIds: IdSource = (type) => {
  if ((uuidTypes as readonly IdType[]).includes(type)) {
    return toId(type, '00000000-0000-7000-8000-00000000dead');
  }
  return toId(
    type,
    (integerTypes as readonly IdType[]).includes(type) ? 987_654_321_012 : 'nosuch',
  );
};

/** Ids of what a life has, where it has such things. */
export const idsOf = ({ user, picture, imageId, conversationId, paid, refund }: Life): IdSource => {
  const known: { readonly [type in IdType]?: string | number | undefined } = {
    User: user.id,
    Referral: user.id,
    Generation: picture.id,
    Exchange: picture.id,
    Image: imageId,
    Conversation: conversationId,
    Payment: paid.id,
    CreditSubscription: paid.id,
    Refund: refund.id,
    Package: paid.packageId,
    Model: 'test-painter',
    Role: 'analyst',
    CreditEntry: 1,
    AuditRow: 1,
    PaymentDifference: 1,
  };
  return (type) => {
    const value = known[type];
    return value === undefined ? unknownIds(type) : toId(type, value);
  };
};
