import type { FluentBundle, FluentResource } from '@fluent/bundle';
import { type ContentProblem, contentMaxLength } from '../../../../domain/content/content.ts';
import { err, ok, type Result } from '../../../../domain/shared/result.ts';
import { type Language, languages } from '../../../../domain/users/user.ts';
import { bundleWith } from '../bundles.ts';
import type { MessageKey } from '../messages.ts';
import { defaultTexts } from './default-texts.ts';
import { variablesOf } from './examples.ts';
import { ingredientsOf, parseText } from './fluent-text.ts';
import { maxShownLengthOf } from './limits.ts';

export interface CheckedText {
  readonly resource: FluentResource;
  /** With the examples of the variables put in. */
  readonly shown: string;
}

/** Numbers that Russian and English word differently, and a long one. */
const numbers = [5, 0, 1, 2, 21, 1234];

/** Whether a text may stand for a message. */
export function checkText(
  key: MessageKey,
  language: Language,
  text: string,
): Result<CheckedText, ContentProblem> {
  if (text.trim() === '') {
    return err({ rule: 'empty' });
  }
  if (text.length > contentMaxLength) {
    return err({ rule: 'too_long', length: text.length, limit: contentMaxLength });
  }
  const resource = parseText(key, text);
  if (resource === undefined) {
    return err({ rule: 'syntax' });
  }
  const problem = strangerIn(resource, key);
  return problem === undefined ? tryOut(resource, key, language) : err(problem);
}

/** What the text puts in and the default does not. */
function strangerIn(resource: FluentResource, key: MessageKey): ContentProblem | undefined {
  const { variables, references, functions } = ingredientsOf(resource);
  const allowed = variablesOf(key).map(({ name }) => name);
  const variable = [...variables].find((name) => !allowed.includes(name));
  if (variable !== undefined) {
    return { rule: 'unknown_variable', name: variable, allowed };
  }
  const known = referencesOf(key);
  const reference = [...references].find((name) => !known.has(name));
  if (reference !== undefined) {
    return { rule: 'unknown_reference', name: reference, allowed: [...known] };
  }
  const [called] = [...functions].filter((name) => name !== 'NUMBER');
  return called === undefined ? undefined : { rule: 'unknown_function', name: called };
}

/**
 * Messages that a default puts in, in either language. Edited texts stay within them, so they can never
 * go round in a circle, nor want a variable that the product does not give.
 */
function referencesOf(key: MessageKey): ReadonlySet<string> {
  const resources = languages.map((language) =>
    parseText(key, defaultTexts[language].get(key) ?? ''),
  );
  return new Set(
    resources.flatMap((resource) =>
      resource === undefined ? [] : [...ingredientsOf(resource).references],
    ),
  );
}

function tryOut(
  resource: FluentResource,
  key: MessageKey,
  language: Language,
): Result<CheckedText, ContentProblem> {
  const bundle = bundleWith(language, [resource]);
  const shown = numbers.map((number) => write(bundle, key, number));
  const readable = shown.filter((text) => text !== undefined);
  const [first] = readable;
  if (first === undefined || readable.length < shown.length) {
    return err({ rule: 'unwritable' });
  }
  if (readable.some(isBlank)) {
    return err({ rule: 'empty' });
  }
  const length = Math.max(...readable.map((text) => text.length));
  const limit = maxShownLengthOf(key);
  return length > limit
    ? err({ rule: 'too_long_when_shown', length, limit })
    : ok({ resource, shown: first });
}

/** Undefined when it cannot be written. */
function write(bundle: FluentBundle, key: MessageKey, number: number): string | undefined {
  const values = variablesOf(key).map(({ name, type, example }) => [
    name,
    type === 'number' ? number : example,
  ]);
  const problems: Error[] = [];
  const pattern = bundle.getMessage(key)?.value;
  const text = pattern && bundle.formatPattern(pattern, Object.fromEntries(values), problems);
  return problems.length === 0 && typeof text === 'string' ? text : undefined;
}

/** Telegram refuses a message of invisible characters as empty. */
function isBlank(text: string): boolean {
  return text.replace(/[\p{Cf}\p{Z}\p{Cc}\u2800\u3164]/gu, '') === '';
}
