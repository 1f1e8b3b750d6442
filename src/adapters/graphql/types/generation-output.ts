import { Field, Int, ObjectType } from 'type-graphql';
import type { GenerationOutputView } from '../../../application/queries/generations.ts';
import type { ModelId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';
import { Money, usd } from './money.ts';

@allow('inherited')
@ObjectType({ description: 'Tokens and pictures, as the provider counted them.' })
export class Usage {
  @Field(() => Int, { description: 'Tokens of the prompt, with all that was sent along.' })
  readonly inputTokens!: number;

  @Field(() => Int, { description: 'Tokens of text and thinking.' })
  readonly outputTokens!: number;

  @Field(() => Int, { description: 'Tokens of pictures.' })
  readonly imageOutputTokens!: number;

  @Field(() => Int, { description: 'Pictures made.' })
  readonly images!: number;
}

@allow('inherited')
@ObjectType({ description: 'What a model answered, without the answer itself.' })
export class GenerationOutput {
  /** For resolvers; not a field. */
  readonly answeredBy!: ModelId;

  @Field(() => String, {
    description:
      "The provider's name of the model that answered: the one asked for, or a fallback.",
  })
  readonly modelName!: string;

  @Field(() => Usage, { description: 'What was used up.' })
  readonly usage!: Usage;

  @Field(() => Money, { description: 'What the provider takes for it, in US dollars.' })
  readonly cost!: Money;

  @Field(() => Boolean, { description: "Whether it was cut at the model's limit." })
  readonly isTruncated!: boolean;
}

export function toGenerationOutput(view: GenerationOutputView): GenerationOutput {
  const { modelId, usage, costUsdMicros, truncated } = view;
  const { inputTokens, outputTokens, imageOutputTokens, images } = usage;
  return make(GenerationOutput, {
    answeredBy: modelId,
    modelName: modelId,
    usage: make(Usage, { inputTokens, outputTokens, imageOutputTokens, images }),
    cost: usd(costUsdMicros),
    isTruncated: truncated,
  });
}
