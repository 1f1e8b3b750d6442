import type { SettingsRepository } from '../../../application/ports/settings-repository.ts';
import { parseSetting, type SettingName } from '../../../domain/settings/settings.ts';
import type { Session, Statement } from '../session.ts';

/** Of the table, as a row that is not there yet cannot be locked. Readers are not held up. */
const lockSettings: Statement = {
  name: 'settings.lock',
  text: 'LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE',
};

const findSetting: Statement = {
  name: 'settings.find',
  text: 'SELECT value FROM settings WHERE name = $1',
};

const upsertSetting: Statement = {
  name: 'settings.set',
  text: `INSERT INTO settings (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
};

export class PostgresSettingsRepository implements SettingsRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  lock(name: SettingName): Promise<string | number | undefined> {
    return this.#session.atomically(async (session) => {
      await session.write(lockSettings, []);
      const [row] = await session.rows<{ value: unknown }>(findSetting, [name]);
      const parsed = row && parseSetting(name, row.value);
      return parsed?.ok ? parsed.value : undefined;
    });
  }

  set(name: SettingName, value: string | number): Promise<void> {
    return setSetting(this.#session, name, value);
  }
}

export async function setSetting(
  session: Session,
  name: SettingName,
  value: string | number,
): Promise<void> {
  await session.write(upsertSetting, [name, JSON.stringify(value)]);
}
