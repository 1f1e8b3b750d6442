import type { SettingsStore } from '../../src/application/ports/settings-store.ts';
import {
  defaultSettings,
  type SettingName,
  type Settings,
} from '../../src/domain/settings/settings.ts';
import { emptyState, type InMemoryState } from './in-memory-state.ts';

export class InMemorySettingsStore implements SettingsStore {
  readonly #source: { state(): InMemoryState };

  /** @param source of whoever else shares the settings */
  constructor(values: Partial<Settings> = {}, source = ownSource()) {
    this.#source = source;
    this.#write(values);
  }

  async current(): Promise<Settings> {
    return { ...defaultSettings, ...Object.fromEntries(this.#source.state().settings) };
  }

  async seed(values: Partial<Settings>): Promise<void> {
    const known: Partial<Settings> = Object.fromEntries(this.#source.state().settings);
    this.#write({ ...values, ...known });
  }

  async set<N extends SettingName>(name: N, value: Settings[N]): Promise<void> {
    this.#source.state().settings.set(name, value);
  }

  async reload(): Promise<void> {}

  #write(values: Partial<Settings>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined) {
        this.#source.state().settings.set(name as SettingName, value);
      }
    }
  }
}

function ownSource(): { state(): InMemoryState } {
  const own = emptyState();
  return { state: () => own };
}
