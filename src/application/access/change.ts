import type { Admin } from '../../domain/access/admin.ts';
import type { ApiKey } from '../../domain/access/api-key.ts';
import { permissionsIn } from '../../domain/access/permission.ts';
import type { Role } from '../../domain/access/role.ts';
import type { Json } from '../../domain/shared/json.ts';
import type { Done } from '../admin/perform-action.ts';

/** What was changed, and what the audit log may show of it. */
export interface Change {
  readonly id: string;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

/** For the work of `PerformAction`. */
export function doneWith({ id, before, after }: Change): Done<{ readonly id: string }> {
  return { value: { id }, subjectId: id, before, after };
}

/** No secret, nor the hash of one, is among these facts: they are kept for good. */
export function adminFacts({ name, role, totp, disabledAt }: Admin): Json {
  return { name, role, totp: totp?.confirmed ?? false, disabled: disabledAt !== undefined };
}

export function roleFacts({ name, title, permissions }: Role): Json {
  return { name, title, permissions: permissionsIn(permissions) };
}

export function apiKeyFacts(key: ApiKey): Json {
  return {
    name: key.name,
    scopes: permissionsIn(key.scopes),
    requestsPerMinute: key.requestsPerMinute,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revoked: key.revokedAt !== undefined,
  };
}
