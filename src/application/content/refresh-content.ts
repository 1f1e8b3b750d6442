import type { ContentCatalogue, UnusableOverride } from '../ports/content-catalogue.ts';
import type { ContentStore } from '../ports/content-store.ts';
import type { Logger } from '../ports/logger.ts';

/**
 * Brings what admins wrote into use in this process. The bot writes its texts without waiting for a
 * database, so it is run again and again: every process follows a change within a round.
 */
export class RefreshContent {
  readonly #store: Pick<ContentStore, 'all'>;
  readonly #catalogue: ContentCatalogue;
  readonly #logger: Logger;
  /** Each unusable text is worth one line in the log, not one a round. */
  #logged = new Set<string>();

  constructor(store: Pick<ContentStore, 'all'>, catalogue: ContentCatalogue, logger: Logger) {
    this.#store = store;
    this.#catalogue = catalogue;
    this.#logger = logger;
  }

  async execute(): Promise<void> {
    const unusable = this.#catalogue.use(await this.#store.all());
    const names = new Set(unusable.map(nameOf));
    for (const one of unusable.filter((other) => !this.#logged.has(nameOf(other)))) {
      const { key, language } = one.override;
      const rule = one.problem?.rule ?? 'unknown_key';
      this.#logger.warn('content_not_usable', { key, language, rule });
    }
    this.#logged = names;
  }
}

function nameOf({ override }: UnusableOverride): string {
  return `${override.language} ${override.key} ${override.updatedAt.getTime()}`;
}
