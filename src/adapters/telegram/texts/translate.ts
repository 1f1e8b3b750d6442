import type { FluentBundle } from '@fluent/bundle';
import type { Language } from '../../../domain/users/user.ts';
import { currentBundle, defaultBundles } from './bundles.ts';
import type { MessageKey, MessageVariables, PlainMessageKey } from './messages.ts';

type Variables = Readonly<Record<string, string | number>>;

/**
 * The words of a message in a language, as an admin edited them.
 *
 * @example translate('ru', 'credits', { credits: 5 }) // '5 кредитов'
 */
export function translate(language: Language, key: PlainMessageKey): string;
export function translate<Key extends MessageKey>(
  language: Language,
  key: Key,
  variables: MessageVariables<Key>,
): string;
export function translate(language: Language, key: MessageKey, variables: Variables = {}): string {
  const problems: Error[] = [];
  const text = write(currentBundle(language), language, key, variables, problems);
  // Edited texts are checked before they are used; whatever slips through must not silence the bot.
  return problems.length === 0 && text.trim() !== ''
    ? text
    : write(defaultBundles[language], language, key, variables);
}

/** @throws Error when it cannot be written, unless `problems` takes the reasons */
function write(
  bundle: FluentBundle,
  language: Language,
  key: MessageKey,
  variables: Variables,
  problems?: Error[],
): string {
  const pattern = bundle.getMessage(key)?.value;
  if (pattern === undefined || pattern === null) {
    throw new Error(`Cannot write ${key} as ${language}.ftl lacks it`);
  }
  return bundle.formatPattern(pattern, variables, problems);
}
