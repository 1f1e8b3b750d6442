import {
  type ApiKey,
  apiKeyIdLength,
  bearerToken,
  maxRequestsPerMinute,
} from '../../domain/access/api-key.ts';
import type { Permission } from '../../domain/access/permission.ts';
import { titleIn } from '../../domain/access/role.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { SecretGenerator } from '../ports/secret-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import { apiKeyFacts, type Change } from './change.ts';
import { checkCovers, type ExceedsOwnPermissions, type InvalidName } from './refusals.ts';

export interface CreateApiKeyCommand {
  readonly actor: Actor;
  /** What the key is for: 1 to 100 characters. */
  readonly name: string;
  readonly scopes: readonly Permission[];
  /** 1 to 6,000. */
  readonly requestsPerMinute: number;
  /** Undefined: until it is revoked. */
  readonly expiresAt?: Date | undefined;
}

export type CreateApiKeyError =
  | InvalidName
  | ExceedsOwnPermissions
  | { readonly kind: 'invalid_rate' | 'invalid_expiry' | 'no_scopes' };

export interface NewApiKey extends Change {
  /** `nb_<id>_<secret>`, shown this once: for `Done.once`, never for its value. */
  readonly token: string;
}

/**
 * Makes an API key.
 *
 * - `invalid_name`: empty or too long.
 * - `no_scopes`: it could do nothing.
 * - `invalid_rate`: not a whole number of 1 to 6,000.
 * - `invalid_expiry`: not in the future.
 * - `exceeds_own_permissions`: a scope is not among the actor's permissions.
 */
export class CreateApiKey {
  readonly #unitOfWork: UnitOfWork;
  readonly #secrets: SecretGenerator;
  readonly #digest: Digest;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    unitOfWork: UnitOfWork,
    secrets: SecretGenerator,
    digest: Digest,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#secrets = secrets;
    this.#digest = digest;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(command: CreateApiKeyCommand): Promise<Result<NewApiKey, CreateApiKeyError>> {
    const now = this.#clock.now();
    const refusal = refusalOf(command, now);
    const name = titleIn(command.name);
    if (refusal !== undefined || name === undefined) {
      return err(refusal ?? { kind: 'invalid_name' });
    }
    const { actor, requestsPerMinute, expiresAt } = command;
    const scopes = new Set(command.scopes);
    const covered = checkCovers(actor, scopes);
    if (!covered.ok) {
      return covered;
    }
    return this.#unitOfWork.run(async ({ apiKeys }) => {
      const secret = this.#secrets.token();
      const key: ApiKey = {
        id: this.#ids.code(apiKeyIdLength),
        secretHash: this.#digest.sha256(secret),
        createdBy: { kind: actor.kind, id: actor.id },
        createdAt: now,
        ...{ name, scopes, requestsPerMinute, expiresAt },
      };
      await apiKeys.insert(key);
      return ok({ id: key.id, token: bearerToken(key.id, secret), after: apiKeyFacts(key) });
    });
  }
}

function refusalOf(
  { requestsPerMinute: rate, expiresAt, scopes }: CreateApiKeyCommand,
  now: Date,
): CreateApiKeyError | undefined {
  if (scopes.length === 0) {
    return { kind: 'no_scopes' };
  }
  if (!Number.isInteger(rate) || rate < 1 || rate > maxRequestsPerMinute) {
    return { kind: 'invalid_rate' };
  }
  // Also what is no time at all.
  return expiresAt === undefined || expiresAt > now ? undefined : { kind: 'invalid_expiry' };
}
