import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { LoginError } from '../../../application/access/login.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { unauthenticated } from '../errors/request-errors.ts';
import { LoginInput } from '../inputs/sessions.ts';
import { make } from '../make.ts';
import {
  LoginDenied,
  LoginResult,
  LoginSuccess,
  LoginThrottled,
  TotpRequired,
} from '../types/session-results.ts';
import { toViewer } from '../types/viewer.ts';

const totpDigits = 6;

@Resolver()
export class SessionsResolver {
  @allow('anyone')
  @Mutation(() => LoginResult, {
    description: 'Opens a session, kept in an HttpOnly cookie. Attempts are counted and logged.',
  })
  async login(
    @Arg('input', () => LoginInput, { description: 'Login, password and code.' }) input: LoginInput,
    @Ctx() context: ApiContext,
  ) {
    const { services, origin, session } = context;
    const { name, password, totpCode } = input;
    const command = { name, password, totpCode: totpCode ?? undefined, origin };
    const result = await services.access.login.execute(command);
    if (!result.ok) {
      return loginFailure(result.error);
    }
    const { token, session: opened } = result.value;
    const now = await services.access.session.execute(token);
    if (!now.ok) {
      throw unauthenticated();
    }
    session.set(token);
    // The rest of this answer is already for whoever signed in.
    Object.assign(context, { actor: now.value.actor });
    return make(LoginSuccess, {
      viewer: toViewer(now.value.actor),
      expiresAt: opened.expiresAt,
    });
  }

  @allow('signed_in')
  @Mutation(() => Boolean, { description: 'Ends this session. True, also when it was over.' })
  async logout(@Ctx() context: ApiContext): Promise<boolean> {
    const { services, origin, session } = context;
    if (session.id !== undefined) {
      const command = { actor: actorOf(context), sessionId: session.id, origin };
      await services.access.logout.execute(command);
      session.clear();
    }
    return true;
  }
}

function loginFailure(error: LoginError): LoginDenied | TotpRequired | LoginThrottled {
  switch (error.kind) {
    case 'wrong_credentials':
      return make(LoginDenied, { reason: error.kind, message: 'Wrong login or password' });
    case 'wrong_totp':
      return make(LoginDenied, { reason: error.kind, message: 'Wrong code, or one used before' });
    case 'disabled':
      return make(LoginDenied, { reason: error.kind, message: 'This account is closed' });
    case 'totp_required':
      return make(TotpRequired, { digits: totpDigits, message: 'A code is needed, too' });
    case 'throttled':
      return make(LoginThrottled, {
        retryAfterSeconds: error.retryAfterSeconds,
        message: `Too many attempts: try again in ${error.retryAfterSeconds} s`,
      });
    default:
      return assertNever(error);
  }
}
