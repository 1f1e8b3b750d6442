import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { doneWith } from '../../../application/access/change.ts';
import { ChangeAdmin } from '../../../application/access/change-admin.ts';
import { CreateAdmin } from '../../../application/access/create-admin.ts';
import { CreateApiKey } from '../../../application/access/create-api-key.ts';
import { DeleteRole } from '../../../application/access/delete-role.ts';
import { ResetAdminPassword } from '../../../application/access/reset-admin-password.ts';
import { RevokeApiKey } from '../../../application/access/revoke-api-key.ts';
import { RevokeSession } from '../../../application/access/revoke-session.ts';
import { SaveRole } from '../../../application/access/save-role.ts';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { accessFailure } from '../errors/access-failures.ts';
import { type Refused, refused } from '../errors/failures.ts';
import { fromId, toId } from '../ids.ts';
import {
  ChangeAdminInput,
  CreateAdminInput,
  CreateApiKeyInput,
  DeleteRoleInput,
  ResetAdminPasswordInput,
  RevokeApiKeyInput,
  RevokeSessionInput,
  SaveRoleInput,
} from '../inputs/access-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import {
  AdminSuccess,
  ChangeAdminResult,
  CreateAdminResult,
  CreateApiKeyResult,
  CreateApiKeySuccess,
  DeleteRoleResult,
  RemovalSuccess,
  ResetAdminPasswordResult,
  RevokeApiKeyResult,
  RevokeApiKeySuccess,
  RevokeSessionResult,
  RoleSuccess,
  SaveRoleResult,
} from '../types/access-results.ts';
import { type Admin, toAdmin } from '../types/admin.ts';
import { type ApiKey, toApiKey } from '../types/api-key.ts';
import { type Role, toRole } from '../types/role.ts';

@Resolver()
export class AccessWritesResolver {
  @allow('access:write')
  @Mutation(() => CreateAdminResult, { description: 'Opens an account for an admin.' })
  async createAdmin(
    @Arg('input', () => CreateAdminInput, { description: 'Login, first password and role.' })
    input: CreateAdminInput,
    @Ctx() context: ApiContext,
  ) {
    const barred = keysBarred(context);
    if (barred !== undefined) {
      return barred;
    }
    const { access, clock, ids } = context.services;
    const { name, password, idempotencyKey } = input;
    const role = fromId('Role', input.roleId, 'input.roleId');
    const result = await perform(context, {
      action: 'admin.create',
      subject: { type: 'admin', id: '' },
      idempotencyKey,
      input: { name, role },
      work: async (scope) => {
        const create = new CreateAdmin(joined(scope), access.hasher, clock, ids);
        const created = await create.execute({ actor: actorOf(context), name, password, role });
        return created.ok ? ok(doneWith(created.value)) : created;
      },
    });
    if (!result.ok) {
      return accessFailure(result.error, input);
    }
    const { value, isRepeat } = result.value;
    return make(AdminSuccess, { admin: await adminNow(context, value.id), isRepeat });
  }

  @allow('access:write')
  @Mutation(() => ChangeAdminResult, {
    description:
      'Gives an admin another role, or closes or opens the account. Closing ends all its sessions.',
  })
  async changeAdmin(
    @Arg('input', () => ChangeAdminInput, { description: 'Whom, and what of them.' })
    input: ChangeAdminInput,
    @Ctx() context: ApiContext,
  ) {
    const barred = keysBarred(context);
    if (barred !== undefined) {
      return barred;
    }
    const { clock } = context.services;
    const adminId = fromId('Admin', input.adminId, 'input.adminId');
    const role = input.roleId ? fromId('Role', input.roleId, 'input.roleId') : undefined;
    const disabled = input.isDisabled ?? undefined;
    const result = await perform(context, {
      action: 'admin.change',
      subject: { type: 'admin', id: adminId },
      idempotencyKey: input.idempotencyKey,
      input: { adminId, role: role ?? null, disabled: disabled ?? null },
      work: async (scope) => {
        const command = { actor: actorOf(context), adminId, role, disabled };
        const changed = await new ChangeAdmin(joined(scope), clock).execute(command);
        return changed.ok ? ok(doneWith(changed.value)) : changed;
      },
    });
    if (!result.ok) {
      return accessFailure(result.error, input);
    }
    const { isRepeat } = result.value;
    return make(AdminSuccess, { admin: await adminNow(context, adminId), isRepeat });
  }

