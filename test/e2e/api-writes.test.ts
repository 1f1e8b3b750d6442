import { randomUUID } from 'node:crypto';
import { type GraphQLInputObjectType, getNamedType, isInputObjectType, isUnionType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toId } from '../../src/adapters/graphql/ids.ts';
import type { Life } from '../integration/graphql/read-world.ts';
import type { Variables } from './harness/api.ts';
import {
  type IdSource,
  idsOf,
  type RootField,
  rootFieldsOf,
  schemaOf,
  smallestDocument,
} from './harness/api-documents.ts';
import { ApiWorld } from './harness/api-world.ts';

/*
 * Every mutation with an idempotency key, whichever there are: sent ten times at once under one key, it acts
 * once; the audit log gets one row; the key stands for that input alone.
 */

const copies = 10;

let api: ApiWorld;
let fields: readonly RootField[];
let life: Life;
let existing: IdSource;

beforeAll(async () => {
  api = await ApiWorld.start();
  const [first] = await api.lives(1);
  if (first === undefined) {
    throw new Error('Nobody lives');
  }
  life = first;
  existing = idsOf(life);
  fields = rootFieldsOf(await schemaOf(api.owner)).filter(
    (field) => field.operation === 'mutation' && inputOf(field)?.getFields().idempotencyKey,
  );
});

afterAll(async () => {
  await api.close();
});

function inputOf({ field }: RootField): GraphQLInputObjectType | undefined {
  const named = getNamedType(field.args.find(({ name }) => name === 'input')?.type);
  return isInputObjectType(named) ? named : undefined;
}

/** What a mutation acts on, made for it alone: what is over or gone already, it would refuse. */
const inputs: Readonly<Record<string, () => Variables | Promise<Variables>>> = {
  createGeneration: () => ({ kind: 'TEXT', prompt: 'Hello' }),
  cancelGeneration: async () => ({
    generationId: await made('createGeneration', 'generation { id }'),
  }),
  createAdmin: () => ({ name: `admin-${randomUUID().slice(0, 8)}` }),
  changeAdmin: async () => ({ adminId: (await newAdmin()).id, isDisabled: true }),
  resetAdminPassword: async () => ({ adminId: (await newAdmin()).id }),
  revokeSession: async () => ({ sessionId: (await newAdmin()).sessions[0]?.id }),
  saveRole: () => ({ name: 'helper', title: 'Helper', permissions: ['USERS_READ'] }),
  deleteRole: async () => ({ roleId: await made('saveRole', 'role { id }', { name: 'spare' }) }),
  revokeApiKey: async () => ({ apiKeyId: (await api.key(['users:read'])).keyId }),
  saveContent: () => ({ key: 'help', language: 'EN', text: 'Ask somebody' }),
  resetContent: () => ({ key: 'help', language: 'EN' }),
  changeSetting: () => ({ name: 'welcomeCredits', value: '11' }),
  savePackage: () => ({ name: 'bag', title: { en: 'Bag', ru: 'Мешок' }, stars: 10 }),
  savePromoCode: () => ({ code: 'TWENTY', benefit: { kind: 'BONUS', percent: 20 } }),
  setPromoCodeEnabled: async () => ({
    isEnabled: false,
    promoCodeId: await made('savePromoCode', 'promoCode { id }', {
      code: 'THIRTY',
      benefit: { kind: 'BONUS', percent: 30 },
    }),
  }),
  ...Object.fromEntries(
    [
      'pingWebhookEndpoint',
      'rotateWebhookSecret',
      'deleteWebhookEndpoint',
      'replayWebhooksSince',
    ].map((name) => [
      name,
      async () => ({ endpointId: await made('saveWebhookEndpoint', 'endpoint { id }') }),
    ]),
  ),
};

/** These need what only a provider or a receiver elsewhere can bring about; tests of their own have it. */
const refused: readonly string[] = ['refundPayment', 'replayWebhookDelivery'];

