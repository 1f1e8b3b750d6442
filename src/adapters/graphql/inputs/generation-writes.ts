import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import type { GenerationKind as Kind } from '../../../domain/models/model.ts';
import { GenerationKind } from '../types/generation-enums.ts';
import { idempotencyKeyDescription, idempotencyKeyRules, reasonRules } from './common-rules.ts';

/** Telegram takes more, no model does: the setting `maxPromptCharacters` decides below this. */
const longestPrompt = 100_000;
const mostPictures = 14;

@InputType({ description: 'Asks for a text or picture in the name of a user, who pays for it.' })
export class CreateGenerationInput {
  static readonly inputRules = z.object({
    prompt: z.string().trim().min(1).max(longestPrompt),
    aspectRatio: z.string().min(1).max(20).nullish(),
    imageSize: z.string().min(1).max(20).nullish(),
    imageIds: z.array(z.string()).max(mostPictures).nullish(),
    idempotencyKey: idempotencyKeyRules,
  });

  @Field(() => ID, { description: 'Of the user: pays, and gets the answer in the private chat.' })
  readonly userId!: string;

  @Field(() => GenerationKind, { description: 'What to make.' })
  readonly kind!: Kind;

  @Field(() => String, {
    description: 'What is wanted, 1 character up to the setting `maxPromptCharacters`.',
  })
  readonly prompt!: string;

  @Field(() => ID, { nullable: true, description: "Of the model; the user's choice without it." })
  readonly modelId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of a picture, e.g. `16:9`; ignored when the model does not offer it.',
  })
  readonly aspectRatio?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of a picture, e.g. `2K`; ignored when the model does not offer it.',
  })
  readonly imageSize?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Pictures that this product made, to be changed (EDIT): at most ${mostPictures}.`,
  })
  readonly imageIds?: readonly string[] | null;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Asks once more for what was asked before.' })
export class RepeatGenerationInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules });

  @Field(() => ID, { description: 'Of the earlier generation; its user pays.' })
  readonly generationId!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Cancels what is queued or running.' })
export class CancelGenerationInput {
  static readonly inputRules = z.object({
    reason: reasonRules,
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => ID, { description: 'Of the generation.' })
  readonly generationId!: string;

  @Field(() => String, { description: 'Kept in the audit log. 1 to 500 characters.' })
  readonly reason!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

const longestWaitMs = 30_000;

@ArgsType()
export class AwaitGenerationArgs {
  static readonly argumentRules = z.object({
    timeoutMs: z.number().int().min(0).max(longestWaitMs),
  });

  @Field(() => ID, { description: 'Of the generation.' })
  readonly id!: string;

  @Field(() => Int, {
    defaultValue: longestWaitMs,
    description: `How long to wait, in milliseconds: 0 to ${longestWaitMs}.`,
  })
  readonly timeoutMs!: number;
}
