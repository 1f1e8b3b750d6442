import type { SettingsRepository } from '../../src/application/ports/settings-repository.ts';
import type { SettingName } from '../../src/domain/settings/settings.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemorySettings implements SettingsRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async lock(name: SettingName): Promise<string | number | undefined> {
    return this.#state().settings.get(name);
  }

  async set(name: SettingName, value: string | number): Promise<void> {
    this.#state().settings.set(name, value);
  }
}