/** The id of what a mutation makes. @param selection like `role { id }` */
async function made(name: string, selection: string, given: Variables = {}): Promise<string> {
  const field = fieldNamed(name);
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const result = getNamedType(field.field.type);
  const found = (isUnionType(result) ? result.getTypes() : []).find(
    (type) => type.name === success || type.getFields()[selection.split(' ')[0] ?? ''],
  );
  const { [name]: answer } = await api.owner.data(
    `mutation ($input: ${inputOf(field)?.name}!) {
      ${name}(input: $input) { ... on ${found?.name} { made: ${selection} } ... on Failure { message } }
    }`,
    { input: { ...(await inputFor(field)), ...given } },
  );
  const { made: one, message } = answer as { made?: { id: string }; message?: string };
  if (one === undefined) {
    throw new Error(`Cannot ${name}: ${message}`);
  }
  return one.id;
}

interface NewAdmin {
  readonly id: string;
  readonly name: string;
  readonly sessions: readonly { readonly id: string }[];
}

/** Signed in once. */
async function newAdmin(): Promise<NewAdmin> {
  const name = `subject-${randomUUID().slice(0, 8)}`;
  await api.admin('analyst', name);
  const { admins } = await api.owner.data('{ admins { id name sessions { id } } }');
  const found = (admins as readonly NewAdmin[]).find((admin) => admin.name === name);
  if (found === undefined) {
    throw new Error(`There is no ${name}`);
  }
  return found;
}

async function inputFor(field: RootField): Promise<Variables> {
  const { input } = smallestDocument(field, existing).variables;
  return { ...(input as object), ...(await inputs[field.field.name]?.()) };
}

interface Outcome {
  readonly __typename: string;
  readonly isRepeat?: boolean;
}

async function send(field: RootField, input: Variables): Promise<Outcome> {
  const name = field.field.name;
  const result = getNamedType(field.field.type);
  const successes = (isUnionType(result) ? result.getTypes() : [])
    .filter((type) => type.getFields().isRepeat)
    .map((type) => `... on ${type.name} { isRepeat }`);
  const { data, errors } = await api.owner.ask(
    `mutation ($input: ${inputOf(field)?.name}!) {
      ${name}(input: $input) { __typename ${successes.join(' ')} ... on Failure { message } }
    }`,
    { input },
  );
  return (data?.[name] as Outcome | undefined) ?? { __typename: JSON.stringify(errors) };
}

async function auditRowsOf(key: string): Promise<number> {
  const [row] = await api.world.query<{ count: string }>(
    'select count(*) from audit_log where idempotency_key = $1',
    [key],
  );
  return Number(row?.count);
}

const isSuccess = ({ __typename: name }: Outcome): boolean => name.endsWith('Success');

describe('every mutation that takes an idempotency key', () => {
  test('acts once when it is sent ten times at once, and then stands for its input alone', async () => {
    const succeeded: string[] = [];
    const faults: string[] = [];
    for (const field of fields) {
      const name = field.field.name;
      const key = `key-${name}`;
      const input = { ...(await inputFor(field)), idempotencyKey: key };
      const outcomes = await Promise.all(Array.from({ length: copies }, () => send(field, input)));
      const kinds = new Set(outcomes.map(({ __typename }) => __typename));
      const first = outcomes.filter((one) => isSuccess(one) && one.isRepeat === false);
      const rows = await auditRowsOf(key);
      if (outcomes.some(isSuccess)) {
        succeeded.push(name);
        if (kinds.size !== 1 || first.length !== 1 || rows !== 1) {
          faults.push(`${name}: ${[...kinds].join(', ')}; ${first.length} acted; ${rows} rows`);
        }
        const otherwise = await send(field, { ...input, ...different(field, input) });
        if (otherwise.__typename !== 'IdempotencyConflict') {
          faults.push(`${name}: other input under the key: ${otherwise.__typename}`);
        }
      } else if (rows !== 0 || kinds.size !== 1) {
        faults.push(`${name}: ${[...kinds].join(', ')}; ${rows} rows`);
      }
    }

    expect(faults).toEqual([]);
    expect(
      fields.map(({ field }) => field.name).filter((name) => !succeeded.includes(name)),
    ).toEqual(refused);
    expect(fields.length).toBeGreaterThan(15);
  });

  test('leaves an audit log whose chain holds', async () => {
    expect(await chain()).toMatchObject({ fault: null });
  });
});