  @allow('access:write')
  @Mutation(() => ResetAdminPasswordResult, {
    description: 'Gives another admin a new password, and ends all their sessions.',
  })
  async resetAdminPassword(
    @Arg('input', () => ResetAdminPasswordInput, { description: 'Whose, and the new one.' })
    input: ResetAdminPasswordInput,
    @Ctx() context: ApiContext,
  ) {
    const barred = keysBarred(context);
    if (barred !== undefined) {
      return barred;
    }
    const { access } = context.services;
    const { password, removesTotp } = input;
    const adminId = fromId('Admin', input.adminId, 'input.adminId');
    const result = await perform(context, {
      action: 'admin.reset_password',
      subject: { type: 'admin', id: adminId },
      idempotencyKey: input.idempotencyKey,
      input: { adminId, removesTotp },
      work: async (scope) => {
        const command = { actor: actorOf(context), adminId, password, removesTotp };
        const reset = await new ResetAdminPassword(joined(scope), access.hasher).execute(command);
        return reset.ok ? ok(doneWith(reset.value)) : reset;
      },
    });
    if (!result.ok) {
      return accessFailure(result.error, input);
    }
    const { isRepeat } = result.value;
    return make(AdminSuccess, { admin: await adminNow(context, adminId), isRepeat });
  }

  @allow('access:write')
  @Mutation(() => SaveRoleResult, {
    description: 'Adds a role, or changes one. Nobody gives more than they have themselves.',
  })
  async saveRole(
    @Arg('input', () => SaveRoleInput, { description: 'The whole role.' }) input: SaveRoleInput,
    @Ctx() context: ApiContext,
  ) {
    const barred = keysBarred(context);
    if (barred !== undefined) {
      return barred;
    }
    const { name, title, permissions, idempotencyKey } = input;
    const result = await perform(context, {
      action: 'role.save',
      subject: { type: 'role', id: name },
      idempotencyKey,
      input: { name, title, permissions: [...permissions] },
      work: async (scope) => {
        const command = { actor: actorOf(context), name, title, permissions };
        const saved = await new SaveRole(joined(scope)).execute(command);
        return saved.ok ? ok(doneWith(saved.value)) : saved;
      },
    });
    if (!result.ok) {
      return accessFailure(result.error, input);
    }
    const { isRepeat } = result.value;
    return make(RoleSuccess, { role: await roleNow(context, name), isRepeat });
  }

  @allow('access:write')
  @Mutation(() => DeleteRoleResult, { description: 'Removes a role that nobody has.' })
  async deleteRole(
    @Arg('input', () => DeleteRoleInput, { description: 'Which.' }) input: DeleteRoleInput,
    @Ctx() context: ApiContext,
  ) {
    const barred = keysBarred(context);
    if (barred !== undefined) {
      return barred;
    }
    const name = fromId('Role', input.roleId, 'input.roleId');
    const result = await perform(context, {
      action: 'role.delete',
      subject: { type: 'role', id: name },
      idempotencyKey: input.idempotencyKey,
      input: { name },
      work: async (scope) => {
        const command = { actor: actorOf(context), name };
        const deleted = await new DeleteRole(joined(scope)).execute(command);
        return deleted.ok ? ok(doneWith(deleted.value)) : deleted;
      },
    });
    return result.ok
      ? make(RemovalSuccess, { id: input.roleId, isRepeat: result.value.isRepeat })
      : accessFailure(result.error, input);
  }

