import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresGenerationQueries } from '../../../src/adapters/postgres/queries/generations.ts';
import { PostgresPaymentQueries } from '../../../src/adapters/postgres/queries/payments.ts';
import { PostgresPromoCodeQueries } from '../../../src/adapters/postgres/queries/promos.ts';
import { PostgresUserQueries } from '../../../src/adapters/postgres/queries/users.ts';
import {
  generationId,
  imageId,
  paymentId,
  refundId,
  userId,
} from '../../../src/domain/shared/ids.ts';
import { aUuid } from '../../builders/domain.ts';
import type { ConnectedDatabase } from '../../contract/postgres/postgres-persistence.ts';
import { filledDatabase, idsOf } from './queries-stage.ts';

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
const generationIds = async () => (await ids('SELECT id FROM generations')).map(generationId);
const paymentIds = async () => (await ids('SELECT id FROM payments')).map(paymentId);

describe('reads by ids', () => {
  test('find what exists, once each, and nothing for what cannot exist', async () => {
    const found = await users.byIds([userId(4), userId(4), userId(9_999), userId(2 ** 70)]);
    expect([...found.keys()]).toEqual([4]);
    expect(found.get(userId(4))).toMatchObject({
      id: 4,
      username: 'Anna_4',
      firstName: 'анатолий',
      language: 'en',
      status: 'active',
      balance: { available: 4n, held: 1n },
      totals: { generations: 3, succeeded: 2, creditsSpent: 4n, costUsdMicros: 1_000n },
    });
    expect(await generations.byIds([generationId('no uuid'), generationId(aUuid())])).toEqual(
      new Map(),
    );
    expect(await users.byIds([])).toEqual(new Map());
  });

  test('show the user as banned, unreachable and invited', async () => {
    const found = await users.byIds([userId(30), userId(15), userId(102)]);
    expect(found.get(userId(30))).toMatchObject({ status: 'banned', ban: { reason: 'spam' } });
    expect(found.get(userId(15))).toMatchObject({ status: 'unreachable', ban: undefined });
    expect(found.get(userId(102))).toMatchObject({ inviterId: 3 });
  });

  test('give balances as they are now', async () => {
    expect(await users.balances([userId(45), userId(400)])).toEqual(
      new Map([[45, { available: 5n, held: 0n }]]),
    );
  });

  test('read a generation and, apart, its answer, its pictures and its messages', async () => {
    const all = await generationIds();
    const views = await generations.byIds(all);
    const answers = await generations.answers(all);
    const images = await generations.images(all);
    const deliveries = await generations.deliveries(all);

    expect(views.size).toBe(500);
    for (const [id, { status, output, charged }] of views) {
      const succeeded = status === 'succeeded';
      expect(answers.get(id)).toBe(succeeded ? 'One, two' : undefined);
      expect(output).toEqual(
        succeeded
          ? {
              modelId: 'm-z',
              usage: { inputTokens: 1, outputTokens: 1, imageOutputTokens: 1, images: 1 },
              costUsdMicros: 1n,
              truncated: false,
            }
          : undefined,
      );
      expect(charged).toBe(
        succeeded ? 2n : ['queued', 'running'].includes(status) ? undefined : 0n,
      );
    }
    const [view] = views.values();
    expect(view).toMatchObject({ inputCount: 2, inputImageIds: ['i1'], price: 2n, attempt: 1 });
    expect([...images.values()].map((of) => of.length)).toEqual([3, 3, 3]);
    const [image] = [...images.values()].flat();
    const asked = image?.id ?? imageId('');
    expect(await generations.imagesByIds([asked])).toEqual(new Map([[asked, image]]));
    expect(
      [...deliveries.values()].flat().map(({ index, messageId }) => [index, messageId]),
    ).toEqual([
      [0, 900],
      [1, 901],
      [2, 902],
    ]);
  });

  test('read payments with their refunds and events, and no secret of theirs', async () => {
    const all = await paymentIds();
    const views = await payments.byIds(all);
    const refunds = await payments.refunds(all);
    const events = await payments.events(all);

    expect(views.size).toBe(200);
    expect(JSON.stringify([...views.values()], (_, value) => String(value))).not.toMatch(
      /key|idempotency/,
    );
    expect([...refunds.values()].map((of) => of.length)).toEqual([3, 3, 3]);
    expect([...events.values()].map((of) => of.length)).toEqual([3, 3, 3]);
    const [refund] = [...refunds.values()].flat();
    const asked = refund?.id ?? refundId('');
    expect(await payments.refundsByIds([asked])).toEqual(new Map([[asked, refund]]));
  });

  test('read promo codes by their names', async () => {
    const promos = new PostgresPromoCodeQueries(database.dataSource);
    const found = await promos.byCodes(['SPRING2', 'spring2', 'X\0']);
    expect([...found.values()]).toMatchObject([
      { code: 'SPRING2', benefit: { kind: 'credits', credits: 10 }, redemptions: 2 },
    ]);
  });
});
