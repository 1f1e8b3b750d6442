import { Field, InputType } from 'type-graphql';
import { z } from 'zod';

const currentPassword = z.string().min(1).max(200);

@InputType({ description: 'Changes the own password.' })
export class ChangePasswordInput {
  static readonly inputRules = z.object({
    currentPassword,
    newPassword: z.string().min(8).max(200),
  });

  @Field(() => String, { description: 'The password until now.' })
  readonly currentPassword!: string;

  @Field(() => String, { description: 'The new one, 8 to 200 characters.' })
  readonly newPassword!: string;
}

@InputType({ description: 'Confirms that it is really you.' })
export class ConfirmPasswordInput {
  static readonly inputRules = z.object({ password: currentPassword });

  @Field(() => String, { description: 'The own password.' })
  readonly password!: string;
}

@InputType({ description: 'Shows that the authenticator app works.' })
export class ConfirmTotpInput {
  static readonly inputRules = z.object({
    code: z.string().regex(/^\d{6}$/, 'must be 6 digits'),
  });

  @Field(() => String, { description: 'Six digits that the app shows now.' })
  readonly code!: string;
}