  @allow('access:write')
  @Mutation(() => CreateApiKeyResult, { description: 'Makes an API key, which is shown once.' })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'What for, and what it allows.' })
    input: CreateApiKeyInput,
    @Ctx() context: ApiContext,
  ) {
    const barred = keysBarred(context);
    if (barred !== undefined) {
      return barred;
    }
    const { access, clock, ids } = context.services;
    const { name, scopes, requestsPerMinute, idempotencyKey } = input;
    const expiresAt = input.expiresAt ?? undefined;
    const result = await perform(context, {
      action: 'api_key.create',
      subject: { type: 'api_key', id: '' },
      idempotencyKey,
      input: {
        ...{ name, scopes: [...scopes], requestsPerMinute },
        expiresAt: expiresAt?.toISOString() ?? null,
      },
      work: async (scope) => {
        const { secrets, digest } = access;
        const create = new CreateApiKey(joined(scope), secrets, digest, clock, ids);
        const made = await create.execute({
          ...{ actor: actorOf(context), name, scopes, requestsPerMinute, expiresAt },
        });
        return made.ok ? ok({ ...doneWith(made.value), once: made.value.token }) : made;
      },
    });
    if (!result.ok) {
      return accessFailure(result.error, input);
    }
    const { value, once, isRepeat } = result.value;
    const apiKey = await keyNow(context, value.id);
    return make(CreateApiKeySuccess, { apiKey, token: once ?? null, isRepeat });
  }

  @allow('access:write')
  @Mutation(() => RevokeApiKeyResult, {
    description: 'Makes an API key useless, at once and for good.',
  })
  async revokeApiKey(
    @Arg('input', () => RevokeApiKeyInput, { description: 'Which.' }) input: RevokeApiKeyInput,
    @Ctx() context: ApiContext,
  ) {
    const { clock } = context.services;
    const apiKeyId = fromId('ApiKey', input.apiKeyId, 'input.apiKeyId');
    const result = await perform(context, {
      action: 'api_key.revoke',
      subject: { type: 'api_key', id: apiKeyId },
      idempotencyKey: input.idempotencyKey,
      input: { apiKeyId },
      work: async (scope) => {
        const revoked = await new RevokeApiKey(joined(scope), clock).execute({ apiKeyId });
        return revoked.ok ? ok(doneWith(revoked.value)) : revoked;
      },
    });
    if (!result.ok) {
      const failure = accessFailure(result.error, input);
      return failure;
    }
    const { isRepeat } = result.value;
    return make(RevokeApiKeySuccess, { apiKey: await keyNow(context, apiKeyId), isRepeat });
  }

  @allow('signed_in')
  @Mutation(() => RevokeSessionResult, {
    description: "Ends a session: an own one, or with `access:write` another admin's.",
  })
  async revokeSession(
    @Arg('input', () => RevokeSessionInput, { description: 'Which.' }) input: RevokeSessionInput,
    @Ctx() context: ApiContext,
  ) {
    const sessionId = fromId('Session', input.sessionId, 'input.sessionId');
    const result = await perform(context, {
      action: 'session.revoke',
      subject: { type: 'session', id: sessionId },
      idempotencyKey: input.idempotencyKey,
      input: { sessionId },
      work: async (scope) => {
        const command = { actor: actorOf(context), sessionId };
        const revoked = await new RevokeSession(joined(scope)).execute(command);
        return revoked.ok ? ok(doneWith(revoked.value)) : revoked;
      },
    });
    return result.ok
      ? make(RemovalSuccess, { id: toId('Session', sessionId), isRepeat: result.value.isRepeat })
      : accessFailure(result.error, input);
  }
}

/** A key that leaks must not open accounts, or make more keys. */
function keysBarred(context: ApiContext): Refused | undefined {
  return actorOf(context).kind === 'api_key'
    ? refused('admins_only', 'An API key cannot do this: sign in')
    : undefined;
}

async function adminNow({ services }: ApiContext, id: string): Promise<Admin> {
  return toAdmin(present(await services.accessQueries.admin(id), 'admin', id));
}

async function roleNow({ services, loaders }: ApiContext, name: string): Promise<Role> {
  loaders.roles.clear(name);
  return toRole(present(await services.accessQueries.role(name), 'role', name));
}

async function keyNow({ services }: ApiContext, id: string): Promise<ApiKey> {
  return toApiKey(present(await services.accessQueries.apiKey(id), 'API key', id));
}

function present<T>(found: T | undefined, what: string, id: string): T {
  if (found === undefined) {
    throw new Error(`Cannot show ${what} ${id} as there is none any more`);
  }
  return found;
}
