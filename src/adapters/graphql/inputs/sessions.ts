import { Field, InputType } from 'type-graphql';
import { z } from 'zod';

@InputType({ description: 'What an admin signs in with.' })
export class LoginInput {
  static readonly inputRules = z.object({
    name: z.string().trim().min(1).max(100),
    password: z.string().min(1).max(200),
    totpCode: z
      .string()
      .regex(/^\d{6}$/, 'must be 6 digits')
      .nullish(),
  });

  @Field(() => String, { description: 'The login.' })
  readonly name!: string;

  @Field(() => String, { description: 'The password.' })
  readonly password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Six digits of the authenticator app, for accounts that use one.',
  })
  readonly totpCode?: string | null;
}
