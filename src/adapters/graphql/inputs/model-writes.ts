import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import type {
  ModelFamily as Family,
  GenerationKind as Kind,
} from '../../../domain/models/model.ts';
import { GenerationKind } from '../types/generation-enums.ts';
import { ModelFamily } from '../types/model.ts';
import { anyTextRules, idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';

const usdRules = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})?$/, 'must be a decimal string of US dollars like 0.75');

const usdDescription =
  'Decimal string, 0 to 10000 US dollars with at most 6 digits after the point';

const idRules = z.string().min(1).max(200);

/** As many as anybody could mean: what a model can have is checked where models are. */
const mostEntries = 100;

const isDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length;

@InputType({ description: 'What users pay for one request of a kind.' })
export class ModelPriceInput {
  static readonly rules = z.object({ kind: z.string(), credits: z.number() });

  @Field(() => GenerationKind, { description: 'What is asked for.' })
  readonly kind!: Kind;

  @Field(() => Int, {
    description: 'Credits a request, without the surcharge of an image size: 0 to 100000.',
  })
  readonly credits!: number;
}

@InputType({ description: 'What users pay on top for an image size.' })
export class SizeSurchargeInput {
  static readonly rules = z.object({ imageSize: z.string(), credits: z.number() });

  @Field(() => String, { description: "One of the model's `imageSizes`." })
  readonly imageSize!: string;

  @Field(() => Int, { description: 'Credits added to the price: 0 to 100000.' })
  readonly credits!: number;
}

@InputType({ description: 'What the provider takes, in US dollars.' })
export class ModelCostsInput {
  static readonly rules = z.object({
    inputPerMillionTokens: usdRules,
    outputPerMillionTokens: usdRules,
    imageOutputPerMillionTokens: usdRules.nullish(),
    perImage: usdRules.nullish(),
  });

  @Field(() => String, { description: `For a million tokens of input. ${usdDescription}.` })
  readonly inputPerMillionTokens!: string;

  @Field(() => String, {
    description: `For a million tokens of text and thinking. ${usdDescription}.`,
  })
  readonly outputPerMillionTokens!: string;

  @Field(() => String, {
    nullable: true,
    description: `For a million tokens of pictures; as for text without it. ${usdDescription}.`,
  })
  readonly imageOutputPerMillionTokens?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `For a picture, of models that are not priced by tokens. ${usdDescription}.`,
  })
  readonly perImage?: string | null;
}

@InputType({
  description:
    'A model as it shall be, all of it: what is left out is emptied. A name that is not in the catalogue yet adds one.',
})
export class SaveModelInput {
  static readonly inputRules = z.object({
    name: anyTextRules,
    title: anyTextRules,
    shutdownOn: anyTextRules.nullish(),
    prices: z
      .array(ModelPriceInput.rules)
      .max(mostEntries)
      .refine(
        (prices) => isDistinct(prices.map(({ kind }) => kind)),
        'must not name one kind twice',
      ),
    sizeSurcharges: z
      .array(SizeSurchargeInput.rules)
      .max(mostEntries)
      .refine(
        (all) => isDistinct(all.map(({ imageSize }) => imageSize)),
        'must not name one image size twice',
      ),
    capabilities: z.array(z.string()).max(mostEntries),
    aspectRatios: z.array(z.string()).max(mostEntries),
    imageSizes: z.array(z.string()).max(mostEntries),
    costs: ModelCostsInput.rules,
    fallbackId: idRules.nullish(),
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => String, {
    description:
      "The provider's name of it, e.g. `gemini-3.8-flash`: 1 to 100 letters, digits, dots, colons, dashes or underscores.",
  })
  readonly name!: string;

  @Field(() => String, { description: 'What users read. 1 to 64 characters in one line.' })
  readonly title!: string;

  @Field(() => ModelFamily, { description: 'How it is spoken to.' })
  readonly family!: Family;

  @Field(() => [GenerationKind], { description: 'What it can do: at least one.' })
  readonly capabilities!: Kind[];

  @Field(() => [ModelPriceInput], {
    defaultValue: [],
    description: 'For capabilities of the model; the default price stands where there is none.',
  })
  readonly prices!: ModelPriceInput[];

  @Field(() => [SizeSurchargeInput], {
    defaultValue: [],
    description: 'For image sizes of the model that cost more.',
  })
  readonly sizeSurcharges!: SizeSurchargeInput[];

  @Field(() => [String], {
    defaultValue: [],
    description: 'Width to height that users can choose, e.g. `16:9`. At most 30.',
  })
  readonly aspectRatios!: string[];

  @Field(() => [String], {
    defaultValue: [],
    description: 'Image sizes that users can choose, e.g. `2K`. At most 30.',
  })
  readonly imageSizes!: string[];

  @Field(() => Int, {
    defaultValue: 0,
    description: 'How many pictures an edit may take: 1 to 100, and 0 when it cannot edit.',
  })
  readonly maxInputImages!: number;

  @Field(() => ModelCostsInput, { description: 'What the provider takes.' })
  readonly costs!: ModelCostsInput;

  @Field(() => ID, {
    nullable: true,
    description:
      'The model that is asked when this one is overloaded or retired. Its own fallbacks must not lead back.',
  })
  readonly fallbackId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 date on which the provider stops serving it, e.g. `2027-05-07`.',
  })
  readonly shutdownOn?: string | null;

  @Field(() => Boolean, { description: 'Whether users can choose it.' })
  readonly isEnabled!: boolean;

  @Field(() => Int, { description: "Its place in the users' list, ascending: 0 to 1000000." })
  readonly position!: number;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Lets users choose a model, or no longer.' })
export class SetModelEnabledInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules.nullish() });

  @Field(() => ID, { description: 'Of the model.' })
  readonly modelId!: string;

  @Field(() => Boolean, { description: 'Whether users can choose it from now on.' })
  readonly isEnabled!: boolean;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}
