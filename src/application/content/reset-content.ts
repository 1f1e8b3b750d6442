import type { ContentOverride } from '../../domain/content/content.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Language } from '../../domain/users/user.ts';
import type { ContentCatalogue } from '../ports/content-catalogue.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownContent } from './content-refusals.ts';

export interface ResetContentCommand {
  readonly key: string;
  readonly language: Language;
}

/**
 * The default wording of a text stands again; where it stands already, nothing happens.
 *
 * - `unknown_content`: there is no such text, and nobody ever edited one of this key
 */
export class ResetContent {
  readonly #unitOfWork: UnitOfWork;
  readonly #catalogue: ContentCatalogue;

  constructor(unitOfWork: UnitOfWork, catalogue: ContentCatalogue) {
    this.#unitOfWork = unitOfWork;
    this.#catalogue = catalogue;
  }

  /** @returns what an admin had written; undefined when the default stood */
  execute({
    key,
    language,
  }: ResetContentCommand): Promise<
    Result<{ readonly before: ContentOverride | undefined }, UnknownContent>
  > {
    return this.#unitOfWork.run(async ({ content }) => {
      const before = await content.lock(key, language);
      // A text that an earlier release had can still be cleared away.
      if (before === undefined && this.#catalogue.find(key) === undefined) {
        return err({ kind: 'unknown_content' as const, key });
      }
      await content.remove(key, language);
      return ok({ before });
    });
  }
}
