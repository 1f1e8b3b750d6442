import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { GrantCredits } from '../../../application/credits/grant-credits.ts';
import { RevokeCredits } from '../../../application/credits/revoke-credits.ts';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import { BanUser } from '../../../application/users/ban-user.ts';
import {
  type SendMessageRefusal,
  SendMessageToUser,
} from '../../../application/users/send-message.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { type UserId, uploadId, userId } from '../../../domain/shared/ids.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict, InsufficientCredits, refused, unknown } from '../errors/failures.ts';
import { fromId } from '../ids.ts';
import {
  BanUserInput,
  GrantCreditsInput,
  RevokeCreditsInput,
  SendMessageInput,
  UnbanUserInput,
} from '../inputs/user-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import { toUser, type User } from '../types/user.ts';
import {
  BanUserResult,
  BanUserSuccess,
  GrantCreditsResult,
  GrantCreditsSuccess,
  RevokeCreditsResult,
  RevokeCreditsSuccess,
  SendMessageResult,
  SendMessageSuccess,
  UnbanUserResult,
  UnbanUserSuccess,
} from '../types/user-results.ts';

@Resolver()
export class UserWritesResolver {
  @allow('users:write')
  @Mutation(() => BanUserResult, {
    description: 'Bans a user. What was accepted before is still delivered and charged.',
  })
  async banUser(
    @Arg('input', () => BanUserInput, { description: 'Whom, and why.' }) input: BanUserInput,
    @Ctx() context: ApiContext,
  ) {
    const id = userIn(input);
    const { reason, idempotencyKey } = input;
    const result = await changeBan(context, { id, reason, idempotencyKey, isBan: true });
    if (!result.ok) {
      return result.error.kind === 'unknown_user' ? unknown('User', id) : conflict(idempotencyKey);
    }
    return make(BanUserSuccess, {
      user: await userNow(context, id),
      isRepeat: result.value.isRepeat,
    });
  }

  @allow('users:write')
  @Mutation(() => UnbanUserResult, { description: 'Lifts the ban of a user.' })
  async unbanUser(
    @Arg('input', () => UnbanUserInput, { description: 'Whom, and why.' }) input: UnbanUserInput,
    @Ctx() context: ApiContext,
  ) {
    const id = userIn(input);
    const { reason, idempotencyKey } = input;
    const result = await changeBan(context, { id, reason, idempotencyKey, isBan: false });
    if (!result.ok) {
      return result.error.kind === 'unknown_user' ? unknown('User', id) : conflict(idempotencyKey);
    }
    return make(UnbanUserSuccess, {
      user: await userNow(context, id),
      isRepeat: result.value.isRepeat,
    });
  }

  @allow('credits:grant')
  @Mutation(() => GrantCreditsResult, { description: 'Gives a user credits, and tells them.' })
  async grantCredits(
    @Arg('input', () => GrantCreditsInput, { description: 'Whom, how many, and why.' })
    input: GrantCreditsInput,
    @Ctx() context: ApiContext,
  ) {
    const id = userIn(input);
    const { amount, reason, idempotencyKey } = input;
    const { ids } = context.services;
    const result = await perform(context, {
      action: 'credits.grant',
      subject: { type: 'User', id: String(id) },
      idempotencyKey,
      input: { userId: id, amount, reason },
      work: async (scope) => {
        const before = await availableOf(scope, id);
        const grant = { userId: id, amount, note: reason, idempotencyKey: ids.uuid() };
        const granted = await new GrantCredits(joined(scope)).execute(grant);
        return granted.ok
          ? ok({ value: null, before, after: { ...(await availableOf(scope, id)), reason } })
          : granted;
      },
    });
    if (result.ok) {
      const user = await userNow(context, id);
      return make(GrantCreditsSuccess, { user, isRepeat: result.value.isRepeat });
    }
    return result.error.kind === 'unknown_user' ? unknown('User', id) : conflict(idempotencyKey);
  }

