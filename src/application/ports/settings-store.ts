import type { SettingName, Settings } from '../../domain/settings/settings.ts';

/** Settings that an admin changes while the product runs. Reads may lag a change by a few seconds. */
export interface SettingsStore {
  current(): Promise<Settings>;
  /** Gives first values to settings that have none yet. */
  seed(values: Partial<Settings>): Promise<void>;
  set<N extends SettingName>(name: N, value: Settings[N]): Promise<void>;
  /** Afterwards reads show what was changed elsewhere until now. */
  reload(): Promise<void>;
}
