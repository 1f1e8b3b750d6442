import type { PasswordRule } from '../../domain/access/admin.ts';
import { brokenPasswordRule } from '../../domain/access/admin.ts';
import { covers, type Permission } from '../../domain/access/permission.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Actor } from './actor.ts';

/** Nobody gives, takes or touches what is above their own permissions. */
export interface ExceedsOwnPermissions {
  readonly kind: 'exceeds_own_permissions';
}

export interface UnknownAdmin {
  readonly kind: 'unknown_admin';
}

export interface UnknownRole {
  readonly kind: 'unknown_role';
}

export interface InvalidName {
  readonly kind: 'invalid_name';
}

export interface InvalidPassword {
  readonly kind: 'invalid_password';
  readonly rule: PasswordRule;
}

/** An API key asks for what only a person can do. */
export interface AdminsOnly {
  readonly kind: 'admins_only';
}

export function passwordIn(text: string): Result<string, InvalidPassword> {
  const rule = brokenPasswordRule(text);
  return rule === undefined ? ok(text) : err({ kind: 'invalid_password', rule });
}

export function checkCovers(
  actor: Pick<Actor, 'permissions'>,
  wanted: Iterable<Permission>,
): Result<void, ExceedsOwnPermissions> {
  return covers(actor.permissions, wanted) ? ok() : err({ kind: 'exceeds_own_permissions' });
}
