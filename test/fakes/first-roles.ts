import { type Permission, permissions } from '../../src/domain/access/permission.ts';
import { ownerRole, type Role } from '../../src/domain/access/role.ts';

/** What the migration puts in, but with few permissions: tests choose those that they need. */
export function firstRoles(): Map<string, Role> {
  const reads = permissions.filter((permission) => permission.endsWith(':read'));
  const role = (name: string, allowed: readonly Permission[]): [string, Role] => [
    name,
    { name, title: name, permissions: new Set(allowed) },
  ];
  return new Map([
    role(ownerRole, []),
    role('manager', [...reads, 'payments:refund']),
    role('support', ['users:read', 'users:write']),
    role('analyst', ['statistics:read']),
  ]);
}
