import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  PostgresConversationQueries,
  PostgresExchangeQueries,
} from '../../../src/adapters/postgres/queries/conversations.ts';
import { PostgresCreditEntryQueries } from '../../../src/adapters/postgres/queries/credit-entries.ts';
import { PostgresGenerationQueries } from '../../../src/adapters/postgres/queries/generations.ts';
import { PostgresPaymentQueries } from '../../../src/adapters/postgres/queries/payments.ts';
import { PostgresPromoRedemptionQueries } from '../../../src/adapters/postgres/queries/promos.ts';
import { PostgresReferralQueries } from '../../../src/adapters/postgres/queries/referrals.ts';
import { PostgresSubscriptionQueries } from '../../../src/adapters/postgres/queries/subscriptions.ts';
import { PostgresUserQueries } from '../../../src/adapters/postgres/queries/users.ts';
import type { ChildQuery, ListQuery, Take } from '../../../src/application/queries/paging.ts';
import { type GenerationFailure, statusOf } from '../../../src/domain/generations/failure.ts';
import {
  conversationId,
  generationId,
  type UserId,
  userId,
} from '../../../src/domain/shared/ids.ts';
import { aUuid } from '../../builders/domain.ts';
import type { ConnectedDatabase } from '../../contract/postgres/postgres-persistence.ts';
import { filledDatabase, idsOf, pageOf } from './queries-stage.ts';

const byCreated = { by: 'created', direction: 'desc' } as const;

let database: ConnectedDatabase;
let users: PostgresUserQueries;
let generations: PostgresGenerationQueries;
let payments: PostgresPaymentQueries;

beforeAll(async () => {
  database = await filledDatabase();
  users = new PostgresUserQueries(database.dataSource);
  generations = new PostgresGenerationQueries(database.dataSource);
  payments = new PostgresPaymentQueries(database.dataSource);
});

afterAll(() => database.close());

const ids = (sql: string) => idsOf(database.dataSource, sql);

describe('a cursor', () => {
  const pageAt = (take: Take) => users.page({ filter: {}, sort: byCreated, take });

  test('bounds a page on both sides, whichever end it is taken from', async () => {
    const all = await pageOf(users, { filter: {}, sort: byCreated, take: { first: 30 } });
    const [after, before] = [all.edges[4]?.cursor, all.edges[20]?.cursor];

    const fromStart = await pageAt({ first: 10, after, before });
    const fromEnd = await pageAt({ last: 10, after, before });
    const whole = await pageAt({ first: 15, after, before });

    const between = { hasNextPage: true, hasPreviousPage: true };
    expect(fromStart).toEqual({ ok: true, value: { edges: all.edges.slice(5, 15), ...between } });
    expect(fromEnd).toEqual({ ok: true, value: { edges: all.edges.slice(10, 20), ...between } });
    expect(whole).toEqual({ ok: true, value: { edges: all.edges.slice(5, 20), ...between } });
  });

  test('says of the only page that nothing is before or behind it', async () => {
    const page = await pageOf(users, { filter: {}, sort: byCreated, take: { first: 300 } });
    expect(page).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(page.edges).toHaveLength(300);
  });

  test('of another order or another list is refused', async () => {
    const [edge] = (await pageOf(users, { filter: {}, sort: byCreated, take: { first: 1 } })).edges;
    const cursor = edge?.cursor;
    const refused = { ok: false, error: { kind: 'invalid_cursor', reason: 'other_list' } };

    expect(
      await users.page({
        filter: {},
        sort: { by: 'spent', direction: 'desc' },
        take: { first: 1, after: cursor },
      }),
    ).toMatchObject({ ...refused, error: { argument: 'after' } });
    expect(
      await generations.page({ filter: {}, sort: byCreated, take: { last: 1, before: cursor } }),
    ).toMatchObject({ ...refused, error: { argument: 'before' } });
  });

  test.each(['', 'x', 'ä', `${'A'.repeat(5_000)}`, 'W10', 'bnVsbA', "'; DROP TABLE users"])(
    'that is none of ours (%j) is refused',
    async (cursor) => {
      expect(await pageAt({ first: 1, after: cursor })).toEqual({
        ok: false,
        error: { kind: 'invalid_cursor', argument: 'after', reason: 'malformed' },
      });
    },
  );
});

