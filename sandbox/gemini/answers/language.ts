export type Language = 'ru' | 'en';

/** Russian when the text has a Cyrillic letter, else English. */
export function languageOf(text: string): Language {
  return /\p{Script=Cyrillic}/u.test(text) ? 'ru' : 'en';
}

/** At most `charactersMax` characters, with an ellipsis when cut. */
export function shorten(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  return `${Array.from(text.slice(0, charactersMax)).slice(0, -1).join('').trimEnd()}…`;
}
