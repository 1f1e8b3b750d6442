import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { QueryRunner } from 'typeorm';
import { beforeAll, describe, expect, test } from 'vitest';
import { Access1763800000007 } from '../../../migrations/1763800000007-access.ts';
import { createSchema } from '../../../src/adapters/graphql/schema.ts';
import type { Actor } from '../../../src/application/access/actor.ts';
import { type Permission, permissions } from '../../../src/domain/access/permission.ts';
import { anActor } from '../../builders/access.ts';

/*
 * Who may see and do what, as two committed files. After a change on purpose:
 *
 *   UPDATE_MATRIX=1 npx vitest run test/unit/graphql/access-matrix.test.ts
 *
 * and read the difference before it is committed.
 *
 * - access-matrix.json: the rule of every field, and the permissions of the roles that the product begins with
 * - access-table.md: what follows from it for nobody, each role and each scope, by asking the guard itself
 */
const isRenewed = process.env.UPDATE_MATRIX === '1';

const { schema, access } = createSchema();
const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

/** Whoever may ask. */
interface Asker {
  readonly name: string;
  readonly actor: Actor | undefined;
}

describe('Access', () => {
  let roles: Readonly<Record<string, readonly Permission[]>>;
  let askers: readonly Asker[];
  let allowed: Allowed;

  beforeAll(async () => {
    roles = await seededRoles();
    askers = [
      { name: 'nobody', actor: undefined },
      ...Object.entries(roles).map(([name, held]) => asker(name, held)),
      ...permissions.map((permission) => asker(permission, [permission])),
    ];
    allowed = await askTheGuard(askers);
  });

  test('is ruled by the committed matrix', () => {
    const fields = Object.fromEntries(access);

    expectFile('access-matrix.json', `${JSON.stringify({ roles, fields }, null, 2)}\n`);
  });

  test('comes to the committed table, for nobody, each role and each scope', () => {
    const names = Object.keys(roles);
    const scopes = askers.slice(names.length + 1);
    const lines = [
      '# Who may see and do what',
      '',
      'Written by `test/unit/graphql/access-matrix.test.ts`, which asks the guard of every field.',
      '',
      '## Fields of the root types',
      '',
      row(['field', 'nobody', ...names, 'keys with one of these scopes alone']),
      row(Array.from({ length: names.length + 3 }, () => '---')),
      ...rootFields().map((field) => {
        const may = (name: string) => allowed(name, field);
        const keys = scopes.map(({ name }) => name).filter(may);
        return row([
          field,
          ...['nobody', ...names].map((name) => (may(name) ? 'yes' : '')),
          keys.length === scopes.length ? 'any' : keys.join(' '),
        ]);
      }),
      '',
      '## Types that can be reached',
      '',
      'From a root field that they may ask, over fields that they may see. Whoever is signed in reaches what',
      'comes first; the others are named with what they reach beside it.',
      '',
      ...reachableLines(askers, allowed),
      '',
    ];

    expectFile('access-table.md', lines.join('\n'));
  });

  test('leaves nothing to nobody but signing in', () => {
    expect(rootFields().filter((field) => allowed('nobody', field))).toEqual([
      'Mutation.login',
      'Query.viewer',
    ]);
  });

  test('gives the owner every field', () => {
    expect(access.filter(([field]) => !allowed('owner', field))).toEqual([]);
  });

  test('gives a role what its permissions give, and nothing else', () => {
    for (const [name, held] of Object.entries(roles)) {
      const scopes = ['nobody', ...held];
      const differing = access.filter(
        ([field]) => allowed(name, field) !== scopes.some((scope) => allowed(scope, field)),
      );
      expect(differing, name).toEqual([]);
    }
  });

  test('asks for a permission to write before anything is written', () => {
    const open = access.filter(
      ([field, rule]) => field.startsWith('Mutation.') && /:read$|^anyone$/.test(rule),
    );

    expect(open).toEqual([['Mutation.login', 'anyone']]);
  });

  test('uses every permission that there is', () => {
    const used = new Set<string>(access.map(([, rule]) => rule));

    expect(permissions.filter((permission) => !used.has(permission))).toEqual([]);
  });
});

const asker = (name: string, held: readonly Permission[]): Asker => ({
  name,
  actor: anActor({ kind: 'api_key', name, permissions: new Set(held) }),
});

