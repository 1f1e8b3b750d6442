import type {
  ContentGroup,
  ContentOverride,
  ContentProblem,
} from '../../domain/content/content.ts';
import type { Result } from '../../domain/shared/result.ts';
import type { Language } from '../../domain/users/user.ts';

/** A value that the product puts into a text. */
export interface ContentVariable {
  /** Written as `{ $name }`. */
  readonly name: string;
  /** Numbers may choose between wordings and are written with the language's digit grouping. */
  readonly type: 'text' | 'number';
  /** As it may look, e.g. `499 ₽`. */
  readonly example: string | number;
}

/** A text of the bot that an admin may edit. */
export interface ContentEntry {
  /** e.g. `start-new`. */
  readonly key: string;
  readonly group: ContentGroup;
  /** Where users meet it, in English. */
  readonly description: string;
  readonly variables: readonly ContentVariable[];
  /** UTF-16 code units, as shown. */
  readonly maxShownLength: number;
  /** What the product came with, as written. */
  readonly defaults: { readonly [language in Language]: string };
}

export interface UnusableOverride {
  readonly override: ContentOverride;
  /** Undefined when this release has no such text. */
  readonly problem: ContentProblem | undefined;
}

/** The texts of the bot: what there is to edit, and which wording is in use. */
export interface ContentCatalogue {
  /** By group, and in it as users meet them. */
  entries(): readonly ContentEntry[];
  find(key: string): ContentEntry | undefined;
  /**
   * Whether a text may stand for an entry.
   *
   * @returns how users would see it, with the examples of the variables put in
   * @throws Error when there is no such entry
   */
  check(key: string, language: Language, text: string): Result<string, ContentProblem>;
  /**
   * From now on this process writes these texts, and the defaults for the rest. What another
   * release stored and this one cannot write is left out.
   */
  use(overrides: readonly ContentOverride[]): readonly UnusableOverride[];
}
