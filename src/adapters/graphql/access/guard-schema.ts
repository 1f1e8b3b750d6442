import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { Actor } from '../../../application/access/actor.ts';
import { forbidden, unauthenticated } from '../errors/request-errors.ts';
import type { AccessRule } from './allow.ts';

/** What the guard needs of a request's context. */
interface Guarded {
  readonly actor: Actor | undefined;
}

/** Every field of the schema with its rule, e.g. `['Query.users', 'users:read']`, sorted. */
export type AccessTable = readonly (readonly [field: string, rule: AccessRule])[];

/**
 * Closes the schema: each field is resolved only for those that its rule allows. Denied by default:
 * @throws Error when a field has no rule, or a root field would inherit one from nowhere.
 */
export function guardSchema(schema: GraphQLSchema): AccessTable {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const table: [string, AccessRule][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) {
      continue;
    }
    for (const field of Object.values(type.getFields())) {
      const rule = ruleOf(type, field);
      if (rule === undefined || (rule === 'inherited' && roots.includes(type))) {
        throw new Error(`Cannot serve ${type.name}.${field.name} as nothing says who may see it`);
      }
      guardField(field, rule);
      table.push([`${type.name}.${field.name}`, rule]);
    }
  }
  return table.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function ruleOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, Guarded>,
): AccessRule | undefined {
  return (field.extensions.access ?? type.extensions.access) as AccessRule | undefined;
}

function guardField(field: GraphQLField<unknown, Guarded>, rule: AccessRule): void {
  if (rule === 'inherited' || rule === 'anyone') {
    return;
  }
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    check(rule, context);
    return resolve(source, args, context, info);
  };
  if (subscribe !== undefined) {
    field.subscribe = (source, args, context, info) => {
      check(rule, context);
      return subscribe(source, args, context, info);
    };
  }
}

function check(rule: Exclude<AccessRule, 'inherited' | 'anyone'>, { actor }: Guarded): void {
  if (actor === undefined) {
    throw unauthenticated();
  }
  if (rule !== 'signed_in' && !actor.permissions.has(rule)) {
    throw forbidden(rule);
  }
}
