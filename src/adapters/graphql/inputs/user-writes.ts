import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { idempotencyKeyDescription, idempotencyKeyRules, reasonRules } from './common-rules.ts';

/** More is a slip of the keyboard. */
const largestChange = 1_000_000;

const amountRules = z.number().int().min(1).max(largestChange);

@InputType({ description: 'Shuts a user out.' })
export class BanUserInput {
  static readonly inputRules = z.object({
    reason: reasonRules,
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => ID, { description: 'Of the user.' })
  readonly userId!: string;

  @Field(() => String, { description: 'Shown to admins, not to the user. 1 to 500 characters.' })
  readonly reason!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Lets a banned user in again.' })
export class UnbanUserInput {
  static readonly inputRules = z.object({
    reason: reasonRules,
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => ID, { description: 'Of the user.' })
  readonly userId!: string;

  @Field(() => String, { description: 'Kept in the audit log. 1 to 500 characters.' })
  readonly reason!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Gives a user credits.' })
export class GrantCreditsInput {
  static readonly inputRules = z.object({
    amount: amountRules,
    reason: reasonRules,
    idempotencyKey: idempotencyKeyRules,
  });

  @Field(() => ID, { description: 'Of the user.' })
  readonly userId!: string;

  @Field(() => Int, { description: `Credits, 1 to ${largestChange}.` })
  readonly amount!: number;

  @Field(() => String, { description: 'The user reads it, too. 1 to 500 characters.' })
  readonly reason!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Takes available credits back from a user.' })
export class RevokeCreditsInput {
  static readonly inputRules = z.object({
    amount: amountRules,
    reason: reasonRules,
    idempotencyKey: idempotencyKeyRules,
  });

  @Field(() => ID, { description: 'Of the user.' })
  readonly userId!: string;

  @Field(() => Int, { description: `Credits, 1 to ${largestChange}.` })
  readonly amount!: number;

  @Field(() => String, { description: 'Kept with the entry. 1 to 500 characters.' })
  readonly reason!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Writes to a user in their chat with the bot.' })
export class SendMessageInput {
  static readonly inputRules = z.object({
    text: z.string().trim().min(1).max(4_096),
    idempotencyKey: idempotencyKeyRules,
  });

  @Field(() => ID, { description: 'Of the user.' })
  readonly userId!: string;

  @Field(() => String, {
    description: 'Plain text, 1 to 4096 characters: nothing in it becomes formatting.',
  })
  readonly text!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'A picture that was sent to `POST /uploads` before.',
  })
  readonly pictureId?: string | null;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}
