import { readFileSync } from 'node:fs';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Language } from '../../../domain/users/user.ts';

/** The texts of a language as the product came with them, in Fluent's syntax. */
export const sources: { readonly [language in Language]: string } = {
  ru: read('ru'),
  en: read('en'),
};

const resources: { readonly [language in Language]: FluentResource } = {
  ru: new FluentResource(sources.ru),
  en: new FluentResource(sources.en),
};

export const defaultBundles: { readonly [language in Language]: FluentBundle } = {
  ru: bundleWith('ru', []),
  en: bundleWith('en', []),
};

/**
 * What the bot writes with now. One for the process, and not passed around: a text is written in the
 * middle of anything, and the same text must not read differently in two places at a time.
 */
let bundles = defaultBundles;

export const currentBundle = (language: Language): FluentBundle => bundles[language];

/** From now on texts are written with these. */
export function useBundles(next: { readonly [language in Language]: FluentBundle }): void {
  bundles = next;
}

/**
 * The texts of a language with some of them replaced.
 * @throws Error when the defaults themselves cannot be used
 */
export function bundleWith(
  language: Language,
  replacements: readonly FluentResource[],
): FluentBundle {
  // Telegram shows the invisible isolation marks of Fluent as part of the text when it is copied.
  const bundle = new FluentBundle(language, { useIsolating: false });
  const [problem] = bundle.addResource(resources[language]);
  if (problem !== undefined) {
    throw new Error(`Cannot use ${language}.ftl`, { cause: problem });
  }
  for (const replacement of replacements) {
    bundle.addResource(replacement, { allowOverrides: true });
  }
  return bundle;
}

function read(language: Language): string {
  return readFileSync(new URL(`./${language}.ftl`, import.meta.url), 'utf8');
}
