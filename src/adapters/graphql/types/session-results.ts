import { Field, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { Failure, resultOf } from '../errors/failures.ts';
import { Viewer } from './viewer.ts';

@allow('anyone')
@ObjectType({ description: 'Signed in: the session is in an HttpOnly cookie.' })
export class LoginSuccess {
  @Field(() => Viewer, { description: 'Who it is now.' })
  readonly viewer!: Viewer;

  @Field(() => GraphQLISODateTime, {
    description: 'When the session ends at the latest; 12 hours without a request end it, too.',
  })
  readonly expiresAt!: Date;
}

@allow('anyone')
@ObjectType({
  implements: Failure,
  description: 'Login, password or code are wrong, or the account is closed.',
})
export class LoginDenied extends Failure {
  @Field(() => String, {
    description: '`wrong_credentials`, `wrong_totp` or `disabled`.',
  })
  readonly reason!: string;
}

@allow('anyone')
@ObjectType({ implements: Failure, description: 'The password is right; a code is needed, too.' })
export class TotpRequired extends Failure {
  @Field(() => Int, { description: 'How many digits the code has.' })
  readonly digits!: number;
}

@allow('anyone')
@ObjectType({ implements: Failure, description: 'Too many attempts: nothing was looked at.' })
export class LoginThrottled extends Failure {
  @Field(() => Int, { description: 'Seconds until the next attempt counts.' })
  readonly retryAfterSeconds!: number;
}

export const LoginResult = resultOf('Login', [
  LoginSuccess,
  LoginDenied,
  TotpRequired,
  LoginThrottled,
]);
