import type { ContentStore } from '../../application/ports/content-store.ts';
import type { ContentOverride } from '../../domain/content/content.ts';
import type { Language } from '../../domain/users/user.ts';
import type { ContentOverrideRow } from './schemas/content.ts';
import type { Session, Statement } from './session.ts';

const allContent: Statement = {
  name: 'content.all',
  text: 'SELECT key, language, text, updated_at FROM content_overrides ORDER BY key, language',
};

/** Of the table, as a row that is not there yet cannot be locked. Readers are not held up. */
const lockContent: Statement = {
  name: 'content.lock',
  text: 'LOCK TABLE content_overrides IN SHARE ROW EXCLUSIVE MODE',
};

const findContent: Statement = {
  name: 'content.find',
  text: `SELECT key, language, text, updated_at FROM content_overrides
    WHERE key = $1 AND language = $2`,
};

const saveContent: Statement = {
  name: 'content.save',
  text: `INSERT INTO content_overrides (key, language, text, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (key, language) DO UPDATE SET
      (text, updated_at) = ROW (excluded.text, excluded.updated_at)`,
};

const removeContent: Statement = {
  name: 'content.remove',
  text: 'DELETE FROM content_overrides WHERE key = $1 AND language = $2',
};

export class PostgresContentStore implements ContentStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async all(): Promise<readonly ContentOverride[]> {
    return (await this.#session.rows<ContentOverrideRow>(allContent, [])).map(overrideOf);
  }

  lock(key: string, language: Language): Promise<ContentOverride | undefined> {
    return this.#session.atomically(async (session) => {
      await session.write(lockContent, []);
      const [row] = await session.rows<ContentOverrideRow>(findContent, [key, language]);
      return row && overrideOf(row);
    });
  }

  async save({ key, language, text, updatedAt }: ContentOverride): Promise<void> {
    await this.#session.write(saveContent, [key, language, text, updatedAt]);
  }

  async remove(key: string, language: Language): Promise<boolean> {
    return (await this.#session.write(removeContent, [key, language])) > 0;
  }
}

function overrideOf({ key, language, text, updated_at }: ContentOverrideRow): ContentOverride {
  return { key, language, text, updatedAt: updated_at };
}
