import { afterAll, beforeAll, describe, test } from 'vitest';
import { PostgresGenerationQueries } from '../../../src/adapters/postgres/queries/generations.ts';
import { PostgresUserQueries } from '../../../src/adapters/postgres/queries/users.ts';
import type { GenerationFilter } from '../../../src/application/queries/generations.ts';
import type { UserFilter, UserSortField } from '../../../src/application/queries/users.ts';
import { modelId, userId } from '../../../src/domain/shared/ids.ts';
import type { ConnectedDatabase } from '../../contract/postgres/postgres-persistence.ts';
import { type Case, compare, filledDatabase, titled } from './queries-stage.ts';

/*
 * Each list in each order and with each filter, walked page by page from both ends in both
 * directions, beside the same question as a plain SELECT ... ORDER BY.
 */

const early = new Date('2026-01-01T00:00:00.000Z');
const late = new Date('2026-01-01T00:00:00.001Z');
const withStats = 'LEFT JOIN stats.user_stats AS s ON s.user_id = u.id';
const seen = 'JOIN stats.user_stats AS s ON s.user_id = u.id';
const language = `coalesce(language, CASE WHEN language_code IN ('ru', 'uk') THEN 'ru' ELSE 'en' END)`;

const users: readonly Case<UserFilter, UserSortField>[] = [
  [{}, 'created', 'ORDER BY created_at, id'],
  [{}, 'lastSeen', `${seen} ORDER BY s.last_seen_at, id`],
  [{}, 'balance', `${seen} ORDER BY s.available, id`],
  [{}, 'spent', `${seen} ORDER BY s.credits_spent, id`],
  [{ search: 'an' }, 'created', `WHERE username ILIKE 'an%' ORDER BY created_at, id`],
  [{ search: ' @ANNA_ ' }, 'created', `WHERE username ILIKE 'anna\\_%' ORDER BY created_at, id`],
  [
    { search: 'boris%' },
    'spent',
    `${seen} WHERE username LIKE 'boris%' ORDER BY credits_spent, id`,
  ],
  [{ search: '50_' }, 'created', `WHERE username LIKE '50\\_%' ORDER BY created_at, id`],
  [{ search: 'АНА' }, 'created', `WHERE first_name = 'анатолий' ORDER BY created_at, id`],
  [{ search: '50' }, 'created', `WHERE username LIKE '50%' OR id = 50 ORDER BY created_at, id`],
  [{ search: '99999999999999999999' }, 'created', 'WHERE false'],
  [{ search: 'a\0nna_1' }, 'created', `WHERE username LIKE 'Anna\\_1%' ORDER BY created_at, id`],
  [{ search: '  ' }, 'created', 'ORDER BY created_at, id'],
  [{ status: 'banned' }, 'created', 'WHERE banned_at IS NOT NULL ORDER BY created_at, id'],
  [{ status: 'banned' }, 'spent', `${seen} WHERE id % 10 = 0 ORDER BY credits_spent, id`],
  [
    { status: 'unreachable' },
    'created',
    'WHERE id % 15 = 0 AND id % 10 > 0 ORDER BY created_at, id',
  ],
  [{ status: 'active' }, 'created', 'WHERE id % 15 > 0 AND id % 10 > 0 ORDER BY created_at, id'],
  [
    { balance: { min: 5n, max: 20n } },
    'created',
    `${seen} WHERE available BETWEEN 5 AND 20 ORDER BY u.created_at, id`,
  ],
  [{ balance: { min: 5n } }, 'balance', `${seen} WHERE available >= 5 ORDER BY available, id`],
  [{ balance: { min: 2n ** 70n } }, 'balance', 'WHERE false'],
  [{ balance: { max: 2n ** 70n } }, 'balance', `${seen} ORDER BY available, id`],
  [
    { spent: { max: 3n } },
    'lastSeen',
    `${seen} WHERE credits_spent <= 3 ORDER BY s.last_seen_at, id`,
  ],
  [
    { source: 'referral' },
    'created',
    'WHERE id IN (SELECT invitee_id FROM referrals) ORDER BY created_at, id',
  ],
  [
    { source: 'direct' },
    'created',
    'WHERE id NOT IN (SELECT invitee_id FROM referrals) ORDER BY created_at, id',
  ],
  [{ language: 'en' }, 'created', `WHERE ${language} = 'en' ORDER BY created_at, id`],
  [{ hasPaid: true }, 'created', `${seen} WHERE payments > 0 ORDER BY u.created_at, id`],
  [
    { hasPaid: false },
    'created',
    `${withStats} WHERE coalesce(payments, 0) = 0 ORDER BY u.created_at, id`,
  ],
  [{ created: { from: late } }, 'created', 'WHERE false'],
  [{ created: { from: early, until: late } }, 'created', 'ORDER BY created_at, id'],
  [{ lastSeen: { until: late } }, 'created', `${seen} ORDER BY u.created_at, id`],
  [
    { created: { until: new Date(8.64e15), from: new Date(-8.64e15) } },
    'created',
    'ORDER BY created_at, id',
  ],
  [
    { search: 'an', status: 'active', hasPaid: true, language: 'ru', balance: { min: 1n } },
    'balance',
    `${seen} WHERE username ILIKE 'an%' AND id % 15 > 0 AND id % 10 > 0 AND payments > 0
      AND ${language.replaceAll('language', 'u.language')} = 'ru' AND available > 0
      ORDER BY available, id`,
  ],
];

