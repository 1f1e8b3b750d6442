import type { SettingsStore } from '../../src/application/ports/settings-store.ts';
import {
  defaultSettings,
  type SettingName,
  type Settings,
} from '../../src/domain/settings/settings.ts';

export class InMemorySettingsStore implements SettingsStore {
  #values: Partial<Settings>;

  constructor(values: Partial<Settings> = {}) {
    this.#values = values;
  }

  async current(): Promise<Settings> {
    return { ...defaultSettings, ...this.#values };
  }

  async seed(values: Partial<Settings>): Promise<void> {
    this.#values = { ...values, ...this.#values };
  }

  async set<N extends SettingName>(name: N, value: Settings[N]): Promise<void> {
    this.#values = { ...this.#values, [name]: value };
  }
}
