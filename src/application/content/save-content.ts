import type { ContentOverride } from '../../domain/content/content.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { writtenText } from '../../domain/shared/written-text.ts';
import type { Language } from '../../domain/users/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContentCatalogue } from '../ports/content-catalogue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { InvalidContent, UnknownContent } from './content-refusals.ts';

export interface SaveContentCommand {
  readonly key: string;
  readonly language: Language;
  readonly text: string;
}

export interface SavedContent {
  /** What an admin wrote before; undefined when the default stood. */
  readonly before: ContentOverride | undefined;
  readonly after: ContentOverride;
}

/**
 * An admin words a text of the bot anew. Every process writes it so within seconds.
 *
 * - `unknown_content`: there is no such text to edit
 * - `invalid_content`: the text breaks a rule, which is named
 */
export class SaveContent {
  readonly #unitOfWork: UnitOfWork;
  readonly #catalogue: ContentCatalogue;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, catalogue: ContentCatalogue, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#catalogue = catalogue;
    this.#clock = clock;
  }

  async execute(
    command: SaveContentCommand,
  ): Promise<Result<SavedContent, UnknownContent | InvalidContent>> {
    const { key, language } = command;
    if (this.#catalogue.find(key) === undefined) {
      return err({ kind: 'unknown_content', key });
    }
    const text = writtenText(command.text);
    const checked = this.#catalogue.check(key, language, text);
    if (!checked.ok) {
      return err({ kind: 'invalid_content', key, language, problem: checked.error });
    }
    return this.#unitOfWork.run(async ({ content }) => {
      const before = await content.lock(key, language);
      const after = { key, language, text, updatedAt: this.#clock.now() };
      await content.save(after);
      return ok({ before, after });
    });
  }
}
