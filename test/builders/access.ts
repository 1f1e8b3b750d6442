import type { Actor, Origin } from '../../src/application/access/actor.ts';
import type { Admin } from '../../src/domain/access/admin.ts';
import type { ApiKey } from '../../src/domain/access/api-key.ts';
import type { AuditRow } from '../../src/domain/access/audit.ts';
import { type Permission, permissions } from '../../src/domain/access/permission.ts';
import type { AdminSession } from '../../src/domain/access/session.ts';
import { aName, at, aUuid, someDay } from './domain.ts';

export const anOrigin: Origin = { ip: '203.0.113.7', userAgent: 'Test/1.0' };

/** An admin who may do everything. */
export function anActor(fields: Partial<Actor> = {}): Actor {
  return { kind: 'admin', id: aUuid(), name: 'anna', permissions: new Set(permissions), ...fields };
}

/** The hashes are made up: it stands in no chain. */
export function anAuditRow(fields: Partial<AuditRow> = {}): AuditRow {
  return {
    seq: 1,
    at: someDay,
    actor: { kind: 'admin', id: aUuid(), name: 'anna' },
    action: 'user.ban',
    subjectType: 'user',
    subjectId: '42',
    before: { ban: null },
    after: { ban: { reason: 'spam' } },
    ip: '203.0.113.7',
    userAgent: 'Test/1.0',
    idempotencyKey: 'key',
    prevHash: '0',
    hash: '1',
    ...fields,
  };
}

/** An owner without TOTP, under a name of its own. */
export function anAdmin(fields: Partial<Admin> = {}): Admin {
  return {
    id: aUuid(),
    name: aName(),
    role: 'owner',
    passwordHash: 'hash',
    totp: undefined,
    disabledAt: undefined,
    createdAt: someDay,
    ...fields,
  };
}

/** Opened at noon of `someDay`, for a day. */
export function aSession(fields: Partial<AdminSession> = {}): AdminSession {
  return {
    id: aUuid(),
    adminId: aUuid(),
    tokenHash: aName(),
    previousTokenHash: undefined,
    rotatedAt: someDay,
    createdAt: someDay,
    lastUsedAt: someDay,
    expiresAt: at(24 * 60 * 60_000),
    ip: '203.0.113.7',
    userAgent: 'Test/1.0',
    ...fields,
  };
}

export function anApiKey(fields: Partial<ApiKey> = {}): ApiKey {
  return {
    id: aName(),
    name: 'Shop',
    secretHash: 'hash',
    scopes: new Set<Permission>(['users:read']),
    requestsPerMinute: 60,
    createdBy: { kind: 'admin', id: aUuid() },
    createdAt: someDay,
    expiresAt: undefined,
    lastUsedAt: undefined,
    revokedAt: undefined,
    ...fields,
  };
}
