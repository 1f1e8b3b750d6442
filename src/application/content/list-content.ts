import type { ContentGroup } from '../../domain/content/content.ts';
import { type Language, languages } from '../../domain/users/user.ts';
import type { ContentCatalogue, ContentEntry } from '../ports/content-catalogue.ts';
import type { ContentStore } from '../ports/content-store.ts';

/** A text in one language. */
export interface ContentText {
  readonly language: Language;
  /** What the product came with. */
  readonly defaultText: string;
  /** What an admin made of it; undefined while the default stands. */
  readonly edited: { readonly text: string; readonly updatedAt: Date } | undefined;
}

export interface ContentListing extends Omit<ContentEntry, 'defaults'> {
  /** In the order of `languages`. */
  readonly texts: readonly ContentText[];
}

export interface ContentFilter {
  readonly groups?: readonly ContentGroup[] | undefined;
  /** Words in the key, the description or a text, in any case. */
  readonly search?: string | undefined;
  /** Only what an admin edited, or only what nobody did. */
  readonly isEdited?: boolean | undefined;
}

/** The texts of the bot with what became of them, for those who edit them. */
export class ListContent {
  readonly #catalogue: ContentCatalogue;
  readonly #store: Pick<ContentStore, 'all'>;

  constructor(catalogue: ContentCatalogue, store: Pick<ContentStore, 'all'>) {
    this.#catalogue = catalogue;
    this.#store = store;
  }

  async execute(filter: ContentFilter = {}): Promise<readonly ContentListing[]> {
    const overrides = new Map(
      (await this.#store.all()).map(({ key, language, text, updatedAt }) => [
        `${language} ${key}`,
        { text, updatedAt },
      ]),
    );
    return this.#catalogue
      .entries()
      .map(({ defaults, ...entry }) => ({
        ...entry,
        texts: languages.map((language) => ({
          language,
          defaultText: defaults[language],
          edited: overrides.get(`${language} ${entry.key}`),
        })),
      }))
      .filter((listing) => matches(listing, filter));
  }
}

function matches(listing: ContentListing, { groups, search, isEdited }: ContentFilter): boolean {
  const wasEdited = listing.texts.some(({ edited }) => edited !== undefined);
  return (
    (groups === undefined || groups.includes(listing.group)) &&
    (isEdited === undefined || isEdited === wasEdited) &&
    (search === undefined || includes(listing, search.trim().toLowerCase()))
  );
}

function includes({ key, description, texts }: ContentListing, words: string): boolean {
  return [
    key,
    description,
    ...texts.map(({ defaultText }) => defaultText),
    ...texts.map(({ edited }) => edited?.text ?? ''),
  ].some((text) => text.toLowerCase().includes(words));
}