describe('credits', () => {
  test('that are granted ten times at once under one key are in the books once', async () => {
    const before = await api.world.balance(life.user.id);
    const grant = fieldNamed('grantCredits');
    const input = {
      userId: toId('User', life.user.id),
      amount: 7,
      reason: 'a gift',
      idempotencyKey: 'once-7',
    };
    await Promise.all(Array.from({ length: copies }, () => send(grant, input)));

    const after = await api.world.balance(life.user.id);
    expect(after.available - before.available).toBe(7);
    const [entries] = await api.world.query<{ count: string }>(
      'select count(*) from credit_entries where user_id = $1 and available_delta = 7',
      [life.user.id],
    );
    expect(Number(entries?.count)).toBe(1);
  });

  test('that are revoked at once under keys of their own never go below zero', async () => {
    const { available } = await api.world.balance(life.user.id);
    const revoke = fieldNamed('revokeCredits');
    const outcomes = await Promise.all(
      Array.from({ length: copies }, (_, index) =>
        send(revoke, {
          userId: toId('User', life.user.id),
          amount: available,
          reason: 'all of them',
          idempotencyKey: `all-${index}`,
        }),
      ),
    );

    expect(outcomes.filter(isSuccess)).toHaveLength(1);
    expect((await api.world.balance(life.user.id)).available).toBe(0);
  });
});

describe('the audit log', () => {
  test('shows which row somebody changed behind its back', async () => {
    const [row] = await api.world.query<{ seq: string }>(
      `select seq from audit_log where action like 'user.ban%' order by seq limit 1`,
    );
    const seq = Number(row?.seq);
    expect(seq).toBeGreaterThan(1);
    await tamper(`update audit_log set after = '{"reason":"nothing at all"}' where seq = ${seq}`);

    expect(await chain()).toEqual({
      fault: 'CHANGED',
      brokenSeq: expect.anything(),
      lastSoundSeq: expect.anything(),
    });
    expect(Number((await chain()).brokenSeq)).toBe(seq);
    expect(Number((await chain()).lastSoundSeq)).toBe(seq - 1);
  });

  test('refuses to be changed by whoever leaves its trigger alone', async () => {
    await expect(api.world.query('update audit_log set action = $1', ['x'])).rejects.toThrow();
    await expect(api.world.query('delete from audit_log')).rejects.toThrow();
  });
});

function fieldNamed(name: string): RootField {
  const found = fields.find(({ field }) => field.name === name);
  if (found === undefined) {
    throw new Error(`There is no ${name}`);
  }
  return found;
}

const differences: Readonly<Record<string, Variables>> = {
  resetContent: { language: 'RU' },
  savePromoCode: { maxPerUser: 2 },
};

/** The same request but for one thing. */
function different(field: RootField, input: Variables): Variables {
  const texts = ['reason', 'text', 'prompt', 'title', 'name', 'description', 'url'];
  const name = Object.keys(inputOf(field)?.getFields() ?? {}).find(
    (one) => texts.includes(one) && typeof input[one] === 'string',
  );
  if (name !== undefined) {
    return { [name]: `${String(input[name])}2` };
  }
  return { ...otherIds(input), ...differences[field.field.name] };
}

/** Another subject of the same type. */
function otherIds(input: Variables): Variables {
  const entry = Object.entries(input).find(
    ([key, value]) => /Id$/.test(key) && typeof value === 'string',
  );
  if (entry === undefined) {
    return {};
  }
  const [key, value] = entry;
  return { [key]: String(value).replace(/.$/, (last) => (last === '1' ? '2' : '1')) };
}

async function chain(): Promise<Readonly<Record<string, unknown>>> {
  const { auditLogReport } = await api.owner.data(
    '{ auditLogReport { fault brokenSeq lastSoundSeq } }',
  );
  return auditLogReport as Record<string, unknown>;
}

async function tamper(sql: string): Promise<void> {
  await api.world.query('alter table audit_log disable trigger audit_log_append_only');
  await api.world.query(sql);
  await api.world.query('alter table audit_log enable trigger audit_log_append_only');
}
