import type { DataSource } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { SettingsStore } from '../../application/ports/settings-store.ts';
import {
  defaultSettings,
  parseSetting,
  type SettingName,
  type Settings,
  settingNames,
} from '../../domain/settings/settings.ts';
import { CachedRead } from './cached-read.ts';
import { setSetting } from './repositories/settings-repository.ts';
import { settingSchema } from './schemas/plumbing.ts';
import { DirectSession, type Session, type Statement } from './session.ts';

const seedSettings: Statement = {
  name: 'settings.seed',
  text: `INSERT INTO settings (name, value)
    SELECT * FROM unnest($1::text[], $2::json[])
    ON CONFLICT (name) DO NOTHING`,
};

export class PostgresSettingsStore implements SettingsStore {
  readonly #session: Session;
  readonly #cached: CachedRead<Settings>;

  constructor(dataSource: DataSource, clock: Clock) {
    this.#session = new DirectSession(dataSource);
    this.#cached = new CachedRead(() => this.#read(), clock);
  }

  current(): Promise<Settings> {
    return this.#cached.get();
  }

  async seed(values: Partial<Settings>): Promise<void> {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    if (given.length > 0) {
      const names = given.map(([name]) => name);
      const jsons = given.map(([, value]) => JSON.stringify(value));
      await this.#session.write(seedSettings, [names, jsons]);
      await this.#cached.reload();
    }
  }

  async set<N extends SettingName>(name: N, value: Settings[N]): Promise<void> {
    await setSetting(this.#session, name, value);
    await this.#cached.reload();
  }

  reload(): Promise<void> {
    return this.#cached.reload();
  }

  /** What a newer or older release stored, and this one does not accept, falls to the default. */
  async #read(): Promise<Settings> {
    const rows = await this.#session.entities((manager) => manager.find(settingSchema));
    const stored = new Map(rows.map((row) => [row.name, row.value]));
    const values = settingNames.map((name) => {
      const parsed = stored.has(name) ? parseSetting(name, stored.get(name)) : undefined;
      return [name, parsed?.ok ? parsed.value : defaultSettings[name]];
    });
    return Object.fromEntries(values) as Settings;
  }
}
