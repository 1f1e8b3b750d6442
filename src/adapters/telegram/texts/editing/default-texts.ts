import type { Language } from '../../../../domain/users/user.ts';
import { sources } from '../bundles.ts';

/** A message, and the lines that continue it: indented or empty. */
const messagePattern = /^([a-z][\w-]*) =((?:.*\n)(?:(?:[ \t].*)?\n)*)/gm;

/** What the product came with, by message, as an admin would write it. */
export const defaultTexts: { readonly [language in Language]: ReadonlyMap<string, string> } = {
  ru: textsOf(sources.ru),
  en: textsOf(sources.en),
};

function textsOf(source: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(source.matchAll(messagePattern), ([, key = '', text = '']) => [key, dedented(text)]),
  );
}

/** Without the indentation that all lines after the first share. */
function dedented(text: string): string {
  const [first = '', ...lines] = text.split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return [first, ...lines.map((line) => line.slice(shared))].join('\n').trim();
}
