import type { ContentStore } from '../../src/application/ports/content-store.ts';
import type { ContentOverride } from '../../src/domain/content/content.ts';
import type { Language } from '../../src/domain/users/user.ts';
import { type InMemoryState, requireRule } from './in-memory-state.ts';

export class InMemoryContent implements ContentStore {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async all(): Promise<readonly ContentOverride[]> {
    return [...this.#state().content.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, override]) => override);
  }

  async lock(key: string, language: Language): Promise<ContentOverride | undefined> {
    return this.#state().content.get(rowKey(key, language));
  }

  async save(override: ContentOverride): Promise<void> {
    requireRule('content_overrides', 'text_check', override.text !== '');
    this.#state().content.set(rowKey(override.key, override.language), override);
  }

  async remove(key: string, language: Language): Promise<boolean> {
    return this.#state().content.delete(rowKey(key, language));
  }
}

const rowKey = (key: string, language: Language) => `${key} ${language}`;