/** As the migration writes them; the owner's list is not looked at, as that role may do everything. */
async function seededRoles(): Promise<Readonly<Record<string, readonly Permission[]>>> {
  const roles: Record<string, readonly Permission[]> = {};
  const recorder = {
    query: async (sql: string, values: readonly unknown[] = []) => {
      if (sql.startsWith('INSERT INTO roles')) {
        const [name, , held] = values as [string, string, readonly Permission[]];
        roles[name] = name === 'owner' ? permissions : held;
      }
    },
  };
  await new Access1763800000007().up(recorder as unknown as QueryRunner);
  return roles;
}

type Allowed = (asker: string, field: string) => boolean;

/** Resolves every field in everybody's name. Without services the resolvers break: later than the guard. */
async function askTheGuard(askers: readonly Asker[]): Promise<Allowed> {
  const denied = new Set<string>();
  for (const { name, actor } of askers) {
    await Promise.all(
      guardedFields().map(async ([field, resolve]) => {
        if (await isDenied(resolve, actor)) {
          denied.add(`${name} ${field}`);
        }
      }),
    );
  }
  return (name, field) => !denied.has(`${name} ${field}`);
}

type Resolve = (
  source: unknown,
  args: unknown,
  context: { readonly actor: Actor | undefined },
  info: unknown,
) => unknown;

function guardedFields(): readonly (readonly [string, Resolve])[] {
  return objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap(({ name, resolve, subscribe }) => {
      const guarded = (subscribe ?? resolve) as Resolve | undefined;
      return guarded === undefined ? [] : [[`${type.name}.${name}`, guarded] as const];
    }),
  );
}

async function isDenied(resolve: Resolve, actor: Actor | undefined): Promise<boolean> {
  try {
    await resolve({}, {}, { actor }, {});
    return false;
  } catch (error) {
    const { extensions } = error as { extensions?: { code?: unknown } };
    return extensions?.code === 'UNAUTHENTICATED' || extensions?.code === 'FORBIDDEN';
  }
}

/** Names of the object types that somebody can get to see. */
function reachable(name: string, allowed: Allowed): readonly string[] {
  const seen = new Set<string>();
  const visit = (type: GraphQLNamedType | null | undefined): void => {
    if (isAbstractType(type)) {
      for (const possible of schema.getPossibleTypes(type)) {
        visit(possible);
      }
    }
    if (!isObjectType(type) || seen.has(type.name)) {
      return;
    }
    const fields = Object.values(type.getFields()).filter((field) =>
      allowed(name, `${type.name}.${field.name}`),
    );
    if (fields.length > 0) {
      seen.add(type.name);
    }
    for (const field of fields) {
      visit(getNamedType(field.type));
    }
  };
  for (const root of rootTypes) {
    visit(root);
  }
  return [...seen]
    .filter((type) => rootTypes.every((root) => root?.name !== type))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function reachableLines(askers: readonly Asker[], allowed: Allowed): readonly string[] {
  const reached = askers.map(({ name }) => ({ name, types: reachable(name, allowed) }));
  const [nobody, ...signedIn] = reached;
  const common = (nobody?.types ?? []).concat(
    (signedIn[0]?.types ?? []).filter((type) =>
      signedIn.every(({ types }) => types.includes(type)),
    ),
  );
  const line = (name: string, types: readonly string[]) =>
    `- **${name}**: ${types.join(', ') || 'nothing'}`;
  return [
    line('nobody', nobody?.types ?? []),
    line('signed in', [...new Set(common)].toSorted()),
    ...signedIn.map(({ name, types }) =>
      line(
        name,
        types.filter((type) => !common.includes(type)),
      ),
    ),
  ];
}

const objectTypes = (of: GraphQLSchema): readonly GraphQLObjectType[] =>
  Object.values(of.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !isIntrospectionType(type),
  );

const rootFields = (): readonly string[] =>
  access
    .map(([field]) => field)
    .filter((field) => rootTypes.some((root) => field.startsWith(`${root?.name}.`)));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function expectFile(name: string, text: string): void {
  const path = fileURLToPath(new URL(`../../graphql/${name}`, import.meta.url));
  if (isRenewed) {
    writeFileSync(path, text);
  }
  expect(text.split('\n'), `to be renewed: see the head of this test (${name})`).toEqual(
    readFileSync(path, 'utf8').split('\n'),
  );
}
