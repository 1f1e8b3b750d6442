import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresChangeFeed } from '../../../src/adapters/postgres/change-feed.ts';
import { DirectSession } from '../../../src/adapters/postgres/session.ts';
import type { Change, FeedMark } from '../../../src/application/ports/change-feed.ts';
import type { Scope } from '../../../src/application/ports/unit-of-work.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import { moved } from '../../../src/domain/generations/generation.ts';
import { money } from '../../../src/domain/payments/money.ts';
import { packageId } from '../../../src/domain/shared/ids.ts';
import { languageOf } from '../../../src/domain/users/user.ts';
import {
  aHold,
  aNewGeneration,
  anOutput,
  aPosting,
  at,
  aUser,
  someDay,
} from '../../builders/domain.ts';
import { aPayment, aRefund, paid } from '../../builders/payments.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';

let database: ConnectedDatabase;
let scope: Scope;
let feed: PostgresChangeFeed;
const large = packageId('large');

beforeAll(async () => {
  database = await connectedDatabase();
  scope = postgresPersistence(database.dataSource).unitOfWork.direct;
  feed = new PostgresChangeFeed(new DirectSession(database.dataSource));
  await database.dataSource.query(`INSERT INTO credit_packages
    VALUES ('large', '{"ru": "", "en": ""}', 100, 0, 50, 9900, false, 1, true)`);
});

afterAll(() => database.close());

type Told = Change extends infer C ? (C extends Change ? Pick<C, 'kind' | 'data'> : never) : never;

/** What the work adds to the feed. Transactions of other databases may hold it up a moment. */
async function changesOf(work: () => Promise<unknown>): Promise<readonly Told[]> {
  const [start] = await database.dataSource.query(
    `SELECT coalesce(max(xid::text::bigint), 0)::text AS xid, coalesce(max(id), 0)::text AS id
    FROM stats.changes`,
  );
  await work();
  const [{ count }] = await database.dataSource.query(
    `SELECT count(*)::integer AS count FROM stats.changes
    WHERE (xid, id) > ('${start.xid}'::xid8, ${start.id})`,
  );
  const mark: FeedMark = start;
  const read = async () => (await feed.read(mark, 100)).changes;
  await expect.poll(async () => (await read()).length, { timeout: 30_000 }).toBe(count);
  return (await read()).map(({ kind, data }) => ({ kind, data }) as Told);
}

