import type { DataSource } from 'typeorm';
import { PostgresUnitOfWork } from '../../../src/adapters/postgres/unit-of-work.ts';
import type { Scope } from '../../../src/application/ports/unit-of-work.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import type { GenerationFailure } from '../../../src/domain/generations/failure.ts';
import { statusOf } from '../../../src/domain/generations/failure.ts';
import { moved } from '../../../src/domain/generations/generation.ts';
import { money, plus, sameMoney } from '../../../src/domain/payments/money.ts';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import type { GenerationId, PackageId, UserId } from '../../../src/domain/shared/ids.ts';
import { modelId, packageId } from '../../../src/domain/shared/ids.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { aHold, aNewGeneration, anOutput, aPosting, aUser } from '../../builders/domain.ts';
import { aPayment, aRefund, kopecks, paid, stars } from '../../builders/payments.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';

const hourMs = 3_600_000;
const kinds = ['text', 'image', 'edit'] as const;
const failures: readonly GenerationFailure[] = [
  { kind: 'safety', stage: 'prompt', reason: 'x' },
  { kind: 'timeout' },
  { kind: 'canceled' },
  { kind: 'expired' },
];

/** Numbers from 0 to below 1, the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Users who come, invite, ask, pay and get their money back, by the repositories of the product. */
export class Life {
  readonly clock = new ManualClock(new Date('2026-01-28T20:00:00.000Z'));
  readonly #unitOfWork: PostgresUnitOfWork;
  readonly #random: () => number;
  readonly #packages: readonly PackageId[] = [packageId('small'), packageId('large')];
  readonly #users: UserId[] = [];
  readonly #open: GenerationId[] = [];
  readonly #orders: Payment[] = [];
  readonly #paid: Payment[] = [];