const inTime = 'ORDER BY created_at, id';

const generations: readonly Case<GenerationFilter, 'created'>[] = [
  [{}, 'created', inTime],
  [{ userId: userId(3) }, 'created', `WHERE user_id = 3 ${inTime}`],
  [{ userId: userId(2 ** 60) }, 'created', 'WHERE false'],
  [{ kind: 'edit' }, 'created', `WHERE kind = 'edit' ${inTime}`],
  [{ statuses: [] }, 'created', 'WHERE false'],
  [{ statuses: ['succeeded'] }, 'created', `WHERE status = 'succeeded' ${inTime}`],
  [{ statuses: ['failed'] }, 'created', `WHERE status = 'failed' ${inTime}`],
  [
    { statuses: ['blocked', 'expired', 'blocked'] },
    'created',
    `WHERE status IN ('blocked', 'expired') ${inTime}`,
  ],
  [
    { statuses: ['running', 'canceled', 'failed'] },
    'created',
    `WHERE status IN ('running', 'canceled', 'failed') ${inTime}`,
  ],
  [
    { statuses: ['succeeded', 'queued'], kind: 'text' },
    'created',
    `WHERE status IN ('succeeded', 'queued') AND kind = 'text' ${inTime}`,
  ],
  [
    { statuses: ['failed', 'queued'], userId: userId(2) },
    'created',
    `WHERE status IN ('failed', 'queued') AND user_id = 2 ${inTime}`,
  ],
  [{ modelId: modelId('m-b') }, 'created', `WHERE model_id = 'm-b' ${inTime}`],
  [{ modelId: modelId('m\0b') }, 'created', 'WHERE false'],
  [
    { modelId: modelId('m-b'), kind: 'image', statuses: ['failed', 'blocked'] },
    'created',
    `WHERE model_id = 'm-b' AND kind = 'image' AND status IN ('failed', 'blocked') ${inTime}`,
  ],
  [{ failureKind: 'timeout' }, 'created', `WHERE failure->>'kind' = 'timeout' ${inTime}`],
  [
    { failureKind: 'timeout', statuses: ['failed', 'succeeded'] },
    'created',
    `WHERE failure->>'kind' = 'timeout' ${inTime}`,
  ],
  [{ failureKind: 'timeout', statuses: ['blocked'] }, 'created', 'WHERE false'],
  [{ promptSearch: 'Cat' }, 'created', `WHERE prompt ~* '\\mcat' ${inTime}`],
  [{ promptSearch: 'кот' }, 'created', `WHERE prompt LIKE '%КОТА%' ${inTime}`],
  [{ promptSearch: 'space ca' }, 'created', `WHERE prompt LIKE '%cat in space%' ${inTime}`],
  [{ promptSearch: 'cat-like' }, 'created', `WHERE prompt LIKE '%cat-like%' ${inTime}`],
  [{ promptSearch: '2024' }, 'created', `WHERE prompt LIKE '%2024%' ${inTime}`],
  [{ promptSearch: 'word12' }, 'created', `WHERE prompt LIKE '%word12' ${inTime}`],
  [{ promptSearch: 'wor' }, 'created', inTime],
  [{ promptSearch: `it's \\ " & | ! :* <->` }, 'created', 'WHERE false'],
  [{ promptSearch: ' ' }, 'created', inTime],
  [
    { promptSearch: 'cat', statuses: ['blocked'], created: { from: early, until: late } },
    'created',
    `WHERE prompt ~* '\\mcat' AND status = 'blocked' ${inTime}`,
  ],
  [
    { promptSearch: 'cat', userId: userId(4) },
    'created',
    `WHERE prompt ~* '\\mcat' AND user_id = 4 ${inTime}`,
  ],
];

let database: ConnectedDatabase;

beforeAll(async () => {
  database = await filledDatabase();
});

afterAll(() => database.close());

describe('lists are walked in the order and with the rows of a plain SELECT:', () => {
  test.each(titled(users))('users $title', async (one) => {
    const list = new PostgresUserQueries(database.dataSource);
    await compare(database.dataSource, list, (user) => user.id, 'SELECT id FROM users AS u', one);
  });

  test.each(titled(generations))('generations $title', async (one) => {
    const list = new PostgresGenerationQueries(database.dataSource);
    await compare(
      database.dataSource,
      list,
      (generation) => generation.id,
      'SELECT id FROM generations',
      one,
    );
  });
});
