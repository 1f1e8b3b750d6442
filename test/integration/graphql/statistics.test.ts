import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toId } from '../../../src/adapters/graphql/ids.ts';
import { PostgresRollupStore } from '../../../src/adapters/postgres/statistics/rollup-store.ts';
import { PostgresStatistics } from '../../../src/adapters/postgres/statistics/statistics-queries.ts';
import { UpdateRollups } from '../../../src/application/statistics/update-rollups.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { anActor } from '../../builders/access.ts';
import { aModel } from '../../builders/domain.ts';
import { aPackage } from '../../builders/payments.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { countStatements, type ReadApi, readApi } from './read-api.ts';
import { existingHistory, type History, january } from './statistics-history.ts';

const pack = aPackage();
const days = ['14', '15', '16', '17', '18', '19'];
const period = { from: january('14 05:00'), until: january('20'), step: 'DAY' };
const weeks = { ...period, step: 'WEEK' };
const nothing = { payments: 0, refunds: 0, firstPayments: 0, credits: 0 };

let database: ConnectedDatabase;
let api: ReadApi;
let history: History;

beforeAll(async () => {
  database = await connectedDatabase();
  const { dataSource } = database;
  const persistence = postgresPersistence(dataSource);
  await persistence.openPackages().save(pack);
  await persistence.openCatalogue().save(aModel({ id: modelId('painter') }));
  const clock = new ManualClock(january('27 12:00'));
  const store = new PostgresRollupStore(dataSource);
  const rollups = new UpdateRollups(store, clock, new RecordingLogger());
  // Built while there is nothing, so that everything below comes by the feed of changes.
  await rollups.execute();
  history = await existingHistory(persistence.unitOfWork, pack);
  const statistics = new PostgresStatistics(dataSource);
  api = readApi(dataSource, { statistics, clock });
  await vi.waitFor(async () => {
    await rollups.execute();
    expect(await statistics.totals()).toMatchObject({ users: 3, creditEntries: 1 });
  });
});

afterAll(() => database.close());

/** Fields of the statistics of a period. */
async function statistics(fields: string, given: object = period): Promise<unknown> {
  const data = await api.read(
    `query ($from: DateTimeISO!, $until: DateTimeISO!, $step: StatisticsStep!) {
      statistics(from: $from, until: $until, step: $step) { ${fields} }
    }`,
    { ...given },
  );
  return data.statistics;
}

/** One value for each day of the period: those given, else `none`. */
const byDay = <T>(none: T, some: Readonly<Record<string, T>>) =>
  days.map((day) => ({ at: january(day).toISOString(), ...(some[day] ?? none) }));

