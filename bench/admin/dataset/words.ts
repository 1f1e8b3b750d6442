/*
 * Prompts are made of phrases, and phrases of words that are as unequal as those of a language: the first few are
 * everywhere, the last ones in one phrase of thousands. One prompt in five ends in a rare word, which it shares with
 * some twenty others, however many prompts there are.
 */

const subjects = ['кот', 'cat', 'banana', 'город', 'portrait', 'дракон', 'sunset', 'робот'];
const syllables = [
  ...[
    'ba',
    'ke',
    'lo',
    'mi',
    'nu',
    'ra',
    'se',
    'to',
    'vi',
    'za',
    'до',
    'ка',
    'ле',
    'ми',
    'на',
    'по',
  ],
  ...[
    'ре',
    'са',
    'ту',
    'ша',
    'be',
    'di',
    'fo',
    'gu',
    'ha',
    'jo',
    'pu',
    'so',
    'wa',
    'бу',
    'го',
    'жи',
  ],
];
const vocabularySize = 20_000;
const phraseCount = 4_096;
const wordsInPhrase = 4;
const rareWordDigits = 7;

/** A few thousand, the same in every run: PostgreSQL joins them to each prompt from memory. */
export const phrases: readonly string[] = makePhrases();

/** What to search prompts for. */
export const searchWords = {
  /** In nearly half of all. */
  common: subjects[0] ?? '',
  /** In one of two thousand. */
  middling: wordOfOnePhrase(),
  /** In about twenty of all. */
  rare: rareWord(7),
  none: 'квазиполифония',
} as const;

/** Prompts that end in the same rare word, about. */
export const promptsOfRareWord = 20;

/** As `rareWordSql` makes it. All of one length, so that none is the beginning of another. */
function rareWord(index: number): string {
  return `zq${String(index).padStart(rareWordDigits, '0')}`;
}

/** @param index an SQL expression of a whole number */
export function rareWordSql(index: string): string {
  return `'zq' || lpad((${index})::text, ${rareWordDigits}, '0')`;
}

function makePhrases(): readonly string[] {
  let state = 20_261_122;
  const share = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: phraseCount }, () =>
    Array.from({ length: wordsInPhrase }, () => word(rank(share()))).join(' '),
  );
}

/** Zipf's law: the nth word is n times rarer than the first. */
function rank(share: number): number {
  return Math.floor(vocabularySize ** share) - 1;
}

function word(index: number): string {
  const subject = subjects[index];
  if (subject !== undefined) {
    return subject;
  }
  let rest = index;
  let text = syllables[index % 7] ?? '';
  while (rest > 0) {
    text += syllables[rest % syllables.length] ?? '';
    rest = Math.floor(rest / syllables.length);
  }
  return text;
}

function wordOfOnePhrase(): string {
  const seen = new Map<string, number>();
  for (const one of phrases.flatMap((phrase) => phrase.split(' '))) {
    seen.set(one, (seen.get(one) ?? 0) + 1);
  }
  const found = [...seen].find(
    ([one, count]) => count === 1 && ![...seen.keys()].some((other) => isLonger(other, one)),
  );
  if (found === undefined) {
    throw new Error('Cannot find a word that a single phrase has');
  }
  return found[0];
}

/** A search matches the beginning of its last word. */
function isLonger(other: string, one: string): boolean {
  return other !== one && other.startsWith(one);
}
