import type { ApiKey } from '../../domain/access/api-key.ts';

export interface ApiKeyRepository {
  find(id: string): Promise<ApiKey | undefined>;
  /** Like `find`, and nobody else changes it until the transaction ends. */
  lock(id: string): Promise<ApiKey | undefined>;
  /** An id that is taken repeats the transaction. */
  insert(key: ApiKey): Promise<void>;
  revoke(id: string, at: Date): Promise<void>;
  noteUse(id: string, at: Date): Promise<void>;
}
