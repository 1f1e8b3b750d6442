import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toId } from '../../../src/adapters/graphql/ids.ts';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { anActor } from '../../builders/access.ts';
import { aModel, aNewGeneration, at, aUuid } from '../../builders/domain.ts';
import { aPackage, aPromo } from '../../builders/payments.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { countStatements, type Data, type ReadApi, readApi } from './read-api.ts';
import { type Catalogue, existingAuditLog, existingLife, type Life } from './read-world.ts';

describe('Reads of the API', () => {
  let database: ConnectedDatabase;
  let unitOfWork: UnitOfWork;
  let api: ReadApi;
  let catalogue: Catalogue;
  let lives: Life[];
  let anna: string;

  beforeAll(async () => {
    database = await connectedDatabase();
    const persistence = postgresPersistence(database.dataSource);
    ({ unitOfWork } = persistence);
    catalogue = { pack: aPackage(), promo: aPromo({ maxPerUser: 5 }) };
    await persistence.openPackages().save(catalogue.pack);
    await persistence.openCatalogue().save(aModel({ id: modelId('test-painter') }));
    await unitOfWork.direct.promos.save(aPromo(catalogue.promo));
    lives = await livesOf(3, 0);
    await unitOfWork.run(async (scope) => {
      anna = await existingAuditLog(scope);
      return ok();
    });
    api = readApi(database.dataSource);
  });

  afterAll(() => database.close());

  /** Each one invited by the one before, a minute apart. */
  async function livesOf(count: number, startMs: number): Promise<Life[]> {
    const made: Life[] = [];
    for (let index = 0; index < count; index += 1) {
      const inviter = made.at(-1)?.user.id;
      await unitOfWork.run(async (scope) => {
        made.push(await existingLife(scope, catalogue, startMs + index * 60_000, inviter));
        return ok();
      });
    }
    return made;
  }

  const life = (index: number): Life => {
    const found = lives[index];
    if (found === undefined) {
      throw new Error(`Cannot use life ${index} as it was not made`);
    }
    return found;
  };

  const idsOf = (field: string, data: Data): readonly string[] =>
    (data[field] as { nodes: readonly { id: string }[] }).nodes.map(({ id }) => id);

  test('show a user with everything that belongs to them', async () => {
    const { user, text, picture, blocked, paid, pending, conversationId } = life(1);

    const data = await api.read(
      `query ($id: ID!) {
        user(id: $id) {
          id telegramId balance { available held }
          inviter { telegramId }
          generations { totalCount nodes { id } }
          creditEntries(first: 2) { totalCount nodes { operation amount generation { id } } }
          payments(direction: ASC) { nodes { id } }
          conversations { nodes { id exchanges { nodes { prompt answer generation { id } } } } }
          subscriptions { nodes { state package { id } order { id } } }
          referrals { nodes { invitee { telegramId } inviter { telegramId } } }
        }
      }`,
      { id: toId('User', user.id) },
    );

    expect(data.user).toEqual({
      id: toId('User', user.id),
      telegramId: `${user.id}`,
      balance: { available: 7, held: 3 },
      inviter: { telegramId: `${life(0).user.id}` },
      generations: {
        totalCount: 3,
        nodes: [blocked, picture, text].map(({ id }) => ({ id: toId('Generation', id) })),
      },
      creditEntries: {
        totalCount: 4,
        nodes: [blocked, picture].map(({ id }) => ({
          operation: 'HOLD',
          amount: 1,
          generation: { id: toId('Generation', id) },
        })),
      },
      payments: { nodes: [paid, pending].map(({ id }) => ({ id: toId('Payment', id) })) },
      conversations: {
        nodes: [
          {
            id: toId('Conversation', conversationId),
            exchanges: {
              nodes: [
                {
                  prompt: text.prompt,
                  answer: 'Because of Rayleigh scattering.',
                  generation: { id: toId('Generation', text.id) },
                },
              ],
            },
          },
        ],
      },
      subscriptions: {
        nodes: [
          {
            state: 'ACTIVE',
            package: { id: toId('Package', catalogue.pack.id) },
            order: { id: toId('Payment', paid.id) },
          },
        ],
      },
      referrals: {
        nodes: [
          {
            invitee: { telegramId: `${life(2).user.id}` },
            inviter: { telegramId: `${user.id}` },
          },
        ],
      },
    });
  });

  test('show a generation with its pictures by address', async () => {
    const { picture, imageId, user } = life(0);

    const data = await api.read(
      `query ($id: ID!) {
        generation(id: $id) {
          kind status prompt modelName price charged attempt answer waitMs totalMs
          options { aspectRatio imageSize }
          output { modelName isTruncated cost { amount currency } usage { inputTokens } }
          failure { kind }
          images { id width height byteLength mimeType url thumbnailUrl generation { id } }
          deliveries { index messageId image { id } }
          user { telegramId }
          model { name prices { kind credits isDefault } }
          conversation { id }
        }
      }`,
      { id: toId('Generation', picture.id) },
    );

    expect(data.generation).toMatchObject({
      kind: 'IMAGE',
      status: 'SUCCEEDED',
      modelName: 'test-painter',
      charged: 1,
      answer: null,
      totalMs: 4_999,
      options: { aspectRatio: '16:9', imageSize: null },
      output: { cost: { amount: '0.000870', currency: 'USD' }, usage: { inputTokens: 12 } },
      failure: null,
      images: [
        {
          id: toId('Image', imageId),
          width: 64,
          height: 32,
          byteLength: 3,
          mimeType: 'image/png',
          url: `https://bot.test/images/${imageId}/original`,
          thumbnailUrl: `https://bot.test/images/${imageId}/thumbnail`,
          generation: { id: toId('Generation', picture.id) },
        },
      ],
      deliveries: [{ index: 0, messageId: 7, image: { id: toId('Image', imageId) } }],
      user: { telegramId: `${user.id}` },
      model: { name: 'test-painter', prices: [{ kind: 'TEXT', credits: 1, isDefault: true }] },
      conversation: null,
    });
  });

  test('show a payment with its refunds and what happened to it', async () => {
    const { paid, refund, user } = life(0);

    const data = await api.read(
      `query ($id: ID!, $refund: ID!) {
        payment(id: $id) {
          method status origin price { amount currency } grantedCredits
          refunds { id reason shortfall } events { kind details } package { name } user { telegramId }
        }
        refund(id: $refund) { status payment { id } user { telegramId } }
      }`,
      { id: toId('Payment', paid.id), refund: toId('Refund', refund.id) },
    );

    expect(data).toMatchObject({
      payment: {
        method: 'STARS',
        status: 'PAID',
        origin: 'ORDER',
        price: { amount: '50', currency: 'XTR' },
        grantedCredits: 100,
        refunds: [{ id: toId('Refund', refund.id), reason: 'asked for it', shortfall: 0 }],
        events: [{ kind: 'PAID', details: { by: 'test' } }],
        package: { name: catalogue.pack.id },
        user: { telegramId: `${user.id}` },
      },
      refund: { status: 'CREATED', payment: { id: toId('Payment', paid.id) } },
    });
  });

  test('filter generations by each condition', async () => {
    const { text, picture, blocked, user } = life(1);
    const matching = async (filter: object) =>
      idsOf(
        'generations',
        await api.read(
          'query ($filter: GenerationFilter) { generations(filter: $filter) { nodes { id } } }',
          { filter: { userId: toId('User', user.id), ...filter } },
        ),
      );
    const one = (id: string) => [toId('Generation', id)];

    expect(await matching({ kind: 'IMAGE' })).toEqual(one(picture.id));
    expect(await matching({ statuses: ['BLOCKED', 'FAILED'] })).toEqual(one(blocked.id));
    expect(await matching({ statuses: [] })).toEqual([]);
    expect(await matching({ failureKind: 'SAFETY' })).toEqual(one(blocked.id));
    expect(await matching({ modelId: 'mod_test-painter' })).toEqual(one(picture.id));
    expect(await matching({ promptSearch: 'yellow bana' })).toEqual(one(picture.id));
    expect(await matching({ createdAt: { until: at(60_001) } })).toEqual(one(text.id));
    expect(await matching({ createdAt: { from: at(60_002) } })).toEqual(one(blocked.id));
  });

  test('filter payments by each condition', async () => {
    const { paid, pending, user } = life(1);
    const matching = async (filter: object) =>
      idsOf(
        'payments',
        await api.read(
          'query ($filter: PaymentFilter) { payments(filter: $filter) { nodes { id } } }',
          { filter: { userId: toId('User', user.id), ...filter } },
        ),
      );
    const onlyPaid = [toId('Payment', paid.id)];
    const onlyPending = [toId('Payment', pending.id)];

    expect(await matching({ method: 'STARS' })).toEqual(onlyPaid);
    expect(await matching({ statuses: ['PENDING'] })).toEqual(onlyPending);
    expect(await matching({ currency: 'RUB' })).toEqual(onlyPending);
    expect(await matching({ amount: { currency: 'RUB', min: '99.00' } })).toEqual(onlyPending);
    expect(await matching({ amount: { currency: 'RUB', min: '99.01' } })).toEqual([]);
    expect(await matching({ amount: { currency: 'XTR', max: '50' } })).toEqual(onlyPaid);
    expect(await matching({ paidAt: { from: at(0) } })).toEqual(onlyPaid);
    expect(await matching({ search: paid.chargeId })).toEqual(onlyPaid);
    expect(await matching({ search: toId('Payment', pending.id) })).toEqual(onlyPending);
    expect(await matching({ search: pending.id })).toEqual(onlyPending);
    expect(await matching({ isFlagged: true })).toEqual([]);
    expect(await matching({ flag: 'PAID_LATE' })).toEqual([]);
    expect(await matching({ promoCode: 'none' })).toEqual([]);
    expect(await matching({ packageId: toId('Package', catalogue.pack.id) })).toHaveLength(2);
  });

  test('filter everything else', async () => {
    const { user, text } = life(1);
    const userId = toId('User', user.id);
    const totals = `
      query ($userId: ID!, $reference: String!, $actor: ID!, $code: String!, $pack: ID!) {
        posted: creditEntries(filter: { userId: $userId, operation: GRANT, kind: ADMIN }) { totalCount }
        held: creditEntries(filter: { reference: $reference }) { totalCount }
        invited: referrals(filter: { inviterId: $userId, isRewarded: false }) { totalCount }
        came: referrals(filter: { inviteeId: $userId }) { totalCount }
        subscribed: subscriptions(filter: { userId: $userId, state: ACTIVE, packageId: $pack }) { totalCount }
        failed: subscriptions(filter: { state: FAILED }) { totalCount }
        differences: paymentDifferences(filter: { kind: AMOUNT_DIFFERS, provider: YOOKASSA, isRepaired: false }) { totalCount nodes { booked { amount } payment { id } refund { id } } }
        codes: promoCodes(filter: { search: $code, isEnabled: true, benefit: BONUS }) { totalCount nodes { redemptionCount redemptions(first: 1) { totalCount nodes { user { id } promoCode { code } } } } }
        entered: promoRedemptions(filter: { code: $code, userId: $userId, isUsed: false }) { totalCount }
        audited: auditLog(filter: { actorId: $actor, action: "user.ban" }) { nodes { seq subjectId actor { id kind } before after } }
        banned: auditLog(filter: { subjectId: "usr_43" }) { nodes { seq } }
        changed: auditLog(filter: { subjectType: "Setting", subjectId: "welcomeCredits" }) { nodes { seq subjectId } }
      }`;

    const data = await api.read(totals, {
      userId,
      reference: toId('Generation', text.id),
      actor: toId('Admin', anna),
      code: catalogue.promo.code.toLowerCase(),
      pack: toId('Package', catalogue.pack.id),
    });

    expect(data).toMatchObject({
      posted: { totalCount: 1 },
      held: { totalCount: 1 },
      invited: { totalCount: 1 },
      came: { totalCount: 1 },
      subscribed: { totalCount: 1 },
      failed: { totalCount: 0 },
      differences: { totalCount: 3 },
      codes: {
        totalCount: 1,
        nodes: [
          {
            redemptionCount: 3,
            redemptions: {
              totalCount: 3,
              nodes: [{ promoCode: { code: catalogue.promo.code } }],
            },
          },
        ],
      },
      entered: { totalCount: 1 },
      audited: {
        nodes: [
          {
            seq: '1',
            subjectId: 'usr_42',
            actor: { id: toId('Admin', anna), kind: 'ADMIN' },
            before: { ban: null },
            after: { ban: { reason: 'spam' } },
          },
        ],
      },
      banned: { nodes: [{ seq: '3' }] },
      changed: { nodes: [{ seq: '2', subjectId: 'welcomeCredits' }] },
    });
  });

  const lists: readonly (readonly [field: string, sorts: readonly string[]])[] = [
    ['users', ['CREATED']],
    ['generations', ['CREATED']],
    ['creditEntries', ['CREATED']],
    ['payments', ['CREATED', 'AMOUNT']],
    ['subscriptions', ['CREATED', 'PAID_UNTIL']],
    ['paymentDifferences', ['FOUND']],
    ['referrals', ['CREATED']],
    ['promoCodes', ['CREATED', 'CODE', 'REDEMPTIONS']],
    ['promoRedemptions', ['REDEEMED']],
    ['auditLog', ['RECORDED']],
  ];

  test.each(lists.flatMap(([field, sorts]) => sorts.map((by) => [field, by] as const)))(
    'page %s by %s, forwards and backwards, in both directions',
    async (field, by) => {
      const part = async (args: string) => {
        const data = await api.read(
          `{ ${field}(${args}) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        );
        return { ids: idsOf(field, data), info: Reflect.get(Object(data[field]), 'pageInfo') };
      };
      const sort = (direction: string) => `sort: { by: ${by}, direction: ${direction} }`;
      const down = await part(sort('DESC'));
      const up = await part(sort('ASC'));
      expect(up.ids).toEqual(down.ids.toReversed());
      expect(new Set(down.ids).size).toBe(down.ids.length);

      const forwards: string[] = [];
      let after = '';
      for (let more = true; more; ) {
        const { ids, info } = await part(`first: 2, ${sort('DESC')}${after}`);
        forwards.push(...ids);
        more = info.hasNextPage;
        after = `, after: "${info.endCursor}"`;
      }
      expect(forwards).toEqual(down.ids);

      const backwards: string[] = [];
      let before = '';
      for (let more = true; more; ) {
        const { ids, info } = await part(`last: 2, ${sort('DESC')}${before}`);
        backwards.unshift(...ids);
        more = info.hasPreviousPage;
        before = `, before: "${info.startCursor}"`;
      }
      expect(backwards).toEqual(down.ids);
    },
  );

  test('read catalogues, settings and health', async () => {
    const data = await api.read(
      `{
        models { id name family }
        packages { name title { ru en } stars { amount } rub { amount currency } }
        settings { name type value defaultValue min max choices description }
        health {
          version database { latencyMs version } queues { lane jobs }
          generations { queued atWork stranded oldestAgeMs }
          outboxJobs outboxOldestAgeMs changeReaders { name lagMs }
        }
        promoCode(code: "${catalogue.promo.code.toLowerCase()}") { maxPerUser benefit { kind percent credits } }
      }`,
    );

    expect(data).toMatchObject({
      models: [{ id: 'mod_test-painter', family: 'GEMINI' }],
      packages: [
        { title: { ru: '100 кредитов' }, stars: { amount: '50' }, rub: { amount: '99.00' } },
      ],
      settings: expect.arrayContaining([
        expect.objectContaining({ name: 'welcomeCredits', type: 'INTEGER', value: '10', min: 0 }),
        expect.objectContaining({ name: 'receipts', type: 'CHOICE', choices: ['on', 'off'] }),
      ]),
      health: {
        version: '1.2.3',
        queues: expect.arrayContaining([{ lane: 'text', jobs: 0 }]),
        generations: { queued: 0, atWork: 0, stranded: 0, oldestAgeMs: null },
        outboxJobs: 0,
        outboxOldestAgeMs: null,
      },
      promoCode: { benefit: { kind: 'BONUS', percent: 20, credits: null } },
    });
  });

  test('read nodes by id, each with the permission of its type', async () => {
    const { user, text, imageId, paid, refund, conversationId } = life(0);
    const ids = [
      toId('User', user.id),
      toId('Generation', text.id),
      toId('Image', imageId),
      toId('Conversation', conversationId),
      toId('Payment', paid.id),
      toId('Refund', refund.id),
      'mod_test-painter',
      toId('Package', catalogue.pack.id),
      toId('PromoCode', catalogue.promo.code),
    ];
    const query = 'query ($id: ID!) { node(id: $id) { id __typename } }';
    const nobody = anActor({ permissions: new Set(['health:read']) });

    for (const id of ids) {
      expect(await api.read(query, { id })).toMatchObject({ node: { id } });
      const { data, errors } = await api.ask(query, { id }, nobody);
      expect(data).toEqual({ node: null });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
  });

  test('say which id is unknown, and which is none', async () => {
    const code = async (query: string) => {
      const { errors } = await api.ask(query);
      return errors?.map(({ extensions }) => extensions);
    };

    expect(await code(`{ generation(id: "gen_${aUuid()}") { id } }`)).toMatchObject([
      { code: 'NOT_FOUND', type: 'Generation' },
    ]);
    expect(await code(`{ node(id: "pay_${aUuid()}") { id } }`)).toMatchObject([
      { code: 'NOT_FOUND', type: 'Payment' },
    ]);
    expect(await code('{ node(id: "ent_1") { id } }')).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    expect(await code('{ promoCode(code: "?") { id } }')).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await code('{ generations(filter: { userId: "42" }) { nodes { id } } }')).toMatchObject([
      { code: 'BAD_USER_INPUT', problems: [{ field: 'filter.userId' }] },
    ]);
    expect(await code('{ auditLog(filter: { subjectId: "x" }) { nodes { id } } }')).toMatchObject([
      { code: 'BAD_USER_INPUT', problems: [{ field: 'filter.subjectId' }] },
    ]);
  });

  test('name each argument that breaks a rule, and the rule', async () => {
    const { errors } = await api.ask(
      `{ payments(first: 0, after: "", filter: {
        amount: { currency: XTR, min: "1.5" }, currency: RUB, search: " "
        createdAt: { from: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z" }
      }) { nodes { id } } }`,
    );

    expect(errors?.[0]?.extensions.problems).toEqual([
      { field: 'first', rule: 'must be at least 1' },
      { field: 'after', rule: 'must be at least 1 characters' },
      { field: 'filter.amount.min', rule: 'must be a decimal amount of XTR, like 50' },
      { field: 'filter.createdAt.until', rule: 'must be after from' },
      { field: 'filter.search', rule: 'must be at least 1 characters' },
      { field: 'filter.amount.currency', rule: 'must be the same as currency' },
    ]);
  });

  test('leave out what an actor may not see, and keep the rest', async () => {
    const actor = anActor({ permissions: new Set(['payments:read']) });

    const { data, errors } = await api.ask(
      '{ payments(first: 1) { nodes { status user { id } package { id } } } }',
      {},
      actor,
    );

    expect(data).toEqual({
      payments: { nodes: [{ status: 'PENDING', user: null, package: null }] },
    });
    expect(errors?.map(({ extensions }) => extensions.permission).toSorted()).toEqual([
      'catalogue:read',
      'users:read',
    ]);
  });

  test('tell of work that waits, runs or was left behind, and of readers that lag', async () => {
    const { generations, outbox } = unitOfWork.direct;
    const userId = life(0).user.id;
    const inAnHour = new Date(Date.now() + 3_600_000);
    await unitOfWork.run(async (scope) => {
      await scope.changes.take('webhooks');
      return ok();
    });
    const waiting = aNewGeneration({ userId, createdAt: new Date(Date.now() - 60_000) });
    const running = aNewGeneration({ userId, createdAt: new Date() });
    const left = aNewGeneration({ userId, createdAt: new Date() });
    for (const generation of [waiting, running, left]) {
      await generations.insert(generation);
    }
    await generations.claim(running.id, at(0), inAnHour);
    await generations.claim(left.id, at(0), at(1));
    await outbox.add({ type: 'credits.audit', date: '2026-01-15' });

    const { health } = await api.read(
      `{ health {
        generations { queued atWork stranded oldestAgeMs } outboxJobs outboxOldestAgeMs
        changeReaders { name lagMs }
      } }`,
    );

    expect(health).toMatchObject({
      generations: { queued: 1, atWork: 1, stranded: 1 },
      outboxJobs: 1,
      changeReaders: expect.arrayContaining([{ name: 'webhooks', lagMs: expect.any(Number) }]),
    });
    const ages = Object(health) as {
      readonly generations: { readonly oldestAgeMs: number };
      readonly changeReaders: readonly { readonly lagMs: number }[];
    };
    expect(ages.generations.oldestAgeMs).toBeGreaterThanOrEqual(60_000);
    expect(Math.max(...ages.changeReaders.map(({ lagMs }) => lagMs))).toBeGreaterThan(0);
  });

  test('take the same number of statements however many rows there are', async () => {
    const query = (first: number) => `{
      users(first: ${first}) { totalCount nodes {
        id balance { available } inviter { id }
        generations(first: 3) { totalCount nodes {
          id answer images { id url generation { id } } deliveries { image { id } } model { id } output { model { id } }
          conversation { id user { id } } user { id }
        } }
        creditEntries(first: 3) { totalCount nodes { id user { id } generation { id } } }
        payments(first: 3) { totalCount nodes { id refunds { id payment { id } } events { kind } package { id } parent { id } user { id } } }
        conversations { totalCount nodes { id exchanges { totalCount nodes { id images { id } generation { id } } } } }
        subscriptions { nodes { id order { id } user { id } } }
        referrals { totalCount nodes { id invitee { id } inviter { id } } }
      } }
      paymentDifferences(first: ${first}) { nodes { id payment { id } refund { id } } }
      promoRedemptions(first: ${first}) { nodes { id user { id } promoCode { id redemptions { nodes { id } } } } }
      auditLog(first: ${first}) { nodes { id } }
    }`;
    // One connection: then what waits together does so in an order that repeats itself.
    const single = createDataSource({
      url: database.url,
      poolSize: 1,
      logger: new RecordingLogger(),
    });
    await single.initialize();
    const one = readApi(single);
    await one.read(query(1));
    const few = await countStatements(() => one.read(query(2)));
    await livesOf(6, 600_000);

    const many = await countStatements(() => one.read(query(9)));
    await single.destroy();

    expect(few).toBeGreaterThan(10);
    expect(many).toBe(few);
  });
});
