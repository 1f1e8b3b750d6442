import type { ContentOverride } from '../../domain/content/content.ts';
import type { Language } from '../../domain/users/user.ts';

/** Texts of the bot that an admin edited. Few rows: everything is read at once. */
export interface ContentStore {
  /** By key and language. */
  all(): Promise<readonly ContentOverride[]>;
  /** Like a look into `all`, and keeps everybody else from editing until the transaction ends. */
  lock(key: string, language: Language): Promise<ContentOverride | undefined>;
  /** Replaces an earlier text of the same key and language. */
  save(override: ContentOverride): Promise<void>;
  /** The default stands again. @returns false when it stood already. */
  remove(key: string, language: Language): Promise<boolean>;
}
