import { ArgsType, Field, ID } from 'type-graphql';
import { z } from 'zod';

@ArgsType()
export class GenerationChangedArgs {
  static readonly argumentRules = z.object({});

  @Field(() => ID, { nullable: true, description: 'Only this generation.' })
  readonly id?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this user.' })
  readonly userId?: string | null;
}

@ArgsType()
export class PaymentChangedArgs {
  static readonly argumentRules = z.object({});

  @Field(() => ID, { nullable: true, description: 'Only those of this user.' })
  readonly userId?: string | null;
}
