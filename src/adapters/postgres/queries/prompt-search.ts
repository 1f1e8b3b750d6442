import { plainText } from '../repositories/plain-text.ts';
import { containing, type Parameters, type Search } from './conditions.ts';

/** As the index has it. Other dictionaries would know one language each; prompts come in many. */
const indexed = "to_tsvector('simple', g.prompt)";

/** More words than this narrow nothing further, and each costs. */
const mostWords = 20;

/** Words that all occur in the prompt; the last one may be cut short. */
export function promptSearch(text: string | undefined, parameters: Parameters): Search | undefined {
  const words = plainText(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, mostWords);
  const last = words.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const head = words.slice(0, -1).join(' ');
  const query = [
    ...(head === '' ? [] : [`plainto_tsquery('simple', ${parameters.add(head, 'text')})`]),
    `to_tsquery('simple', ${parameters.add(prefixOf(last), 'text')})`,
  ].join(' && ');
  const found = `${indexed} @@ (${query})`;
  const cheaper = words.map(solid).filter((word) => word !== '');
  const contains = cheaper.map(
    (word) => `lower(g.prompt) LIKE lower(${parameters.add(containing(word), 'text')})`,
  );
  // Taking a text apart costs much more than to see that it lacks a word; CASE keeps the order.
  const one =
    contains.length === 0
      ? found
      : `CASE WHEN ${contains.join(' AND ')} THEN ${found} ELSE false END`;
  // The index has what is finished; the few others are looked at.
  return {
    one,
    all: [`g.finished_at IS NOT NULL AND ${found}`, `g.finished_at IS NULL AND ${one}`],
  };
}

/** In the language of tsquery: what begins with this word, whatever is in it. */
const prefixOf = (word: string): string => `'${word.replace(/['\\]/g, '$&$&')}':*`;

/**
 * The longest part of a word that the text must contain as it stands, wherever the server's parser
 * divides either: letters alone, or the whole of a number.
 */
function solid(word: string): string {
  if (/^\d+$/.test(word)) {
    return word;
  }
  const parts = word.split(/\P{L}+/u);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