describe('of several parents', () => {
  const first = { first: 4 } as const;
  const owners = [userId(1), userId(2), userId(5), userId(250), userId(99_999_999)];

  async function agree<Node, Filter, Field extends string>(
    list: ChildQuery<UserId, Node, Filter, Field> & ListQuery<Node, Filter, Field>,
    by: Field,
    filter: NoInfer<Filter>,
    parent: keyof NoInfer<Filter>,
  ): Promise<void> {
    const request = { sort: { by, direction: 'desc' }, take: first } as const;
    const pages = await list.pagesOf(owners, { ...request, filter });
    const counts = await list.countsOf(owners, filter);
    for (const owner of owners) {
      const own = { ...filter, [parent]: owner };
      const alone = await pageOf(list, { ...request, filter: own });
      expect(pages.ok && pages.value.get(owner)).toEqual(alone);
      expect(counts.get(owner)).toEqual(await list.count(own));
    }
  }

  test('each has the page and the count that it has alone', async () => {
    const entries = new PostgresCreditEntryQueries(database.dataSource);
    const subscriptions = new PostgresSubscriptionQueries(database.dataSource);
    const referrals = new PostgresReferralQueries(database.dataSource);
    const searched = { promptSearch: 'cat', statuses: ['failed', 'succeeded'] } as const;
    await agree(generations, 'created', {}, 'userId');
    await agree(generations, 'created', searched, 'userId');
    await agree(payments, 'amount', { statuses: ['paid'] }, 'userId');
    await agree(entries, 'created', { kind: 'generation' }, 'userId');
    await agree(subscriptions, 'paidUntil', {}, 'userId');
    await agree(referrals, 'created', {}, 'inviterId');
  });

  test('the same cursor goes on in each', async () => {
    const request = { filter: {}, sort: byCreated };
    const page = await pageOf(generations, { ...request, take: { first: 100 } });
    const after = page.edges.at(-1)?.cursor;

    const pages = await generations.pagesOf(owners, { ...request, take: { first: 9, after } });

    for (const owner of owners) {
      const rest = await pageOf(generations, {
        ...request,
        filter: { userId: owner },
        take: { first: 9, after },
      });
      expect(pages.ok && pages.value.get(owner)).toEqual(rest);
    }
  });

  test('a foreign cursor is refused, and no parents are no work', async () => {
    const request = { filter: {}, sort: byCreated, take: { first: 1, after: 'x' } };
    expect(await generations.pagesOf(owners, request)).toMatchObject({ ok: false });
    expect(await generations.pagesOf([], { ...request, take: { first: 1 } })).toEqual({
      ok: true,
      value: new Map(),
    });
  });

  test('conversations, exchanges and redemptions are read below theirs', async () => {
    const conversations = new PostgresConversationQueries(database.dataSource);
    const exchanges = new PostgresExchangeQueries(database.dataSource);
    const redemptions = new PostgresPromoRedemptionQueries(database.dataSource);
    const one = conversationId((await ids('SELECT conversation_id AS id FROM exchanges'))[0] ?? '');
    const request = { filter: {}, sort: byCreated, take: { first: 50 } };

    const ofUser = await conversations.pagesOf([userId(3)], request);
    const ofConversation = await exchanges.pagesOf([one], request);
    const ofCode = await redemptions.pagesOf(['SPRING2', 'NONE'], {
      ...request,
      sort: { by: 'redeemed', direction: 'asc' },
    });

    expect(ofUser.ok && ofUser.value.get(userId(3))?.edges).toHaveLength(12);
    expect(await conversations.countsOf([userId(3)], {})).toEqual(
      new Map([[3, { value: 12, precision: 'exact' }]]),
    );
    expect(ofConversation.ok && ofConversation.value.get(one)?.edges[0]?.node).toMatchObject({
      conversationId: one,
      prompt: 'Why?',
      answer: 'So.',
      imageIds: [],
      tokens: 5,
    });
    expect(ofCode.ok && ofCode.value.get('SPRING2')?.edges).toHaveLength(25);
    expect(ofCode.ok && ofCode.value.get('NONE')?.edges).toEqual([]);
  });
});

