import type { CreditAudit } from '../../../src/application/ports/credit-audit.ts';
import type { ModelCatalogue } from '../../../src/application/ports/model-catalogue.ts';
import type { OutboxMessage } from '../../../src/application/ports/outbox.ts';
import type { PackageCatalogue } from '../../../src/application/ports/package-catalogue.ts';
import type { RateLimiter } from '../../../src/application/ports/rate-limiter.ts';
import type { SettingsStore } from '../../../src/application/ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import type { UpdateInbox } from '../../../src/application/ports/update-inbox.ts';
import type { AccessQueries } from '../../../src/application/queries/access.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import type { CreditAccount, Posting } from '../../../src/domain/credits/ledger.ts';
import type { Generation, NewGeneration } from '../../../src/domain/generations/generation.ts';
import { ok, type Result } from '../../../src/domain/shared/result.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { aNewGeneration, aPosting, aUser } from '../../builders/domain.ts';
import type { ManualClock } from '../../fakes/manual-clock.ts';

/** Every persistence port over one empty store. */
export interface Persistence {
  readonly unitOfWork: UnitOfWork;
  readonly clock: ManualClock;
  /** What the commit listener was told, one element a commit. */
  readonly commits: readonly (readonly OutboxMessage[])[];
  /** From now on the commit listener throws. */
  failListener(): void;
  readonly inbox: UpdateInbox;
  readonly audit: CreditAudit;
  readonly accessQueries: AccessQueries;
  readonly rateLimiter: RateLimiter;
  /** A store or catalogue as a process opens it: two of them share data, not caches. */
  openSettings(): SettingsStore;
  openCatalogue(): ModelCatalogue;
  openPackages(): PackageCatalogue;
}

/** Gives each test its own, empty. */
export type OpenPersistence = () => Promise<Persistence>;

export async function existingUser(
  { direct }: UnitOfWork,
  fields: Partial<User> = {},
): Promise<User> {
  const user = aUser(fields);
  await direct.users.insert(user);
  return user;
}

/** A user with so many credits to spend. */
export async function userWithCredits(unitOfWork: UnitOfWork, amount: number): Promise<User> {
  const user = await existingUser(unitOfWork);
  await unitOfWork.direct.credits.post(user.id, aPosting({ amount: credits(amount) }));
  return user;
}

export async function existingGeneration(
  unitOfWork: UnitOfWork,
  fields: Partial<NewGeneration> = {},
): Promise<Generation> {
  const userId = fields.userId ?? (await existingUser(unitOfWork)).id;
  const generation = aNewGeneration({ ...fields, userId });
  await unitOfWork.direct.generations.insert(generation);
  return stored(unitOfWork, generation);
}

/** The generation as it stands now. */
export async function stored(
  { direct }: UnitOfWork,
  { id }: Pick<Generation, 'id'>,
): Promise<Generation> {
  const generation = await direct.generations.find(id);
  if (!generation) {
    throw new Error(`Cannot go on as generation ${id} is not stored`);
  }
  return generation;
}

export function posted<T, E>(result: Result<T, E>): T {
  if (!result.ok) {
    throw new Error(`Cannot go on as the posting was refused: ${JSON.stringify(result.error)}`);
  }
  return result.value;
}

export function postInTransaction(
  unitOfWork: UnitOfWork,
  user: Pick<User, 'id'>,
  posting: Posting,
) {
  return unitOfWork.run(async (scope) => scope.credits.post(user.id, posting));
}

export async function balances(
  { direct }: UnitOfWork,
  user: Pick<User, 'id'>,
): Promise<Pick<CreditAccount, 'available' | 'held'>> {
  const { available, held } = await direct.credits.account(user.id);
  return { available, held };
}

/** Work for `run` that only writes. */
export function committing(write: (scope: Scope) => Promise<unknown>) {
  return async (scope: Scope): Promise<Result<void, never>> => {
    await write(scope);
    return ok();
  };
}
