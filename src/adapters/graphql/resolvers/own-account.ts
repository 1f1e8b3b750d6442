import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Unconfirmed } from '../../../application/access/confirm-password.ts';
import type { ConfirmTotpRefusal } from '../../../application/access/confirm-totp.ts';
import type { InvalidPassword, UnknownAdmin } from '../../../application/access/refusals.ts';
import type { TotpActive } from '../../../application/access/setup-totp.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { type Refused, refused } from '../errors/failures.ts';
import { badInput, unauthenticated } from '../errors/request-errors.ts';
import {
  ChangePasswordInput,
  ConfirmPasswordInput,
  ConfirmTotpInput,
} from '../inputs/own-account.ts';
import { make } from '../make.ts';
import {
  ChangePasswordResult,
  ConfirmTotpResult,
  DisableTotpResult,
  OwnAccountSuccess,
  SetupTotpResult,
  TotpSecret,
} from '../types/own-account-results.ts';
import { LoginThrottled } from '../types/session-results.ts';

/** What admins change of their own accounts. Each change is in the audit log. */
@Resolver()
export class OwnAccountResolver {
  @allow('signed_in')
  @Mutation(() => ChangePasswordResult, {
    description: 'Changes the own password, and ends all other sessions.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The old one and the new one.' })
    { currentPassword, newPassword }: ChangePasswordInput,
    @Ctx() context: ApiContext,
  ) {
    const { services, session } = context;
    const asked = { ...askedBy(context), sessionId: session.id ?? '' };
    const command = { ...asked, currentPassword, newPassword };
    const result = await services.access.changePassword.execute(command);
    return result.ok ? accountNow(context) : accountFailure(result.error);
  }

  @allow('signed_in')
  @Mutation(() => SetupTotpResult, {
    description: 'Makes a secret for an authenticator app. It counts after `confirmTotp`.',
  })
  async setupTotp(
    @Arg('input', () => ConfirmPasswordInput, { description: 'The own password.' })
    { password }: ConfirmPasswordInput,
    @Ctx() context: ApiContext,
  ) {
    const { access } = context.services;
    const result = await access.setupTotp.execute({ ...askedBy(context), password });
    return result.ok ? make(TotpSecret, result.value) : accountFailure(result.error);
  }

  @allow('signed_in')
  @Mutation(() => ConfirmTotpResult, { description: 'From now on signing in asks for a code.' })
  async confirmTotp(
    @Arg('input', () => ConfirmTotpInput, { description: 'A code of the app.' })
    { code }: ConfirmTotpInput,
    @Ctx() context: ApiContext,
  ) {
    const { access } = context.services;
    const result = await access.confirmTotp.execute({ ...askedBy(context), code });
    return result.ok ? accountNow(context) : accountFailure(result.error);
  }

  @allow('signed_in')
  @Mutation(() => DisableTotpResult, { description: 'Signing in asks for no code any more.' })
  async disableTotp(
    @Arg('input', () => ConfirmPasswordInput, { description: 'The own password.' })
    { password }: ConfirmPasswordInput,
    @Ctx() context: ApiContext,
  ) {
    const { access } = context.services;
    const result = await access.disableTotp.execute({ ...askedBy(context), password });
    return result.ok ? accountNow(context) : accountFailure(result.error);
  }
}

const askedBy = (context: ApiContext) => ({ actor: actorOf(context), origin: context.origin });

async function accountNow(context: ApiContext): Promise<OwnAccountSuccess> {
  const admin = await context.services.accessQueries.admin(actorOf(context).id);
  return make(OwnAccountSuccess, { hasTotp: admin?.totp ?? false });
}

function accountFailure(
  error: Unconfirmed | InvalidPassword | UnknownAdmin | TotpActive | ConfirmTotpRefusal,
): Refused | LoginThrottled {
  switch (error.kind) {
    case 'wrong_password':
      return refused(error.kind, 'This is not the password');
    case 'admins_only':
      return refused(error.kind, 'An API key has no account');
    case 'totp_active':
      return refused(error.kind, 'Codes are asked for already');
    case 'totp_not_set_up':
      return refused(error.kind, 'First comes setupTotp');
    case 'wrong_totp':
      return refused(error.kind, 'Wrong code, or one of another time');
    case 'throttled':
      return make(LoginThrottled, {
        retryAfterSeconds: error.retryAfterSeconds,
        message: `Too many attempts: try again in ${error.retryAfterSeconds} s`,
      });
    case 'invalid_password':
      throw badInput([{ field: 'input.newPassword', rule: 'must be 8 to 200 characters' }]);
    case 'unknown_admin':
      throw unauthenticated();
    default:
      return assertNever(error);
  }
}
