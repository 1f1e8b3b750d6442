import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { Refused, resultOf } from '../errors/failures.ts';
import { LoginThrottled } from './session-results.ts';

@allow('inherited')
@ObjectType({ description: 'The own account is as asked for.' })
export class OwnAccountSuccess {
  @Field(() => Boolean, { description: 'Whether signing in asks for a code now.' })
  readonly hasTotp!: boolean;
}

@allow('inherited')
@ObjectType({ description: 'A secret for an authenticator app, asked for after `confirmTotp`.' })
export class TotpSecret {
  @Field(() => String, { description: 'Base32, to type in. Shown this once.' })
  readonly secret!: string;

  @Field(() => String, { description: '`otpauth://...`, to show as a QR code. Shown this once.' })
  readonly uri!: string;
}

export const ChangePasswordResult = resultOf('ChangePassword', [
  OwnAccountSuccess,
  Refused,
  LoginThrottled,
]);
export const SetupTotpResult = resultOf('SetupTotp', [TotpSecret, Refused, LoginThrottled]);
export const ConfirmTotpResult = resultOf('ConfirmTotp', [OwnAccountSuccess, Refused]);
export const DisableTotpResult = resultOf('DisableTotp', [
  OwnAccountSuccess,
  Refused,
  LoginThrottled,
]);
