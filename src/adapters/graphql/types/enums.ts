import { registerEnumType } from 'type-graphql';

/**
 * Names on the wire are in capitals, as is usual in GraphQL; values are the domain's own words, so
 * that nothing has to be translated by hand.
 */
export const Language = { RU: 'ru', EN: 'en' } as const;

registerEnumType(Language, {
  name: 'Language',
  description: 'A language that the bot speaks.',
  valuesConfig: { RU: { description: 'Russian.' }, EN: { description: 'English.' } },
});
