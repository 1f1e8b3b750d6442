import type { ChangeAdminError } from '../../../application/access/change-admin.ts';
import type { CreateAdminError } from '../../../application/access/create-admin.ts';
import type { CreateApiKeyError } from '../../../application/access/create-api-key.ts';
import type { DeleteRoleError } from '../../../application/access/delete-role.ts';
import type { ResetAdminPasswordError } from '../../../application/access/reset-admin-password.ts';
import type { UnknownApiKey } from '../../../application/access/revoke-api-key.ts';
import type { UnknownSession } from '../../../application/access/revoke-session.ts';
import type { SaveRoleError } from '../../../application/access/save-role.ts';
import type { IdempotencyConflict as Conflict } from '../../../application/admin/perform-action.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { IdType } from '../ids.ts';
import { make } from '../make.ts';
import { conflict, type IdempotencyConflict, NotFound, type Refused, refused } from './failures.ts';
import { badInput } from './request-errors.ts';

type AccessError =
  | CreateAdminError
  | ChangeAdminError
  | ResetAdminPasswordError
  | SaveRoleError
  | DeleteRoleError
  | CreateApiKeyError
  | UnknownApiKey
  | UnknownSession
  | Conflict;

/** The ids of an input, as the client wrote them. */
export interface AccessIds {
  readonly adminId?: string;
  readonly roleId?: string | null | undefined;
  readonly apiKeyId?: string;
  readonly sessionId?: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** @throws GraphQLError BAD_USER_INPUT for what is wrong with the input itself */
export function accessFailure(
  error: AccessError,
  ids: AccessIds,
): NotFound | Refused | IdempotencyConflict {
  switch (error.kind) {
    case 'unknown_admin':
      return missing('Admin', ids.adminId);
    case 'unknown_role':
      return missing('Role', ids.roleId);
    case 'unknown_api_key':
      return missing('ApiKey', ids.apiKeyId);
    case 'unknown_session':
      return missing('Session', ids.sessionId);
    case 'idempotency_conflict':
      return conflict(ids.idempotencyKey);
    case 'exceeds_own_permissions':
      return refused(error.kind, 'That is more than you may do yourself');
    case 'name_taken':
      return refused(error.kind, 'Another admin has this login');
    case 'last_owner':
      return refused(error.kind, "No other owner's account is open");
    case 'own_account':
      return refused(error.kind, 'It is your own account: use changePassword');
    case 'fixed_role':
      return refused(error.kind, "The owner's role is neither edited nor removed");
    case 'role_in_use':
      return refused(error.kind, 'An admin has this role');
    case 'invalid_name':
      throw badInput([
        { field: 'input.name', rule: 'must have the form that its description says' },
      ]);
    case 'invalid_title':
      throw badInput([{ field: 'input.title', rule: 'must be 1 to 100 characters' }]);
    case 'invalid_password':
      throw badInput([{ field: 'input.password', rule: 'must be 8 to 200 characters' }]);
    case 'invalid_rate':
      throw badInput([{ field: 'input.requestsPerMinute', rule: 'must be 1 to 6000' }]);
    case 'invalid_expiry':
      throw badInput([{ field: 'input.expiresAt', rule: 'must be in the future' }]);
    case 'no_scopes':
      throw badInput([{ field: 'input.scopes', rule: 'must be at least 1 items' }]);
    default:
      return assertNever(error);
  }
}

const missing = (type: IdType, id: string | null | undefined): NotFound =>
  make(NotFound, { type, id: id ?? '', message: `There is no ${type} ${id ?? ''}` });
