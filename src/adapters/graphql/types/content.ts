import { Field, GraphQLISODateTime, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ContentListing, ContentText } from '../../../application/content/list-content.ts';
import type { ContentVariable } from '../../../application/ports/content-catalogue.ts';
import { contentGroups, type ContentGroup as Group } from '../../../domain/content/content.ts';
import type { Language as DomainLanguage } from '../../../domain/users/user.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';
import { Language } from './enums.ts';

const groupDescriptions: { readonly [group in Group]: string } = {
  welcome: 'What a newcomer reads.',
  commands: "The bot's commands and its profile.",
  conversation: 'Talking with a text model.',
  pictures: 'Drawing and editing.',
  progress: 'While something is under way.',
  balance: 'Credits.',
  invitations: 'Inviting others.',
  settings: "The user's own settings.",
  shop: 'What is for sale.',
  payment: 'Paying.',
  receipts: 'Fiscal receipts.',
  promo: 'Promo codes.',
  support: 'Help with payments, and the terms.',
  refusals: 'Why a request was not accepted.',
  failures: 'Why a request came to nothing.',
  notices: 'What the bot tells unasked.',
};

export const ContentGroup = Object.fromEntries(
  contentGroups.map((group) => [group.toUpperCase(), group]),
);

registerEnumType(ContentGroup, {
  name: 'ContentGroup',
  description: 'What a text of the bot is about.',
  valuesConfig: Object.fromEntries(
    contentGroups.map((group) => [group.toUpperCase(), { description: groupDescriptions[group] }]),
  ),
});

const ContentVariableType = {
  TEXT: 'text',
  NUMBER: 'number',
} as const satisfies Record<string, ContentVariable['type']>;

registerEnumType(ContentVariableType, {
  name: 'ContentVariableType',
  description: 'What a value in a text is.',
  valuesConfig: {
    TEXT: { description: 'Any text.' },
    NUMBER: {
      description: 'A number: it may choose between wordings, e.g. by plural, in Fluent syntax.',
    },
  },
});

@allow('inherited')
@ObjectType({
  description: 'A value that the product puts into a text, where it says `{ $name }`.',
})
export class ContentTextVariable {
  @Field(() => String, { description: 'Without the dollar sign, e.g. `credits`.' })
  readonly name!: string;

  @Field(() => ContentVariableType, { description: 'What it is.' })
  readonly type!: string;

  @Field(() => String, { description: 'As it may look, e.g. `499 ₽`.' })
  readonly example!: string;
}

@allow('inherited')
@ObjectType('ContentText', { description: 'A text of the bot in one language.' })
export class LanguageText {
  /** For resolvers; not a field. */
  readonly key!: string;

  @Field(() => Language, { description: 'The language.' })
  readonly language!: DomainLanguage;

  @Field(() => String, { description: 'What users get now, in Fluent syntax.' })
  readonly text!: string;

  @Field(() => String, { description: 'What the product came with, in Fluent syntax.' })
  readonly defaultText!: string;

  @Field(() => Boolean, { description: 'Whether an admin wrote it.' })
  readonly isEdited!: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When an admin wrote it; null while the default stands.',
  })
  readonly editedAt!: Date | null;
}

@allow('content:read')
@ObjectType({ description: 'A text of the bot that admins can word anew.' })
export class ContentEntry {
  @Field(() => String, { description: 'e.g. `start-new`; unique.' })
  readonly key!: string;

  @Field(() => ContentGroup, { description: 'What it is about.' })
  readonly group!: string;

  @Field(() => String, { description: 'Where users meet it, in English.' })
  readonly description!: string;

  @Field(() => [ContentTextVariable], { description: 'Values that the text may show.' })
  readonly variables!: readonly ContentTextVariable[];

  @Field(() => Int, {
    description: 'How long it may be as users see it, in UTF-16 code units.',
  })
  readonly maxShownLength!: number;

  @Field(() => [LanguageText], { description: 'In each language that the bot speaks.' })
  readonly texts!: readonly LanguageText[];
}

export const toContentEntry = (listing: ContentListing): ContentEntry =>
  make(ContentEntry, {
    key: listing.key,
    group: listing.group,
    description: listing.description,
    variables: listing.variables.map(({ name, type, example }) =>
      make(ContentTextVariable, { name, type, example: String(example) }),
    ),
    maxShownLength: listing.maxShownLength,
    texts: listing.texts.map((text) => toLanguageText(listing.key, text)),
  });

const toLanguageText = (key: string, { language, defaultText, edited }: ContentText) =>
  make(LanguageText, {
    key,
    language,
    text: edited?.text ?? defaultText,
    defaultText,
    isEdited: edited !== undefined,
    editedAt: edited?.updatedAt ?? null,
  });
