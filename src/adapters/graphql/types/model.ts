import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Model as DomainModel, ModelFamily as Family } from '../../../domain/models/model.ts';
import { priceOf } from '../../../domain/models/model.ts';
import type { ModelId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { GenerationKind } from './generation-enums.ts';
import { Money, usd } from './money.ts';
import { Node } from './node.ts';

export const ModelFamily = {
  GEMINI: 'gemini',
  IMAGEN: 'imagen',
} as const satisfies Record<string, Family>;

registerEnumType(ModelFamily, {
  name: 'ModelFamily',
  description: "Which of the provider's interfaces a model speaks.",
  valuesConfig: {
    GEMINI: { description: 'Text and pictures, priced by tokens.' },
    IMAGEN: { description: 'Pictures alone, priced each.' },
  },
});

@allow('inherited')
@ObjectType({ description: 'What users pay for one request of a kind.' })
export class ModelPrice {
  @Field(() => GenerationKind, { description: 'What is asked for.' })
  readonly kind!: string;

  @Field(() => Int, { description: 'Credits a request, without the surcharge of an image size.' })
  readonly credits!: number;

  @Field(() => Boolean, { description: "Whether it is the default, not the model's own price." })
  readonly isDefault!: boolean;
}

@allow('inherited')
@ObjectType({ description: 'What users pay on top for an image size.' })
export class SizeSurcharge {
  @Field(() => String, { description: 'As the provider names it, e.g. `4K`.' })
  readonly imageSize!: string;

  @Field(() => Int, { description: 'Credits added to the price.' })
  readonly credits!: number;
}

@allow('inherited')
@ObjectType({ description: 'What the provider takes, in US dollars.' })
export class ModelCosts {
  @Field(() => Money, { description: 'For a million tokens of input.' })
  readonly inputPerMillionTokens!: Money;

  @Field(() => Money, { description: 'For a million tokens of text and thinking.' })
  readonly outputPerMillionTokens!: Money;

  @Field(() => Money, { description: 'For a million tokens of pictures.' })
  readonly imageOutputPerMillionTokens!: Money;

  @Field(() => Money, {
    nullable: true,
    description: 'For a picture, of models that are not priced by tokens.',
  })
  readonly perImage!: Money | null;
}

@allow('catalogue:read')
@ObjectType({ implements: Node, description: 'A model that users can ask.' })
export class Model {
  /** For resolvers; not a field. */
  readonly fallbackId!: ModelId | undefined;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: "The provider's name of it, e.g. `gemini-3.8-flash`." })
  readonly name!: string;

  @Field(() => String, { description: 'What users read.' })
  readonly title!: string;

  @Field(() => ModelFamily, { description: 'How it is spoken to.' })
  readonly family!: string;

  @Field(() => [GenerationKind], { description: 'What it can do.' })
  readonly capabilities!: readonly string[];

  @Field(() => [ModelPrice], { description: 'Of each of its capabilities.' })
  readonly prices!: readonly ModelPrice[];

  @Field(() => [SizeSurcharge], { description: 'Image sizes that cost more.' })
  readonly sizeSurcharges!: readonly SizeSurcharge[];

  @Field(() => [String], { description: 'Width to height that users can choose, e.g. `16:9`.' })
  readonly aspectRatios!: readonly string[];

  @Field(() => [String], { description: 'Image sizes that users can choose, e.g. `2K`.' })
  readonly imageSizes!: readonly string[];

  @Field(() => Int, { description: 'How many pictures an edit may take; 0 when it cannot edit.' })
  readonly maxInputImages!: number;

  @Field(() => ModelCosts, { description: 'What the provider takes.' })
  readonly costs!: ModelCosts;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 date on which the provider stops serving it; null when unknown.',
  })
  readonly shutdownOn!: string | null;

  @Field(() => Boolean, { description: 'Whether users can choose it.' })
  readonly isEnabled!: boolean;

  @Field(() => Int, { description: "Its place in the users' list, ascending." })
  readonly position!: number;
}

export function toModel(model: DomainModel): Model {
  return make(Model, {
    fallbackId: model.fallback,
    id: toId('Model', model.id),
    name: model.id,
    title: model.title,
    family: model.family,
    capabilities: model.capabilities,
    prices: model.capabilities.map((kind) =>
      make(ModelPrice, {
        kind,
        credits: Number(priceOf(model, kind, {})),
        isDefault: model.prices[kind] === undefined,
      }),
    ),
    sizeSurcharges: Object.entries(model.sizeSurcharges).map(([imageSize, credits]) =>
      make(SizeSurcharge, { imageSize, credits }),
    ),
    aspectRatios: model.aspectRatios,
    imageSizes: model.imageSizes,
    maxInputImages: model.maxInputImages,
    costs: toCosts(model),
    shutdownOn: model.shutdownOn ?? null,
    isEnabled: model.enabled,
    position: model.position,
  });
}

function toCosts({ costPerMillionTokens: costs, costPerImageUsdMicros }: DomainModel): ModelCosts {
  const { inputUsdMicros, outputUsdMicros, imageOutputUsdMicros } = costs;
  return make(ModelCosts, {
    inputPerMillionTokens: usd(BigInt(inputUsdMicros)),
    outputPerMillionTokens: usd(BigInt(outputUsdMicros)),
    imageOutputPerMillionTokens: usd(BigInt(imageOutputUsdMicros ?? outputUsdMicros)),
    perImage: costPerImageUsdMicros === undefined ? null : usd(BigInt(costPerImageUsdMicros)),
  });
}