describe('the change feed', () => {
  test('tells of users: that they came, were banned, chose a language, were seen again', async () => {
    const user = aUser({ languageCode: 'uk' });
    expect(await changesOf(() => scope.users.insert(user))).toEqual([
      { kind: 'user.created', data: { language: 'ru', createdAt: someDay } },
    ]);
    const banned = { ...user, ban: { reason: 'spam', since: at(1) } };
    expect(await changesOf(() => scope.users.save(banned))).toEqual([
      {
        kind: 'user.changed',
        data: { banned: true, unreachable: false, language: 'ru', changed: ['banned'] },
      },
    ]);
    const other = {
      ...user,
      unreachableSince: at(2),
      preferences: { ...user.preferences, language: 'en' as const },
    };
    expect(await changesOf(() => scope.users.save(other))).toEqual([
      {
        kind: 'user.changed',
        data: {
          banned: false,
          unreachable: true,
          language: 'en',
          changed: ['unbanned', 'unreachable', 'language'],
        },
      },
    ]);
    const minuteLater = { ...other, firstName: 'Anne', lastSeenAt: at(60_000) };
    expect(await changesOf(() => scope.users.save(minuteLater))).toEqual([]);
    const hourLater = { ...other, lastSeenAt: at(3_600_000) };
    expect(await changesOf(() => scope.users.save(hourLater))).toEqual([
      { kind: 'user.seen', data: { seenAt: at(3_600_000) } },
    ]);
  });

  test.each([undefined, 'ru', 'RU', 'be', 'kk-Cyrl', 'en', 'de', 'rum', ''])(
    'knows the language that the bot speaks with a user (%s)',
    async (languageCode) => {
      const user = aUser({ languageCode });
      expect(await changesOf(() => scope.users.insert(user))).toEqual([
        { kind: 'user.created', data: { language: languageOf(user), createdAt: someDay } },
      ]);
    },
  );

  test('tells of invitations and their reward', async () => {
    const [inviter, invitee] = [aUser(), aUser()];
    await scope.users.insert(inviter);
    await scope.users.insert(invitee);
    const facts = { inviterId: inviter.id, createdAt: someDay };
    const referral = { inviteeId: invitee.id, ...facts };
    expect(await changesOf(() => scope.referrals.insert(referral))).toEqual([
      { kind: 'referral.created', data: facts },
    ]);
    expect(await changesOf(() => scope.referrals.markRewarded(invitee.id, at(5)))).toEqual([
      { kind: 'referral.rewarded', data: { ...facts, rewardedAt: at(5) } },
    ]);
  });

  test('tells of each step of a generation, and of nothing else that is written to it', async () => {
    const user = aUser();
    await scope.users.insert(user);
    const generation = aNewGeneration({ userId: user.id, kind: 'image', price: credits(2) });
    const { id: generationId, modelId } = generation;
    expect(await changesOf(() => scope.generations.insert(generation))).toEqual([
      {
        kind: 'generation.created',
        data: {
          generationId,
          kind: 'image',
          status: 'queued',
          modelId,
          price: 2n,
          createdAt: someDay,
        },
      },
    ]);
    expect(await changesOf(() => scope.generations.markDispatched([generationId], at(1)))).toEqual(
      [],
    );
    const running = await changesOf(() => scope.generations.claim(generationId, at(2), at(3)));
    expect(running).toEqual([
      { kind: 'generation.changed', data: { generationId, kind: 'image', status: 'running' } },
    ]);
    const claimed = await scope.generations.find(generationId);
    const usage = { inputTokens: 1, outputTokens: 2, imageOutputTokens: 30, images: 4 };
    const output = anOutput({ usage, costUsdMicros: 5n });
    if (claimed === undefined) {
      throw new Error('The generation vanished');
    }
    const delivering = moved(claimed, { to: 'delivering', output });
    expect(await changesOf(() => scope.generations.save(delivering, 'running'))).toEqual([
      { kind: 'generation.changed', data: { generationId, kind: 'image', status: 'delivering' } },
    ]);
    const ended = moved(delivering, { to: 'succeeded', charged: credits(1), at: at(9) });
    expect(await changesOf(() => scope.generations.save(ended, 'delivering'))).toEqual([
      {
        kind: 'generation.finished',
        data: {
          generationId,
          kind: 'image',
          status: 'succeeded',
          modelId: output.modelId,
          price: 2n,
          charged: 1n,
          costUsdMicros: 5n,
          inputTokens: 1,
          outputTokens: 32,
          images: 4,
          createdAt: someDay,
          startedAt: at(2),
          finishedAt: at(9),
        },
      },
    ]);
  });

  test('tells why a generation failed', async () => {
    const user = aUser();
    await scope.users.insert(user);
    const generation = aNewGeneration({ userId: user.id });
    await scope.generations.insert(generation);
    const queued = await scope.generations.find(generation.id);
    if (queued === undefined) {
      throw new Error('The generation vanished');
    }
    const failed = moved(queued, { to: 'failed', failure: { kind: 'quota' }, at: at(1) });
    const [told] = await changesOf(() => scope.generations.save(failed, 'queued'));
    expect(told).toMatchObject({
      kind: 'generation.finished',
      data: { status: 'failed', failure: 'quota', charged: 0n, costUsdMicros: 0n },
    });
  });

  test('tells of orders, payments and refunds', async () => {
    const user = aUser();
    await scope.users.insert(user);
    const order = aPayment({ userId: user.id, packageId: large, method: 'yookassa' });
    const facts = {
      paymentId: order.id,
      method: 'yookassa',
      currency: 'RUB',
      origin: 'order',
      packageId: large,
      price: 9_900n,
    };
    expect(await changesOf(() => scope.payments.insert(order))).toEqual([
      { kind: 'payment.created', data: { ...facts, status: 'pending', createdAt: someDay } },
    ]);
    const payment = paid(order);
    expect(await changesOf(() => scope.payments.save(payment))).toEqual([
      { kind: 'payment.changed', data: { ...facts, status: 'paid', refunded: 0n } },
      {
        kind: 'payment.paid',
        data: { ...facts, status: 'paid', granted: 100n, paidAt: at(1_000) },
      },
    ]);
    const amount = money(900, 'RUB');
    const refund = aRefund(payment, { amount, creditsTaken: credits(9) });
    expect(await changesOf(() => scope.refunds.insert(refund))).toEqual([]);
    const ended = { ...refund, status: 'succeeded' as const, endedAt: at(7) };
    const { status: _status, origin: _origin, ...refundFacts } = { ...facts, status: '' };
    expect(await changesOf(() => scope.refunds.save(ended))).toEqual([
      {
        kind: 'payment.refunded',
        data: {
          ...refundFacts,
          refundId: refund.id,
          amount: 900n,
          refunded: 900n,
          creditsTaken: 9n,
          refundedAt: at(7),
        },
      },
    ]);
    expect(await changesOf(() => scope.payments.save({ ...payment, refunded: amount }))).toEqual([
      { kind: 'payment.changed', data: { ...facts, status: 'paid', refunded: 900n } },
    ]);
  });

  test('tells of grants and revokes, and leaves holds to generations', async () => {
    const user = aUser();
    await scope.users.insert(user);
    const posting = aPosting({ reference: 'grant:1' });
    expect(await changesOf(() => scope.credits.post(user.id, posting))).toMatchObject([
      {
        kind: 'credits.posted',
        data: {
          operation: 'grant',
          kind: 'admin',
          amount: 10n,
          available: 10n,
          reference: 'grant:1',
        },
      },
    ]);
    expect(await changesOf(() => scope.credits.post(user.id, aHold('h', 3)))).toEqual([]);
  });

  test('skips what a newer version of the product writes', async () => {
    await database.dataSource.query(`INSERT INTO stats.changes (kind, subject, user_id, data)
      VALUES ('moon.landed', '1', 1, '{}')`);
    const user = aUser();
    expect(await changesOf(() => scope.users.insert(user))).toHaveLength(1);
    const { changes, mark } = await feed.read({ xid: '0', id: '0' }, 1_000);
    expect(changes.every(({ kind }) => String(kind) !== 'moon.landed')).toBe(true);
    expect((await feed.read(mark, 10)).changes).toEqual([]);
  });
});