describe('statistics over GraphQL', () => {
  test('have a point for every whole step of the period, and say where they end', async () => {
    expect(await statistics('from until step users { at }')).toEqual({
      from: january('14').toISOString(),
      until: january('20').toISOString(),
      step: 'DAY',
      users: byDay({}, {}),
    });
    expect(await statistics('from until users { at }', weeks)).toEqual({
      from: january('12').toISOString(),
      until: january('26').toISOString(),
      users: [{ at: january('12').toISOString() }, { at: january('19').toISOString() }],
    });
    const hours = { from: january('18 22:30'), until: january('19 00:01'), step: 'HOUR' };
    expect(await statistics('users { at newUsers activeUsers }', hours)).toEqual({
      users: [
        { at: january('18 22:00').toISOString(), newUsers: 0, activeUsers: null },
        { at: january('18 23:00').toISOString(), newUsers: 1, activeUsers: null },
        { at: january('19 00:00').toISOString(), newUsers: 1, activeUsers: null },
      ],
    });
  });

  test('count new, invited and active users', async () => {
    const none = { newUsers: 0, invitedUsers: 0, activeUsers: 0 };
    const found = await statistics(
      'users { at newUsers invitedUsers activeUsers } userOrigins { language source users }',
    );
    expect(found).toEqual({
      users: byDay(none, {
        15: { newUsers: 1, invitedUsers: 0, activeUsers: 1 },
        17: { newUsers: 0, invitedUsers: 0, activeUsers: 1 },
        18: { newUsers: 1, invitedUsers: 1, activeUsers: 1 },
        19: { newUsers: 1, invitedUsers: 0, activeUsers: 2 },
      }),
      userOrigins: [
        { language: 'RU', source: 'DIRECT', users: 2 },
        { language: 'EN', source: 'REFERRAL', users: 1 },
      ],
    });
    expect(await statistics('users { newUsers activeUsers }', weeks)).toEqual({
      users: [
        { newUsers: 2, activeUsers: 2 },
        { newUsers: 1, activeUsers: 2 },
      ],
    });
  });

  test('sum up generations by when they ended', async () => {
    const none = { count: 0, creditsCharged: 0, inputTokens: 0, outputTokens: 0, images: 0 };
    const point = (fields: object, amount = '0.000000') => ({
      ...none,
      cost: { amount, currency: 'USD' },
      ...fields,
    });
    const words = { count: 1, inputTokens: 12, outputTokens: 345 };
    const drawn = { count: 2, inputTokens: 5, outputTokens: 1_290, images: 1 };
    const found = await statistics(`generations { kind modelId status points {
      at count creditsCharged cost { amount currency } inputTokens outputTokens images
    } }`);
    expect(found).toEqual({
      generations: [
        {
          ...{ kind: null, modelId: null, status: null },
          points: byDay(point({}), {
            15: point({ ...words, creditsCharged: 1 }, '0.000870'),
            17: point(words, '0.000500'),
            18: point({ count: 1 }),
            19: point({ ...drawn, creditsCharged: 2 }, '0.039000'),
          }),
        },
      ],
    });
  });

  test('tell generations apart by kind, model and outcome', async () => {
    const counts = (some: Readonly<Record<string, number>>) =>
      days.map((day) => ({ count: some[day] ?? 0 }));
    const [painter, writer] = [toId('Model', 'painter'), toId('Model', 'writer')];
    const found = await statistics(
      `byKind: generations(by: KIND) { kind points { count } }
      byModel: generations(by: MODEL) { modelId model { id } points { count } }
      byStatus: generations(by: STATUS) { status points { count } }
      ofText: generations(by: STATUS, kind: TEXT, modelId: "${writer}") { status points { count } }
      ofNobody: generations(modelId: "mod_unknown") { points { count } }
      failures { failureKind count }
      failuresOfText: failures(kind: TEXT) { failureKind count }`,
    );
    expect(found).toEqual({
      byKind: [
        { kind: 'TEXT', points: counts({ 15: 1, 17: 1, 18: 1 }) },
        { kind: 'EDIT', points: counts({ 19: 1 }) },
        { kind: 'IMAGE', points: counts({ 19: 1 }) },
      ],
      byModel: [
        { modelId: writer, model: null, points: counts({ 15: 1, 17: 1, 18: 1 }) },
        { modelId: painter, model: { id: painter }, points: counts({ 19: 2 }) },
      ],
      byStatus: [
        { status: 'SUCCEEDED', points: counts({ 15: 1, 17: 1, 19: 1 }) },
        { status: 'BLOCKED', points: counts({ 18: 1 }) },
        { status: 'CANCELED', points: counts({ 19: 1 }) },
      ],
      ofText: [
        { status: 'SUCCEEDED', points: counts({ 15: 1, 17: 1 }) },
        { status: 'BLOCKED', points: counts({ 18: 1 }) },
      ],
      ofNobody: [{ points: counts({}) }],
      failures: [
        { failureKind: 'CANCELED', count: 1 },
        { failureKind: 'SAFETY', count: 1 },
      ],
      failuresOfText: [{ failureKind: 'SAFETY', count: 1 }],
    });
  });

  test('break generations down by all that can be told apart', async () => {
    const [painter, writer] = [toId('Model', 'painter'), toId('Model', 'writer')];
    const fields = 'kind modelId status failureKind count creditsCharged cost { amount }';
    expect(await statistics(`generationBreakdown { ${fields} }`)).toEqual({
      generationBreakdown: [
        {
          ...{ kind: 'TEXT', modelId: writer, status: 'SUCCEEDED', failureKind: null },
          ...{ count: 2, creditsCharged: 1, cost: { amount: '0.001370' } },
        },
        {
          ...{ kind: 'EDIT', modelId: painter, status: 'CANCELED', failureKind: 'CANCELED' },
          ...{ count: 1, creditsCharged: 0, cost: { amount: '0.000000' } },
        },
        {
          ...{ kind: 'IMAGE', modelId: painter, status: 'SUCCEEDED', failureKind: null },
          ...{ count: 1, creditsCharged: 2, cost: { amount: '0.039000' } },
        },
        {
          ...{ kind: 'TEXT', modelId: writer, status: 'BLOCKED', failureKind: 'SAFETY' },
          ...{ count: 1, creditsCharged: 0, cost: { amount: '0.000000' } },
        },
      ],
    });
  });

  test('tell how long users waited, to 2.5 percent', async () => {
    interface Found {
      readonly latency: readonly Record<string, number>[];
      readonly waits: readonly Record<string, number>[];
      readonly latencyPoints: readonly { count: number; p50Ms: number | null; p99Ms: number }[];
    }
    const found = (await statistics(`
      latency { kind count p50Ms p90Ms p95Ms p99Ms }
      waits: latency(measure: WAIT) { kind p50Ms }
      latencyPoints(kind: IMAGE) { count p50Ms p99Ms }`)) as Found;

    expect(found.latency.map(({ kind, count }) => ({ kind, count }))).toEqual([
      { kind: 'TEXT', count: 2 },
      { kind: 'IMAGE', count: 1 },
    ]);
    const within = (ms: number | null | undefined, expected: number) =>
      expect(Math.abs(((ms ?? 0) - expected) / expected)).toBeLessThanOrEqual(0.025);
    for (const percentile of ['p50Ms', 'p90Ms', 'p95Ms', 'p99Ms'] as const) {
      within(found.latency[0]?.[percentile], 10_000);
      within(found.latency[1]?.[percentile], 20_000);
    }
    within(found.waits.find(({ kind }) => String(kind) === 'TEXT')?.p50Ms, 2_000);
    expect(found.latencyPoints.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 1]);
    within(found.latencyPoints[5]?.p50Ms, 20_000);
    expect(found.latencyPoints[0]?.p50Ms).toBeNull();
  });

  test('sum up revenue by method and by package, refunds by when they went', async () => {
    const sums = 'payments amount { amount } refunds refunded { amount } firstPayments credits';
    const money = (amount: string, refunded: string, fields: object) => ({
      ...nothing,
      ...{ amount: { amount }, refunded: { amount: refunded } },
      ...fields,
    });
    const ofStars = money('50', '0', { payments: 1, firstPayments: 1, credits: 100 });
    const ofRubles = money('198.00', '10.00', {
      ...{ payments: 2, refunds: 1, firstPayments: 1, credits: 200 },
    });
    const id = toId('Package', pack.id);
    const found = await statistics(`revenue { method currency points { at ${sums} } }
      packages { packageId package { id } method currency ${sums} }`);
    expect(found).toEqual({
      revenue: [
        {
          ...{ method: 'STARS', currency: 'XTR' },
          points: byDay(money('0', '0', {}), { 15: ofStars }),
        },
        {
          ...{ method: 'YOOKASSA', currency: 'RUB' },
          points: byDay(money('0.00', '0.00', {}), { 19: ofRubles }),
        },
      ],
      packages: [
        { packageId: id, package: { id }, method: 'YOOKASSA', currency: 'RUB', ...ofRubles },
        { packageId: id, package: { id }, method: 'STARS', currency: 'XTR', ...ofStars },
      ],
    });
  });

  test('put cost beside revenue, and reckon a margin with the rates that are given', async () => {
    const point = (cost: string, credits: number, [rub, stars]: [string, string], usd: string) => ({
      cost: { amount: cost },
      creditsCharged: credits,
      netRevenue: [
        { amount: rub, currency: 'RUB' },
        { amount: stars, currency: 'XTR' },
      ],
      margin: { amount: usd, currency: 'USD' },
    });
    const fields = `at cost { amount } creditsCharged netRevenue { amount currency }
      margin { amount currency }`;
    const found = await statistics(`
      margin(usdPerRub: 0.01, usdPerStar: 0.013) { ${fields} }
      withoutStars: margin(usdPerRub: 0.01) { margin { amount } }`);
    expect(found).toEqual({
      margin: byDay(point('0.000000', 0, ['0.00', '0'], '0.000000'), {
        15: point('0.000870', 1, ['0.00', '50'], '0.649130'),
        17: point('0.000500', 0, ['0.00', '0'], '-0.000500'),
        19: point('0.039000', 2, ['188.00', '0'], '1.841000'),
      }),
      withoutStars: ['0.000000', null, '0.000000', '-0.000500', '0.000000', '1.841000'].map(
        (amount) => ({ margin: amount === null ? null : { amount } }),
      ),
    });
  });

  test('follow those who signed up to their first payment', async () => {
    const fields = 'users activated payers payersInWeek payersInMonth conversion';
    const point = (values: readonly number[]) =>
      Object.fromEntries(fields.split(' ').map((name, index) => [name, values[index]]));
    expect(await statistics(`conversion { at ${fields} }`)).toEqual({
      conversion: byDay(point([0, 0, 0, 0, 0, 0]), {
        15: point([1, 1, 1, 1, 1, 1]),
        18: point([1, 0, 1, 1, 1, 1]),
        19: point([1, 0, 0, 0, 0, 0]),
      }),
    });
    expect(await statistics(`conversion { ${fields} }`, weeks)).toEqual({
      conversion: [point([2, 1, 2, 2, 2, 1]), point([1, 0, 0, 0, 0, 0])],
    });
  });

  test('divide revenue by active users and by payers', async () => {
    const fields = `activeUsers payers currencies {
      currency revenue { amount } perActiveUser { amount } perPayer { amount }
    }`;
    const of = (currency: string, ...amounts: readonly [string, string, string]) => {
      const [revenue, perActiveUser, perPayer] = amounts.map((amount) => ({ amount }));
      return { currency, revenue, perActiveUser, perPayer };
    };
    expect(await statistics(`revenuePerUser { ${fields} }`, weeks)).toEqual({
      revenuePerUser: [
        {
          ...{ activeUsers: 2, payers: 1 },
          currencies: [of('RUB', '0.00', '0.0000', '0.0000'), of('XTR', '50', '25.00', '50.00')],
        },
        {
          ...{ activeUsers: 2, payers: 2 },
          currencies: [of('RUB', '198.00', '99.0000', '99.0000'), of('XTR', '0', '0.00', '0.00')],
        },
      ],
    });
  });

  test('show who came back week by week, as far as time has come', async () => {
    expect(await statistics('retention { week users active }')).toEqual({
      retention: [
        { week: january('12').toISOString(), users: 2, active: [2, 1, 0] },
        { week: january('19').toISOString(), users: 1, active: [1, 0] },
      ],
    });
    expect(await statistics('retention(weeks: 1) { active }')).toEqual({
      retention: [{ active: [2] }, { active: [1] }],
    });
  });

  test('show what became of invitations', async () => {
    expect(await statistics('referrals { at invited rewarded paid }')).toEqual({
      referrals: byDay(
        { invited: 0, rewarded: 0, paid: 0 },
        {
          18: { invited: 1, rewarded: 1, paid: 1 },
        },
      ),
    });
  });

  test('leave out of hours what is counted by days', async () => {
    const hours = { ...period, step: 'HOUR' };
    expect(await statistics('conversion { at } revenuePerUser { at }', hours)).toEqual({
      conversion: null,
      revenuePerUser: null,
    });
  });

  test('are all zero, and complete, where nothing happened', async () => {
    const empty = { from: january('01'), until: january('03'), step: 'DAY' };
    const found = await statistics(
      `users { newUsers } userOrigins { users } generations { points { count } }
      byModel: generations(by: MODEL) { modelId } failures { count } latency { count }
      latencyPoints { count p50Ms } revenue { method } packages { payments }
      margin { margin { amount } } conversion { conversion }
      revenuePerUser { currencies { perPayer { amount } } } referrals { invited }`,
      empty,
    );
    const twice = <T>(one: T): readonly [T, T] => [one, one];
    expect(found).toEqual({
      users: twice({ newUsers: 0 }),
      userOrigins: [],
      generations: [{ points: twice({ count: 0 }) }],
      byModel: [],
      failures: [],
      latency: [],
      latencyPoints: twice({ count: 0, p50Ms: null }),
      revenue: [],
      packages: [],
      margin: twice({ margin: { amount: '0.000000' } }),
      conversion: twice({ conversion: 0 }),
      revenuePerUser: twice({
        currencies: [{ perPayer: { amount: '0.0000' } }, { perPayer: { amount: '0.00' } }],
      }),
      referrals: twice({ invited: 0 }),
    });
  });

  test('name those who spent most, at all and in a month', async () => {
    const [anna, boris] = [history.anna, history.boris].map(({ id }) => toId('User', id));
    const month = january('31 23:59').toISOString();
    const rubles = { paid: { amount: '99.00', currency: 'RUB' } };
    const found = await api.read(`{
      topSpenders(month: "${month}") { userId credits paid { amount } user { id firstName } }
      rubles: topSpenders(by: RUB) { userId paid { amount currency } }
      stars: topSpenders(by: STARS, first: 1) { userId credits paid { amount currency } }
      february: topSpenders(month: "2026-02-01T00:00:00Z") { userId }
    }`);
    expect(found).toEqual({
      topSpenders: [
        { userId: anna, credits: 3, paid: null, user: { id: anna, firstName: 'Anna' } },
      ],
      rubles: [
        { userId: boris, ...rubles },
        { userId: anna, ...rubles },
      ],
      stars: [{ userId: anna, credits: null, paid: { amount: '50', currency: 'XTR' } }],
      february: [],
    });
  });

  test('count everything that there is now', async () => {
    const found = await api.read(`{ totals {
      users payingUsers generations payments creditEntries referrals creditsAvailable queued running
    } }`);
    expect(found.totals).toEqual({
      ...{ users: 3, payingUsers: 2, generations: 6, payments: 3, creditEntries: 1 },
      ...{ referrals: 1, creditsAvailable: 10, queued: 1, running: 0 },
    });
  });

  test('take one statement a field, whatever the period', async () => {
    const everything = `users { at } userOrigins { users } conversion { at } retention { week }
      referrals { at } generations(by: MODEL) { model { id } } generationBreakdown { count }
      failures { count } latency { count } latencyPoints { count } revenue { method }
      packages { package { id } } margin { at } revenuePerUser { at }`;
    // The catalogues are in memory from then on.
    await statistics(everything);
    const year = { from: january('01'), until: new Date('2027-01-01'), step: 'DAY' };

    expect(await countStatements(() => statistics(everything))).toBe(14);
    expect(await countStatements(() => statistics(everything, year))).toBe(14);
    expect(await countStatements(() => statistics('users { at }'))).toBe(1);
  });

  test.each([
    ['until', 'must be after from', { until: period.from }],
    [
      'until',
      'must be at most 31 days after from with step HOUR',
      { until: '2026-03-01', step: 'HOUR' },
    ],
    ['until', 'must be at most 1000 steps after from', { until: '2028-11-01' }],
    ['until', 'must be at most 20 years after from', { until: '2047-01-01', step: 'MONTH' }],
    ['from', 'must be from 2000 to 2099', { from: '1999-12-31', until: '2000-01-02' }],
  ])('refuse %s: %s', async (field, rule, fields) => {
    const times = { ...period, ...fields };
    const { errors } = await api.ask(
      `query ($from: DateTimeISO!, $until: DateTimeISO!, $step: StatisticsStep!) {
        statistics(from: $from, until: $until, step: $step) { step }
      }`,
      { ...times, from: new Date(times.from), until: new Date(times.until) },
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [{ field, rule }],
    });
  });

  test.each([
    ['retention(weeks: 53) { week }', 'weeks', 'must be at most 52'],
    ['margin(usdPerStar: 0) { at }', 'usdPerStar', 'must be above 0 and at most 1000'],
    ['failures(modelId: "x") { count }', 'modelId', 'must be an id of a Model, like mod_...'],
  ])('refuse %s', async (fields, field, rule) => {
    const { errors } = await api.ask(
      `{ statistics(from: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z", step: DAY) {
        ${fields}
      } }`,
    );
    expect(errors?.[0]?.extensions?.problems).toEqual([{ field, rule }]);
  });

  test('refuse more spenders than a page has', async () => {
    const { errors } = await api.ask('{ topSpenders(first: 101) { userId } }');
    expect(errors?.[0]?.extensions?.problems).toEqual([
      { field: 'first', rule: 'must be at most 100' },
    ]);
  });

  test('refuse an answer of more than 20,000 points', async () => {
    const aliases = Array.from({ length: 21 }, (_, index) => `a${index}: users { at }`);
    const { data, errors } = await api.ask(
      `{ statistics(from: "2020-01-01T00:00:00Z", until: "2022-09-27T00:00:00Z", step: DAY) {
        ${aliases.join('\n')}
      } }`,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COSTLY', limit: 20_000 });
    expect(data).toBeNull();
  });

  test('are for those who may read them', async () => {
    const actor = anActor({ permissions: new Set(['users:read']) });
    const { errors } = await api.ask(
      `{ totals { users } topSpenders { userId }
      statistics(from: "2026-01-01T00:00:00Z", until: "2026-01-02T00:00:00Z", step: DAY) { step } }`,
      {},
      actor,
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      permission: 'statistics:read',
    });
  });
});
