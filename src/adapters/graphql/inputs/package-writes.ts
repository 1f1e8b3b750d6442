import { Field, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { anyTextRules, idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';

@InputType({ description: 'A text in every language that the bot speaks.' })
export class LocalizedTextInput {
  static readonly rules = z.object({ ru: anyTextRules, en: anyTextRules });

  @Field(() => String, { description: 'Russian.' })
  readonly ru!: string;

  @Field(() => String, { description: 'English.' })
  readonly en!: string;
}

@InputType({
  description:
    'A package as it shall be, all of it: what is left out is emptied. A name that no package has yet adds one.',
})
export class SavePackageInput {
  static readonly inputRules = z.object({
    name: anyTextRules,
    title: LocalizedTextInput.rules,
    rub: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be a decimal string of rubles like 499.00')
      .nullish(),
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => String, {
    description:
      'A short name, e.g. `starter`: 1 to 32 small letters, digits, dashes or underscores.',
  })
  readonly name!: string;

  @Field(() => LocalizedTextInput, {
    description: 'What users read. 1 to 32 characters in one line, in each language.',
  })
  readonly title!: LocalizedTextInput;

  @Field(() => Int, { description: 'Credits, without the bonus: 1 to 1000000.' })
  readonly credits!: number;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Credits given on top: 0 to 1000000.',
  })
  readonly bonusCredits!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Price in Telegram Stars: 1 to 100000, of a subscription 1 to 10000. Not sold for Stars without it.',
  })
  readonly stars?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Price in rubles, as a decimal string: 1.00 to 1000000.00. Not sold for rubles without it.',
  })
  readonly rub?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it is paid and renewed every 30 days; for Stars alone.',
  })
  readonly isSubscription!: boolean;

  @Field(() => Int, { description: 'Its place in lists, ascending: 0 to 1000000.' })
  readonly position!: number;

  @Field(() => Boolean, { description: 'Whether it is on sale.' })
  readonly isActive!: boolean;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}
