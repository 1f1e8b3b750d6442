import { Field, InputType } from 'type-graphql';
import { z } from 'zod';
import { idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';

@InputType({ description: 'Gives a setting another value.' })
export class ChangeSettingInput {
  static readonly inputRules = z.object({
    name: z.string().min(1).max(100),
    value: z.string().max(20_000),
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => String, { description: 'As `Setting.name` has it, e.g. `welcomeCredits`.' })
  readonly name!: string;

  @Field(() => String, {
    description:
      'As `Setting.type` says: decimal digits, one of the choices, or a text of at most 200 characters (10000 of `systemInstruction`).',
  })
  readonly value!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}
