import type { DataSource } from 'typeorm';
import { expect } from 'vitest';
import type {
  Cursor,
  ListQuery,
  Page,
  PageRequest,
} from '../../../src/application/queries/paging.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';

/*
 * A database with some hundred rows of everything, made so that sorts are hard: many rows share a
 * time, others lie a microsecond apart, and ids go another way than times.
 */

const start = `timestamptz '2026-01-01 00:00:00.000001Z'`;
/** Five rows at each moment, moments a microsecond apart, from the highest number to the lowest. */
const moment = (n: string) => `${start} + (1000 - ${n}) / 5 * interval '1 microsecond'`;
const uuid = (n: string) => `md5((${n})::text)::uuid`;
const oneOf = (n: string, ...values: readonly string[]) =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[1 + (${n}) % ${values.length}]`;

const statements = [
  `INSERT INTO users (id, username, first_name, language_code, language, mode, send_as_file,
      referral_code, ban_reason, banned_at, unreachable_since, created_at, last_seen_at)
    SELECT n, CASE WHEN n % 3 > 0 THEN ${oneOf('n', 'Anna_', 'ANTON', 'boris%', '50_off')} || n END,
      ${oneOf('n / 4', 'Анна', 'анатолий', 'Bob', 'Eve')}, ${oneOf('n', 'ru', 'en-GB', 'uk')},
      CASE WHEN n % 4 = 0 THEN 'en' END, 'text', false, 'code' || n,
      CASE WHEN n % 10 = 0 THEN 'spam' END, CASE WHEN n % 10 = 0 THEN ${start} END,
      CASE WHEN n % 15 = 0 THEN ${start} END, ${moment('n')}, ${moment('n * 7 % 300')}
    FROM generate_series(1, 300) AS n`,
  `INSERT INTO referrals (invitee_id, inviter_id, created_at, rewarded_at)
    SELECT n, 1 + n % 5, ${moment('n')}, CASE WHEN n % 2 = 0 THEN ${start} END
    FROM generate_series(100, 250) AS n`,
  `INSERT INTO credit_accounts (user_id, available, held)
    SELECT n, n % 40, n % 3 FROM generate_series(1, 300) AS n`,
  'DELETE FROM stats.user_stats',
  `INSERT INTO stats.user_stats (user_id, created_at, language, last_seen_at, referral_rewarded,
      available, generations, succeeded, credits_spent, cost_usd_micros, payments,
      revenue_rub_minor, revenue_stars, refunded_rub_minor, refunded_stars)
    SELECT n, ${moment('n')}, 'ru', ${moment('n * 7 % 300')}, false, n % 40, 3, 2, n % 25, 1000,
      n % 4 / 3, 9900, 50, 0, 0
    FROM generate_series(1, 300) AS n`,
  `INSERT INTO conversations (id, user_id, chat_id, created_at)
    SELECT ${uuid('n')}, 1 + n % 5, 7, ${moment('n')} FROM generate_series(1, 60) AS n`,
  `INSERT INTO generations (id, request_key, user_id, kind, status, model_id, prompt, options, inputs,
      language, chat_id, price, charged, failure, output_parts, answered_by, input_tokens,
      output_tokens, image_output_tokens, output_images, cost_usd_micros, truncated, attempt,
      created_at, started_at, finished_at)
    SELECT ${uuid('n')}, 'key' || n, 1 + n % 7, ${oneOf('n', 'text', 'image', 'edit')}, status,
      ${oneOf('n', 'm-a', 'm-b', 'm-c', 'm-d')},
      ${oneOf('n', 'A cat in space', 'Нарисуй КОТА', 'the year 2024, a cat-like robot', 'x')}
        || ' word' || n % 50,
      '{"aspectRatio":"1:1"}', '[{"kind":"stored","imageId":"i1"},{"kind":"upload","fileId":"f1"}]',
      'en', 42, 2, charged, failure::json, CASE WHEN status = 'succeeded' THEN
        '[{"kind":"text","text":"One, "},{"kind":"text","text":"two"}]'::json END,
      CASE WHEN status = 'succeeded' THEN 'm-z' END, tokens, tokens, tokens, tokens, tokens,
      CASE WHEN status = 'succeeded' THEN false END, 1, ${moment('n')}, ${start},
      CASE WHEN charged IS NOT NULL THEN ${start} END
    FROM generate_series(1, 500) AS n
    CROSS JOIN LATERAL (SELECT ${oneOf('n / 3', 'succeeded', 'succeeded', 'failed', 'blocked', 'canceled', 'expired', 'queued', 'running', 'delivering')} AS wanted) AS w
    CROSS JOIN LATERAL (SELECT CASE wanted WHEN 'delivering' THEN 'running' ELSE wanted END AS status) AS s
    CROSS JOIN LATERAL (SELECT CASE WHEN status = 'succeeded' THEN 2
        WHEN status IN ('queued', 'running') THEN NULL ELSE 0 END AS charged,
      CASE WHEN status = 'succeeded' THEN 1 END AS tokens,
      CASE status WHEN 'failed' THEN ${oneOf('n', '{"kind":"timeout"}', '{"kind":"no_image"}')}
        WHEN 'blocked' THEN '{"kind":"safety","stage":"prompt","reason":"X"}'
        WHEN 'canceled' THEN '{"kind":"canceled"}' WHEN 'expired' THEN '{"kind":"expired"}' END
        AS failure) AS f`,
  `INSERT INTO images (id, generation_id, mime_type, width, height, byte_length, sha256, created_at)
    SELECT ${uuid(`'i' || n`)}, ${uuid('1 + n % 3')}, 'image/png', 10, 20, 300, 'abc', ${moment('n')}
    FROM generate_series(1, 9) AS n`,
  `INSERT INTO generation_deliveries (generation_id, part_index, chat_id, message_id)
    SELECT ${uuid('1')}, n, 42, 900 + n FROM generate_series(0, 2) AS n`,
  `INSERT INTO exchanges (generation_id, conversation_id, prompt, answer, tokens, created_at)
    SELECT ${uuid('n')}, ${uuid('1 + n % 2')}, 'Why?', '[{"kind":"text","text":"So."}]', 5, ${moment('n')}
    FROM generate_series(1, 40) AS n`,
  `INSERT INTO credit_entries (user_id, operation, kind, amount, reference, hold_id, available_delta,
      held_delta, available_after, held_after, created_at)
    SELECT 1 + n % 7, operation, CASE WHEN operation IN ('grant', 'revoke')
        THEN ${oneOf('n', 'welcome', 'purchase', 'admin')} ELSE 'generation' END, 1, 'ref' || n,
      CASE WHEN operation NOT IN ('grant', 'revoke') THEN 'hold' || n / 2 END,
      CASE operation WHEN 'grant' THEN 1 WHEN 'release' THEN 1 WHEN 'capture' THEN 0 ELSE -1 END,
      CASE operation WHEN 'hold' THEN 1 WHEN 'grant' THEN 0 WHEN 'revoke' THEN 0 ELSE -1 END,
      5, 5, ${moment('n')}
    FROM generate_series(1, 300) AS n
    CROSS JOIN LATERAL (SELECT ${oneOf('n', 'hold', 'capture', 'hold', 'release', 'grant', 'hold', 'revoke')} AS operation) AS o`,
  `INSERT INTO credit_packages (id, title, credits, bonus_credits, is_subscription, position, active)
    SELECT 'p' || n, '{"ru":"x","en":"x"}', 10, 0, false, n, true FROM generate_series(0, 2) AS n`,
  `INSERT INTO promo_codes (code, benefit, amount, max_per_user, enabled, redemptions, created_at)
    SELECT ${oneOf('n', 'SPRING', 'AUTUMN')} || n, ${oneOf('n', 'credits', 'bonus')}, 10, 1, n % 3 > 0,
      n % 4, ${moment('n')} FROM generate_series(1, 30) AS n`,
  `INSERT INTO promo_redemptions (id, code, user_id, benefit, amount, redeemed_at, used_at)
    SELECT ${uuid('n')}, ${oneOf('n', 'AUTUMN1', 'SPRING2')}, n, 'bonus', 10, ${moment('n')},
      CASE WHEN n % 3 = 0 THEN ${start} END FROM generate_series(1, 50) AS n`,
  `INSERT INTO payments (id, request_key, user_id, method, origin, currency, price, is_subscription,
      created_at, status, package_id, credits, promo_redemption_id, promo_code, promo_bonus_credits,
      list_price, idempotency_key, charge_id, paid_at, granted, refunded, flag, checks, expires_at)
    SELECT ${uuid('n')}, 'key' || n, 1 + n % 7, method, 'order',
      CASE method WHEN 'stars' THEN 'XTR' ELSE 'RUB' END, 100 + n % 20, false, ${moment('n')}, status,
      'p' || n % 3, 10, CASE WHEN n % 9 = 0 THEN ${uuid('1')} END,
      CASE WHEN n % 9 = 0 THEN 'AUTUMN1' END, CASE WHEN n % 9 = 0 THEN 1 END,
      CASE WHEN n % 9 = 0 THEN 100 END, 'key' || n, CASE WHEN is_paid THEN 'charge' || n END,
      CASE WHEN is_paid THEN ${moment('n * 3 % 200')} END, CASE WHEN is_paid THEN 10 ELSE 0 END,
      CASE status WHEN 'refunded' THEN 100 + n % 20 ELSE 0 END,
      CASE WHEN n % 11 = 0 THEN ${oneOf('n', 'paid_late', 'paid_again')} END, 0, ${start}
    FROM generate_series(1, 200) AS n
    CROSS JOIN LATERAL (SELECT ${oneOf('n', 'stars', 'yookassa', 'telegram_yookassa')} AS method,
      ${oneOf('n / 2', 'created', 'pending', 'paid', 'paid', 'refunded', 'canceled', 'expired')} AS status) AS s
    CROSS JOIN LATERAL (SELECT status IN ('paid', 'refunded') AS is_paid) AS p`,
  `INSERT INTO payment_events (payment_id, kind, created_at)
    SELECT ${uuid('1 + n % 3')}, 'ordered', ${start} FROM generate_series(1, 9) AS n`,
  `INSERT INTO refunds (id, request_key, payment_id, user_id, origin, currency, amount, created_at,
      status, credits_taken, inviter_credits_taken, shortfall, idempotency_key, keyed_at, checks)
    SELECT ${uuid('n')}, 'key' || n, ${uuid('1 + n % 3')}, 1, 'admin', 'RUB', 5, ${moment('n')}, 'pending',
      1, 0, 0, 'key' || n, ${start}, 0 FROM generate_series(1, 9) AS n`,
  `INSERT INTO subscriptions (order_id, user_id, package_id, charge_id, state, paid_until, created_at)
    SELECT ${uuid('n')}, 1 + n % 7, 'p1', 'charge' || n, ${oneOf('n', 'active', 'canceled')},
      ${moment('n * 7 % 40')}, ${moment('n')} FROM generate_series(1, 40) AS n`,
  `INSERT INTO payment_differences (key, kind, provider, provider_id, currency, amount, repaired,
      created_at)
    SELECT 'key' || n, ${oneOf('n', 'payment_not_booked', 'refund_not_booked')}, 'telegram', 'x' || n,
      'XTR', n, n % 2 = 0, ${moment('n')} FROM generate_series(1, 30) AS n`,
  `INSERT INTO audit_log (seq, at, actor, actor_id, action, subject_type, subject_id, prev_hash, hash)
    SELECT n, ${start} + n / 3 * interval '1 microsecond',
      json_build_object('kind', 'admin', 'id', 'a' || n % 3, 'name', 'Ann'), 'a' || n % 3,
      ${oneOf('n', 'user.ban', 'credits.grant')}, ${oneOf('n', 'user', 'payment')}, (n % 5)::text,
      repeat('0', 64), repeat('1', 64)
    FROM generate_series(1, 90) AS n`,
];

export async function filledDatabase(): Promise<ConnectedDatabase> {
  const database = await connectedDatabase({ poolSize: 4 });
  for (const statement of statements) {
    await database.dataSource.query(statement);
  }
  await database.dataSource.query('ANALYZE');
  return database;
}

/** Ids as plain SQL says them, in its order. */
export async function idsOf(dataSource: DataSource, sql: string): Promise<readonly string[]> {
  const rows: readonly { id: unknown }[] = await dataSource.query(sql);
  return rows.map(({ id }) => String(id));
}

/** The page of a request that must be answered. */
export async function pageOf<Node, Filter, Field extends string>(
  list: ListQuery<Node, Filter, Field>,
  request: PageRequest<Filter, Field>,
): Promise<Page<Node>> {
  const page = await list.page(request);
  if (!page.ok) {
    throw new Error(`Refused: ${JSON.stringify(page.error)}`);
  }
  return page.value;
}

/** All of a list, read page by page from one end to the other. */
async function walked<Node, Filter, Field extends string>(
  list: ListQuery<Node, Filter, Field>,
  request: Omit<PageRequest<Filter, Field>, 'take'>,
  from: 'start' | 'end',
  size: number,
): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  let cursor: Cursor | undefined;
  for (;;) {
    const take = from === 'start' ? { first: size, after: cursor } : { last: size, before: cursor };
    const { edges, hasNextPage, hasPreviousPage } = await pageOf(list, { ...request, take });
    const found = edges.map(({ node }) => node);
    const [hasMore, hadBefore] =
      from === 'start' ? [hasNextPage, hasPreviousPage] : [hasPreviousPage, hasNextPage];
    expect(hadBefore).toBe(cursor !== undefined);
    if (from === 'start') {
      nodes.push(...found);
    } else {
      nodes.unshift(...found);
    }
    if (!hasMore) {
      return nodes;
    }
    expect(edges).toHaveLength(size);
    cursor = (from === 'start' ? edges.at(-1) : edges[0])?.cursor;
  }
}

/** A filter, the order it is read in, and the same as the rest of a SELECT. */
export type Case<Filter, Field extends string> = readonly [filter: Filter, by: Field, sql: string];

export const titled = <Filter, Field extends string>(cases: readonly Case<Filter, Field>[]) =>
  cases.map(([filter, by, sql]) => ({ title: `${shown(filter)} by ${by}`, filter, by, sql }));

const shown = (filter: unknown): string =>
  JSON.stringify(filter, (_, value) => (typeof value === 'bigint' ? `${value}` : value));

/**
 * Walks a list from both ends in both directions, beside the same question in plain SQL.
 *
 * @param select up to its FROM; the id of a row is called `id` there
 */
export async function compare<Node, Filter, Field extends string>(
  dataSource: DataSource,
  list: ListQuery<Node, Filter, Field>,
  idOf: (node: Node) => unknown,
  select: string,
  { filter, by, sql }: { filter: Filter; by: Field; sql: string },
): Promise<void> {
  const ids = await idsOf(dataSource, `${select} ${sql}`);
  const from = async (direction: 'asc' | 'desc', end: 'start' | 'end', size: number) =>
    (await walked(list, { filter, sort: { by, direction } }, end, size)).map((node) =>
      String(idOf(node)),
    );
  expect(await from('asc', 'start', 7)).toEqual(ids);
  expect(await from('asc', 'end', 50)).toEqual(ids);
  expect(await from('desc', 'start', 50)).toEqual(ids.toReversed());
  expect(await from('desc', 'end', 13)).toEqual(ids.toReversed());
  // Payments that nobody paid are counted, and not shown by the time of payment.
  if (by !== 'paid') {
    expect(await list.count(filter)).toEqual({ value: ids.length, precision: 'exact' });
  }
}
