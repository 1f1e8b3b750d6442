import type { SettingName } from '../../domain/settings/settings.ts';

/** Settings for those who change them. Readers have `SettingsStore`. */
export interface SettingsRepository {
  /**
   * What is stored; undefined when nothing is, or nothing that this release accepts. Keeps everybody
   * else from changing settings until the transaction ends.
   */
  lock(name: SettingName): Promise<string | number | undefined>;
  /** The caller has made sure that the setting can have this value. */
  set(name: SettingName, value: string | number): Promise<void>;
}