  @allow('credits:grant')
  @Mutation(() => RevokeCreditsResult, {
    description: 'Takes available credits back from a user, who is not told.',
  })
  async revokeCredits(
    @Arg('input', () => RevokeCreditsInput, { description: 'From whom, how many, and why.' })
    input: RevokeCreditsInput,
    @Ctx() context: ApiContext,
  ) {
    const id = userIn(input);
    const { amount, reason, idempotencyKey } = input;
    const { ids } = context.services;
    const result = await perform(context, {
      action: 'credits.revoke',
      subject: { type: 'User', id: String(id) },
      idempotencyKey,
      input: { userId: id, amount, reason },
      work: async (scope) => {
        const before = await availableOf(scope, id);
        const revoke = { userId: id, amount, note: reason, idempotencyKey: ids.uuid() };
        const revoked = await new RevokeCredits(joined(scope)).execute(revoke);
        return revoked.ok
          ? ok({ value: null, before, after: { ...(await availableOf(scope, id)), reason } })
          : revoked;
      },
    });
    if (result.ok) {
      const user = await userNow(context, id);
      return make(RevokeCreditsSuccess, { user, isRepeat: result.value.isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_user':
        return unknown('User', id);
      case 'insufficient_credits':
        return make(InsufficientCredits, {
          message: `Only ${error.available} credits are available`,
          available: Number(error.available),
          required: Number(error.required),
        });
      case 'reference_conflict':
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }

  @allow('users:message')
  @Mutation(() => SendMessageResult, {
    description: 'Writes to a user, with or without a picture. Sent once, in the background.',
  })
  async sendMessage(
    @Arg('input', () => SendMessageInput, { description: 'To whom, and what.' })
    input: SendMessageInput,
    @Ctx() context: ApiContext,
  ) {
    const id = userIn(input);
    const { text, idempotencyKey } = input;
    const picture = input.pictureId
      ? uploadId(fromId('Upload', input.pictureId, 'input.pictureId'))
      : undefined;
    const { ids, clock } = context.services;
    const result = await perform(context, {
      action: 'user.message',
      subject: { type: 'User', id: String(id) },
      idempotencyKey,
      input: { userId: id, text, picture: picture ?? null },
      work: async (scope) => {
        const send = new SendMessageToUser(joined(scope), clock, ids);
        const sent = await send.execute({ userId: id, text, picture, idempotencyKey: ids.uuid() });
        return sent.ok ? ok({ value: null, after: { text, picture: picture ?? null } }) : sent;
      },
    });
    if (result.ok) {
      const user = await userNow(context, id);
      return make(SendMessageSuccess, { user, isRepeat: result.value.isRepeat });
    }
    return messageFailure(result.error, idempotencyKey);
  }
}

const userIn = ({ userId: id }: { readonly userId: string }): UserId =>
  userId(Number(fromId('User', id, 'input.userId')));

interface BanChange {
  readonly id: UserId;
  readonly reason: string;
  readonly idempotencyKey: string | null | undefined;
  readonly isBan: boolean;
}

function changeBan(context: ApiContext, { id, reason, idempotencyKey, isBan }: BanChange) {
  const { clock } = context.services;
  return perform(context, {
    action: isBan ? 'user.ban' : 'user.unban',
    subject: { type: 'User', id: String(id) },
    idempotencyKey,
    input: { userId: id, reason },
    work: async (scope) => {
      const before = (await scope.users.find(id))?.ban?.reason ?? null;
      const command = { userId: id, reason: isBan ? reason : undefined };
      const changed = await new BanUser(joined(scope), clock).execute(command);
      return changed.ok
        ? ok({ value: null, before: { banReason: before }, after: { isBanned: isBan, reason } })
        : changed;
    },
  });
}

function messageFailure(
  error: SendMessageRefusal | { readonly kind: 'idempotency_conflict' },
  idempotencyKey: string,
) {
  switch (error.kind) {
    case 'unknown_user':
      return unknown('User', error.userId);
    case 'unknown_upload':
      return unknown('Upload', error.uploadId);
    case 'unreachable_user':
      return refused('unreachable_user', 'The user blocked the bot: nothing can be delivered');
    case 'invalid_message':
      return refused('invalid_message', `The text is ${error.rule}: ${error.length} characters`);
    case 'idempotency_conflict':
      return conflict(idempotencyKey);
    default:
      return assertNever(error);
  }
}

async function availableOf(scope: Scope, id: UserId) {
  return { available: Number((await scope.credits.account(id)).available) };
}

/** After a write: what was loaded before it is old. */
async function userNow({ loaders }: ApiContext, id: UserId): Promise<User> {
  const view = await loaders.users.clear(id).load(id);
  if (view === undefined) {
    throw new Error(`Cannot show user ${id} as there is none any more`);
  }
  return toUser(view);
}
