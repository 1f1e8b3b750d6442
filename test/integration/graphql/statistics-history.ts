import type { Scope, UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import {
  type GenerationChange,
  moved,
  type NewGeneration,
} from '../../../src/domain/generations/generation.ts';
import type { CreditPackage } from '../../../src/domain/payments/credit-package.ts';
import { money } from '../../../src/domain/payments/money.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { aNewGeneration, anOutput, aPosting, aUser } from '../../builders/domain.ts';
import { aPaidPayment, aRefund, kopecks } from '../../builders/payments.ts';

/** In January 2026: `january('19 08:00')`. The 12th and the 19th are Mondays. */
export function january(moment: string): Date {
  const [day = '', time = '00:00'] = moment.split(' ');
  return new Date(`2026-01-${day}T${time.padEnd(8, ':00')}.000Z`);
}

const later = (time: Date, seconds: number) => new Date(time.getTime() + seconds * 1_000);

export interface History {
  /** Signed up on Thursday the 15th, by herself, and speaks Russian. */
  readonly anna: User;
  /** Invited by Anna on Sunday the 18th, half an hour before midnight, and speaks English. */
  readonly boris: User;
  /** Signed up on Monday the 19th, ten minutes after midnight, and speaks Russian. */
  readonly clara: User;
}

/** A few days of three people, so little that every sum can be done by hand. */
export async function existingHistory(
  unitOfWork: UnitOfWork,
  pack: CreditPackage,
): Promise<History> {
  const person = (languageCode: string, createdAt: Date) =>
    aUser({ languageCode, createdAt, lastSeenAt: createdAt });
  const history = {
    anna: person('ru', january('15 12:00')),
    boris: person('en', january('18 23:30')),
    clara: person('ru', january('19 00:10')),
  };
  await unitOfWork.run(async (scope) => {
    await signUps(scope, history);
    await generations(scope, history);
    await payments(scope, history, pack);
    return ok();
  });
  return history;
}

async function signUps(scope: Scope, { anna, boris, clara }: History): Promise<void> {
  for (const user of [anna, boris, clara]) {
    await scope.users.insert(user);
  }
  await scope.credits.post(anna.id, aPosting({ amount: credits(10) }));
  const [inviteeId, inviterId] = [boris.id, anna.id];
  await scope.referrals.insert({ inviteeId, inviterId, createdAt: boris.createdAt });
  await scope.referrals.markRewarded(inviteeId, january('19 00:30'));
}

async function generations(scope: Scope, { anna, boris, clara }: History): Promise<void> {
  const text = { kind: 'text', modelId: modelId('writer') } as const;
  const picture = { kind: 'image', modelId: modelId('painter') } as const;
  const drawn = {
    modelId: modelId('painter'),
    usage: { inputTokens: 5, outputTokens: 0, imageOutputTokens: 1_290, images: 1 },
    costUsdMicros: 39_000n,
  };
  const written = { modelId: modelId('writer') };
  await delivered(scope, {
    request: { ...text, userId: anna.id, createdAt: january('15 12:00') },
    ...{ output: written, charged: 1, waitSeconds: 2, totalSeconds: 10 },
  });
  await delivered(scope, {
    request: { ...text, userId: anna.id, createdAt: january('17 10:00') },
    output: { ...written, costUsdMicros: 500n },
    ...{ charged: 0, waitSeconds: 2, totalSeconds: 10 },
  });
  await delivered(scope, {
    request: { ...picture, userId: anna.id, createdAt: january('19 08:00') },
    ...{ output: drawn, charged: 2, waitSeconds: 1, totalSeconds: 20 },
  });
  const failedAt = january('18 23:51');
  await ended(scope, { ...text, userId: boris.id, createdAt: january('18 23:50') }, [
    { to: 'blocked', failure: { kind: 'safety', stage: 'prompt', reason: 'x' }, at: failedAt },
  ]);
  await ended(
    scope,
    { kind: 'edit', modelId: modelId('painter'), userId: clara.id, createdAt: january('19 01:00') },
    [{ to: 'canceled', failure: { kind: 'canceled' }, at: january('19 01:01') }],
  );
  const waiting = { userId: clara.id, createdAt: january('19 20:00') };
  await scope.generations.insert(aNewGeneration(waiting));
}

type Request = Partial<NewGeneration> & Pick<NewGeneration, 'userId' | 'createdAt'>;

interface Delivered {
  readonly request: Request;
  readonly output: Parameters<typeof anOutput>[0];
  readonly charged: number;
  readonly waitSeconds: number;
  readonly totalSeconds: number;
}

async function delivered(scope: Scope, one: Delivered): Promise<void> {
  const { request, output, charged, waitSeconds, totalSeconds } = one;
  const { createdAt } = request;
  const price = credits(charged);
  await ended(
    scope,
    { ...request, price },
    [
      { to: 'delivering', output: anOutput(output) },
      { to: 'succeeded', charged: price, at: later(createdAt, totalSeconds) },
    ],
    waitSeconds,
  );
}

async function ended(
  { generations: repository }: Scope,
  request: Request,
  changes: readonly GenerationChange[],
  waitSeconds = 1,
): Promise<void> {
  const one = aNewGeneration(request);
  await repository.insert(one);
  const startedAt = later(one.createdAt, waitSeconds);
  const claimed = await repository.claim(one.id, startedAt, later(startedAt, 60));
  let now = claimed?.generation;
  for (const change of changes) {
    if (now === undefined) {
      throw new Error(`Cannot move generation ${one.id} as nobody could claim it`);
    }
    const next = moved(now, change);
    await repository.save(next, now.status);
    now = next;
  }
}

/** 50 Stars by Anna; then 99 rubles by Boris, and by Anna, who gets 10 of hers back. */
async function payments(
  scope: Scope,
  { anna, boris }: History,
  { id: packageId }: CreditPackage,
): Promise<void> {
  const paid = (userId: User['id'], method: 'stars' | 'yookassa', paidAt: Date) =>
    aPaidPayment({ userId, packageId, method, createdAt: paidAt, paidAt });
  const rubles = paid(anna.id, 'yookassa', january('19 09:00'));
  const all = [
    paid(anna.id, 'stars', january('15 13:00')),
    paid(boris.id, 'yookassa', january('19 00:30')),
    rubles,
  ];
  for (const payment of all) {
    await scope.payments.insert(payment);
  }
  const endedAt = january('19 10:00');
  const amount = kopecks(1_000);
  await scope.refunds.insert(aRefund(rubles, { amount, status: 'succeeded', endedAt }));
  await scope.payments.save({ ...rubles, refunded: money(1_000, 'RUB') });
}
