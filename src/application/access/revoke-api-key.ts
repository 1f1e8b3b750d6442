import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { apiKeyFacts, type Change } from './change.ts';

export interface RevokeApiKeyCommand {
  readonly apiKeyId: string;
}

export interface UnknownApiKey {
  readonly kind: 'unknown_api_key';
}

/**
 * Ends an API key, from the next request on. One that was revoked before stays as it is.
 *
 * - `unknown_api_key`
 */
export class RevokeApiKey {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  execute({ apiKeyId }: RevokeApiKeyCommand): Promise<Result<Change, UnknownApiKey>> {
    return this.#unitOfWork.run<Result<Change, UnknownApiKey>>(async ({ apiKeys }) => {
      const before = await apiKeys.lock(apiKeyId);
      if (before === undefined) {
        return err({ kind: 'unknown_api_key' });
      }
      const after = { ...before, revokedAt: before.revokedAt ?? this.#clock.now() };
      await apiKeys.revoke(apiKeyId, after.revokedAt);
      return ok({ id: apiKeyId, before: apiKeyFacts(before), after: apiKeyFacts(after) });
    });
  }
}
