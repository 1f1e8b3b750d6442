import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { idempotencyKeyDescription, idempotencyKeyRules, reasonRules } from './common-rules.ts';

const amountRules = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,2})?$/, 'must be a decimal string like 499.00')
  .nullish();

const amountDescription =
  "Decimal string in the payment's currency, e.g. `100.00`; all that is left without it. Stars go back whole.";

@ArgsType()
export class RefundQuoteArgs {
  static readonly argumentRules = z.object({ amount: amountRules });

  @Field(() => ID, { description: 'Of the payment.' })
  readonly paymentId!: string;

  @Field(() => String, { nullable: true, description: amountDescription })
  readonly amount?: string | null;
}

@InputType({ description: 'Gives money back, and takes its credits.' })
export class RefundPaymentInput {
  static readonly inputRules = z.object({
    amount: amountRules,
    reason: reasonRules,
    idempotencyKey: idempotencyKeyRules,
  });

  @Field(() => ID, { description: 'Of the payment.' })
  readonly paymentId!: string;

  @Field(() => String, { nullable: true, description: amountDescription })
  readonly amount?: string | null;

  @Field(() => String, { description: 'Kept with the refund. 1 to 500 characters.' })
  readonly reason!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}
