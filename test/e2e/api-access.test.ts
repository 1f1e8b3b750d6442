import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Permission, permissions } from '../../src/domain/access/permission.ts';
import { ApiClient } from './harness/api.ts';
import {
  type ApiDocument,
  type IdSource,
  idsOf,
  type RootField,
  rootFieldsOf,
  schemaOf,
  smallestDocument,
  unknownIds,
} from './harness/api-documents.ts';
import { ApiStream } from './harness/api-stream.ts';
import { ApiWorld, accessMatrix } from './harness/api-world.ts';

/*
 * The committed matrix, held against the running server: every root field, asked by nobody, by an admin of
 * each role, and with a key of each single scope.
 */

/** These end or change what the test itself is signed in with. */
const ownAccount = ['Mutation.login', 'Mutation.logout', 'Mutation.changePassword'];

/** Who asks writes these by asking; what only the denied could have written is elsewhere. */
const tablesOfAsking = ['api_keys', 'admin_sessions', 'api_key_minutes', 'login_attempts'];

let api: ApiWorld;
let fields: readonly RootField[];
let existing: IdSource;

beforeAll(async () => {
  api = await ApiWorld.start();
  const [life] = await api.lives(1);
  if (life === undefined) {
    throw new Error('Nobody lives');
  }
  existing = idsOf(life);
  fields = rootFieldsOf(await schemaOf(api.owner));
});

afterAll(async () => {
  await api.close();
});

interface Asker {
  readonly client: ApiClient;
  /** Undefined: nobody. */
  readonly held: ReadonlySet<Permission> | undefined;
}

function isAllowed(rule: string | undefined, { held }: Asker): boolean {
  switch (rule) {
    case 'anyone':
      return true;
    case 'signed_in':
      return held !== undefined;
    default:
      return held?.has(rule as Permission) ?? false;
  }
}

/** `UNAUTHENTICATED`, `FORBIDDEN`, or undefined: the field may be asked. */
async function denialOf(
  { operation }: RootField,
  { query, variables }: ApiDocument,
  client: ApiClient,
): Promise<string | undefined> {
  const codes =
    operation === 'subscription'
      ? await codesOfStream(client, query, variables)
      : (await client.ask(query, variables)).errors.map(({ extensions }) => extensions.code);
  return codes.find((code) => code === 'UNAUTHENTICATED' || code === 'FORBIDDEN');
}

async function codesOfStream(
  client: ApiClient,
  query: string,
  variables: ApiDocument['variables'],
): Promise<readonly string[]> {
  const stream = await ApiStream.open(api.url, client, query, variables);
  // Who may watch waits; who may not is told, and the stream ends.
  await Promise.race([stream.ended(), new Promise((resolve) => setTimeout(resolve, 200))]);
  await stream.close();
  return stream.received.flatMap(({ errors = [] }) => errors.map((one) => one.extensions.code));
}

/** Asks every field that the matrix denies, about what exists; returns those that answered. */
async function deniedThatAnswered(asker: Asker): Promise<readonly string[]> {
  const expected = asker.held === undefined ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  return mismatches(asker, false, existing, expected);
}

/** Asks every field that the matrix allows, about what does not exist; returns those that refused. */
const allowedThatRefused = (asker: Asker): Promise<readonly string[]> =>
  mismatches(asker, true, unknownIds, undefined);

async function mismatches(
  asker: Asker,
  allowed: boolean,
  ids: IdSource,
  expected: string | undefined,
): Promise<readonly string[]> {
  const asked = fields.filter(
    ({ name }) =>
      isAllowed(accessMatrix.fields[name], asker) === allowed &&
      !(allowed && ownAccount.includes(name)),
  );
  const found = await Promise.all(
    asked.map(async (field) => {
      const denial = await denialOf(field, smallestDocument(field, ids), asker.client);
      // `node` asks for the permission of the type that the id names.
      const isOwnRule = allowed && field.name === 'Query.node';
      return denial === expected || isOwnRule
        ? []
        : [`${field.name}: ${denial ?? 'answered'} instead of ${expected ?? 'an answer'}`];
    }),
  );
  return found.flat();
}

/** All that is in the database. */
async function contents(): Promise<Readonly<Record<string, string>>> {
  const tables = await api.world.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'
     and tablename <> all ($1) order by 1`,
    [tablesOfAsking],
  );
  const digests = tables.map(
    ({ name }) =>
      `(select md5(string_agg(t::text, '|' order by t::text)) from "${name}" t) "${name}"`,
  );
  const [row] = await api.world.query<Record<string, string>>(`select ${digests.join(', ')}`);
  return row ?? {};
}

describe('the running server', () => {
  test('has the fields of the committed matrix, and no other', () => {
    const roots = /^(?:Query|Mutation|Subscription)\./;
    expect(fields.map(({ name }) => name).toSorted()).toEqual(
      Object.keys(accessMatrix.fields)
        .filter((name) => roots.test(name))
        .toSorted(),
    );
  });

  test('has the roles of the committed matrix', async () => {
    const rows = await api.world.query<{ name: string; permissions: readonly string[] }>(
      'select name, permissions from roles',
    );
    // The owner's list is not looked at: that role may do everything.
    expect(
      Object.fromEntries(
        rows.map(({ name, permissions: held }) => [name, name === 'owner' ? permissions : held]),
      ),
    ).toEqual(accessMatrix.roles);
  });

  test('lets nobody do anything but sign in', async () => {
    const nobody = { client: new ApiClient(api.url), held: undefined };
    const before = await contents();

    expect(await deniedThatAnswered(nobody)).toEqual([]);
    expect(await contents()).toEqual(before);
    expect(await allowedThatRefused(nobody)).toEqual([]);
  });

  test('takes a key or cookie that does not exist for nobody', async () => {
    const unknown = new ApiClient(api.url, { apiKey: `nb_abcdefgh_${'x'.repeat(43)}` });

    expect((await unknown.ask('{ viewer { name } }')).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  test.each(Object.entries(accessMatrix.roles))(
    'lets %s do what the role may, and nothing else',
    async (role, held) => {
      const client = await api.admin(role);
      const asker = { client, held: new Set(held) };
      const before = await contents();

      expect(await deniedThatAnswered(asker)).toEqual([]);
      expect(await contents()).toEqual(before);
      expect(await allowedThatRefused(asker)).toEqual([]);
    },
  );

  test.each(permissions)(
    'lets a key with the scope %s do what it says, and nothing else',
    async (scope) => {
      const client = await api.key([scope]);
      const asker = { client, held: new Set([scope]) };
      const before = await contents();

      expect(await deniedThatAnswered(asker)).toEqual([]);
      expect(await contents()).toEqual(before);
      expect(await allowedThatRefused(asker)).toEqual([]);
    },
  );

  test('asks for the permission of its type before it tells whether a node exists', async () => {
    const { client } = { client: await api.key(['health:read']) };

    for (const id of [existing('User'), unknownIds('User'), existing('Payment')]) {
      const { errors } = await client.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
      expect(errors, id).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  test('hides the fields of another domain from whoever may see the object that leads there', async () => {
    const client = await api.key(['users:read']);
    const { data, errors } = await client.ask(
      'query ($id: ID!) { user(id: $id) { id balance { available } payments { totalCount } } }',
      { id: existing('User') },
    );

    expect(data).toEqual({ user: null });
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', permission: 'credits:read' } },
    ]);
  });
});