  constructor(dataSource: DataSource, random: () => number) {
    this.#random = random;
    this.#unitOfWork = new PostgresUnitOfWork({
      dataSource,
      clock: this.clock,
      ids: new SequentialIds(),
      logger: new RecordingLogger(),
      onCommit: () => undefined,
    });
  }

  static async begin(dataSource: DataSource, seed: number): Promise<Life> {
    await dataSource.query(`INSERT INTO credit_packages
      SELECT id, '{"ru": "", "en": ""}', 100, 0, 50, 9900, false, 1, true
      FROM unnest(ARRAY['small', 'large']) AS id ON CONFLICT DO NOTHING`);
    const life = new Life(dataSource, randomNumbers(seed));
    await life.#signUp();
    return life;
  }

  async act(): Promise<void> {
    this.clock.advance(this.#random() * this.#random() * 12 * hourMs);
    const acts = [
      () => this.#signUp(),
      () => this.#comeBack(),
      () => this.#ask(),
      () => this.#ask(),
      () => this.#work(),
      () => this.#work(),
      () => this.#order(),
      () => this.#pay(),
      () => this.#refund(),
      () => this.#giveUp(),
    ];
    await this.#one(acts)();
  }

  #one<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  async #commit(work: (scope: Scope) => Promise<void>): Promise<void> {
    const fails = this.#random() < 0.05;
    await this.#unitOfWork.run(async (scope) => {
      await work(scope);
      return fails ? err('changed its mind') : ok();
    });
    if (fails) {
      await this.#unitOfWork.run(async (scope) => {
        await work(scope);
        return ok();
      });
    }
  }

  async #signUp(): Promise<void> {
    const now = this.clock.now();
    const user = aUser({
      languageCode: this.#one(['ru', 'en', 'uk-UA', undefined]),
      createdAt: now,
      lastSeenAt: now,
    });
    const inviterId = this.#random() < 0.4 ? this.#users.at(-1) : undefined;
    await this.#commit(async (scope) => {
      await scope.users.insert(user);
      const reference = `welcome:${user.id}`;
      await scope.credits.post(user.id, aPosting({ amount: credits(500), reference }));
      if (inviterId !== undefined) {
        await scope.referrals.insert({ inviteeId: user.id, inviterId, createdAt: now });
      }
    });
    this.#users.push(user.id);
  }

  async #comeBack(): Promise<void> {
    const id = this.#one(this.#users);
    const language = this.#one([undefined, 'ru', 'en'] as const);
    const banned = this.#random() < 0.2;
    await this.#commit(async (scope) => {
      const user = await scope.users.lock(id);
      if (user !== undefined) {
        const now = this.clock.now();
        await scope.users.save({
          ...user,
          lastSeenAt: now,
          preferences: { ...user.preferences, language },
          ban: banned ? { reason: 'spam', since: now } : undefined,
        });
      }
    });
  }

  async #ask(): Promise<void> {
    const generation = aNewGeneration({
      userId: this.#one(this.#users),
      kind: this.#one(kinds),
      modelId: modelId(this.#one(['a', 'b'])),
      price: credits(this.#one([0, 1, 5])),
      createdAt: this.clock.now(),
    });
    await this.#commit(async (scope) => {
      if (generation.price > 0n) {
        await scope.credits.post(generation.userId, aHold(generation.id, generation.price));
      }
      await scope.generations.insert(generation);
    });
    this.#open.push(generation.id);
  }

  /** Through all of its life, or only a part. */
  async #work(): Promise<void> {
    const id = this.#open.shift();
    if (id === undefined) {
      return;
    }
    const { generations } = this.#unitOfWork.direct;
    const failure = this.#random() < 0.3 ? this.#one(failures) : undefined;
    this.clock.advance(this.#random() * 20_000);
    const claimed = await generations.claim(id, this.clock.now(), this.clock.now());
    if (claimed === undefined) {
      return;
    }
    this.clock.advance(this.#random() * 60_000);
    const at = this.clock.now();
    if (failure !== undefined) {
      const to = statusOf(failure);
      await generations.save(moved(claimed.generation, { to, failure, at }), 'running');
      return;
    }
    const output = anOutput({ modelId: modelId(this.#one(['a', 'c'])) });
    const delivering = moved(claimed.generation, { to: 'delivering', output });
    await generations.save(delivering, 'running');
    const { userId, price } = delivering;
    const charged = price > 1n && this.#random() < 0.5 ? credits(1) : price;
    await this.#commit(async (scope) => {
      await scope.generations.save(
        moved(delivering, { to: 'succeeded', charged, at }),
        'delivering',
      );
      if (charged > 0n) {
        const hold = { ...aHold(id, price), holdId: id };
        const capture = { operation: 'capture' as const, amount: charged };
        await scope.credits.post(userId, { ...hold, ...capture, reference: `capture:${id}` });
        const left = credits(price - charged);
        if (left > 0n) {
          const release = { operation: 'release' as const, amount: left };
          await scope.credits.post(userId, { ...hold, ...release, reference: `release:${id}` });
        }
      }
      if ((await scope.referrals.find(userId))?.rewardedAt === undefined) {
        await scope.referrals.markRewarded(userId, at);
      }
    });
  }

  async #order(): Promise<void> {
    const order = aPayment({
      userId: this.#one(this.#users),
      packageId: this.#one(this.#packages),
      method: this.#one(['stars', 'yookassa', 'telegram_yookassa'] as const),
      createdAt: this.clock.now(),
    });
    await this.#commit(async (scope) => {
      await scope.payments.insert(order);
    });
    this.#orders.push(order);
  }

  /** Some are told of hours late, and some are renewals, which are born paid. */
  async #pay(): Promise<void> {
    const order = this.#orders.shift();
    if (order === undefined) {
      return;
    }
    const paidAt = new Date(this.clock.now().getTime() - this.#random() * 30 * hourMs);
    const payment = paid(order, { paidAt });
    const renewal: Payment = {
      ...paid(aPayment({ userId: order.userId, packageId: this.#one(this.#packages) }), { paidAt }),
      origin: 'renewal',
      parentId: order.id,
    };
    const renews = this.#random() < 0.3;
    await this.#commit(async (scope) => {
      await scope.payments.save(payment);
      const reference = `purchase:${payment.method}:${payment.chargeId}`;
      await scope.credits.post(order.userId, aPosting({ amount: payment.granted, reference }));
      if (renews) {
        await scope.payments.insert(renewal);
      }
    });
    this.#paid.push(payment, ...(renews ? [renewal] : []));
  }

  async #refund(): Promise<void> {
    const payment = this.#paid.shift();
    if (payment === undefined) {
      return;
    }
    const whole = payment.method === 'stars' ? stars(50) : kopecks(9_900);
    const isPart = payment.method !== 'stars' && this.#random() < 0.5;
    const amount = isPart ? money(1_000, 'RUB') : whole;
    const endedAt = this.clock.now();
    const refund = aRefund(payment, { amount, status: 'succeeded', endedAt });
    const refunded = plus(payment.refunded, amount);
    const status = sameMoney(refunded, payment.price) ? 'refunded' : 'paid';
    await this.#commit(async (scope) => {
      await scope.refunds.insert(refund);
      await scope.payments.save({ ...payment, refunded, status });
    });
  }

  /** Writes much, and takes it all back. */
  async #giveUp(): Promise<void> {
    const user = aUser({ createdAt: this.clock.now() });
    await this.#unitOfWork.run(async (scope) => {
      await scope.users.insert(user);
      await scope.credits.post(user.id, aPosting());
      await scope.generations.insert(aNewGeneration({ userId: user.id }));
      return err('gave up');
    });
  }
}