describe('a filter agrees with the domain', () => {
  test('on the status that each failure ends in', async () => {
    const kinds: { readonly [kind in GenerationFailure['kind']]: true } = {
      safety: true,
      no_image: true,
      empty_answer: true,
      quota: true,
      overloaded: true,
      model_retired: true,
      region_refused: true,
      unauthorized: true,
      invalid_request: true,
      timeout: true,
      input_unreadable: true,
      undeliverable: true,
      canceled: true,
      expired: true,
      internal: true,
    };
    const owner = userId(299);
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
      const status = statusOf({ kind } as GenerationFailure);
      const id = generationId(aUuid());
      await database.dataSource.query(
        `INSERT INTO generations (id, request_key, user_id, kind, status, model_id, prompt, options,
          inputs, language, chat_id, price, charged, failure, attempt, created_at, finished_at)
        VALUES ($1::uuid, $1::uuid::text, $2, 'text', $3, 'm', 'x', '{}', '[]', 'en', 1, 1, 0, $4, 1, now(), now())`,
        [id, owner, status, JSON.stringify({ kind })],
      );
      const filter = { statuses: [status] };
      const page = await pageOf(generations, { filter, sort: byCreated, take: { first: 1 } });
      expect(page.edges.map(({ node }) => node)).toMatchObject([{ id, status, failure: { kind } }]);
    }
    await database.dataSource.query('DELETE FROM generations WHERE user_id = $1', [owner]);
  });

  test('on the language that a user is spoken to in', async () => {
    const tags = [null, 'ru', 'RU-ru', 'be', 'uk-UA', 'kk', 'ru_RU', 'run', 'pt-br', '', '-ru'];
    for (const [index, tag] of tags.entries()) {
      await database.dataSource.query(
        'UPDATE users SET language_code = $2, language = NULL WHERE id = $1',
        [index + 200, tag],
      );
    }
    const spoken = async (language: 'ru' | 'en') => {
      const request = { filter: { language }, sort: byCreated, take: { first: 300 } };
      return (await pageOf(users, request)).edges.map(({ node }) => node);
    };
    const [russian, english] = [await spoken('ru'), await spoken('en')];
    expect(new Set(russian.map(({ language }) => language))).toEqual(new Set(['ru']));
    expect(new Set(english.map(({ language }) => language))).toEqual(new Set(['en']));
    expect(russian.length + english.length).toBe(300);
  });
});

describe('a count', () => {
  const refresh = (name: string, count: number) =>
    database.dataSource.query('UPDATE stats.table_totals SET count = $2 WHERE name = $1', [
      name,
      count,
    ]);

  test('without a filter is what the statistics say, once they have counted', async () => {
    await refresh('users', 0);
    expect(await users.count({})).toEqual({ value: 300, precision: 'exact' });
    await refresh('users', 7_654_321);
    expect(await users.count({})).toEqual({ value: 7_654_321, precision: 'exact' });
  });
});

describe('a read', () => {
  test('that takes longer than its limit is stopped by the server', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE referrals IN ACCESS EXCLUSIVE MODE');
      const limits = { limitMs: 50 };
      const request = { filter: {}, sort: byCreated, take: { first: 1 } };
      const timedOut = { name: 'ReadTimedOut', limitMs: 50 };

      await expect(users.page(request, limits)).rejects.toMatchObject(timedOut);
      await expect(users.byIds([userId(1)], limits)).rejects.toMatchObject(timedOut);
    } finally {
      await client.end();
    }
    expect(await users.byIds([userId(1)])).toHaveProperty('size', 1);
  });

  test('leaves nothing of its limits on the connection', async () => {
    const settings = async () =>
      database.dataSource.query(
        `SELECT name, setting FROM pg_settings
        WHERE name IN ('statement_timeout', 'jit', 'random_page_cost') ORDER BY 1`,
      );
    const before = await settings();
    await Promise.all(Array.from({ length: 8 }, () => users.count({ status: 'banned' })));
    const after = await Promise.all(Array.from({ length: 8 }, settings));
    expect(after).toEqual(Array.from({ length: 8 }, () => before));
  });
});

test('no index of a list costs a generation or a user more with each step or contact', async () => {
  const { dataSource } = database;
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const hot = async (table: string, statement: string) => {
    await client.query('BEGIN');
    const { rowCount } = await client.query(statement);
    const { rows } = await client.query(
      `SELECT pg_stat_get_xact_tuples_hot_updated('${table}'::regclass)::integer AS updates`,
    );
    await client.query('COMMIT');
    expect(rowCount).toBe(1);
    return rows[0]?.updates;
  };
  try {
    // Room in the pages, as there is while they fill up.
    await dataSource.query('VACUUM FULL generations, users');
    const [id] = await ids(`SELECT id FROM generations WHERE status = 'queued'`);
    const step = `UPDATE generations SET status = 'running', attempt = 1, lease_until = now(),
      started_at = now() WHERE id = '${id}'`;
    const contact = 'UPDATE users SET last_seen_at = now(), pending_edit = NULL WHERE id = 1';

    expect(await hot('generations', step)).toBe(1);
    expect(await hot('users', contact)).toBe(1);
  } finally {
    await client.end();
  }
});
