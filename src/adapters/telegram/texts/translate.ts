import { readFileSync } from 'node:fs';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Language } from '../../../domain/users/user.ts';
import type { MessageKey, MessageVariables, PlainMessageKey } from './messages.ts';

const bundles: { readonly [language in Language]: FluentBundle } = {
  ru: load('ru'),
  en: load('en'),
};

/**
 * The words of a message in a language.
 *
 * @example translate('ru', 'credits', { credits: 5 }) // '5 кредитов'
 */
export function translate(language: Language, key: PlainMessageKey): string;
export function translate<Key extends MessageKey>(
  language: Language,
  key: Key,
  variables: MessageVariables<Key>,
): string;
export function translate(
  language: Language,
  key: MessageKey,
  variables: Readonly<Record<string, string | number>> = {},
): string {
  const pattern = bundles[language].getMessage(key)?.value;
  if (pattern === undefined || pattern === null) {
    throw new Error(`Cannot write ${key} as ${language}.ftl lacks it`);
  }
  return bundles[language].formatPattern(pattern, variables);
}

function load(language: Language): FluentBundle {
  const file = new URL(`./${language}.ftl`, import.meta.url);
  // Telegram shows the invisible isolation marks of Fluent as part of the text when it is copied.
  const bundle = new FluentBundle(language, { useIsolating: false });
  const [problem] = bundle.addResource(new FluentResource(readFileSync(file, 'utf8')));
  if (problem !== undefined) {
    throw new Error(`Cannot use ${language}.ftl`, { cause: problem });
  }
  return bundle;
}
