import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adminNameIn, brokenPasswordRule } from '../../../src/domain/access/admin.ts';
import { partsOfToken } from '../../../src/domain/access/api-key.ts';
import { auditContent, storable } from '../../../src/domain/access/audit.ts';
import { networkOf, waitMs, withAttempt } from '../../../src/domain/access/login-attempts.ts';
import { covers, permissions, permissionsIn } from '../../../src/domain/access/permission.ts';
import { isRoleName } from '../../../src/domain/access/role.ts';
import { canonicalJson, type Json } from '../../../src/domain/shared/json.ts';
import { anAuditRow } from '../../builders/access.ts';
import { at } from '../../builders/domain.ts';

describe('canonicalJson', () => {
  test('is the same whatever the order of members, and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true, e: undefined })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
  });

  test('is JSON for the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(plain);
        expect(canonicalJson(plain)).toBe(canonicalJson(value as Json));
      }),
    );
  });
});

describe('permissions', () => {
  test('are known words, each once', () => {
    expect(permissionsIn(['users:write', 'users:read', 'rockets:launch', 'users:read'])).toEqual([
      'users:read',
      'users:write',
    ]);
    expect(new Set(permissions).size).toBe(permissions.length);
  });

  test('are given by whoever has them', () => {
    expect(covers(new Set(['users:read']), [])).toBe(true);
    expect(covers(new Set(['users:read']), ['users:read'])).toBe(true);
    expect(covers(new Set(['users:read']), ['users:read', 'users:write'])).toBe(false);
  });
});

test.each(
  Object.entries(
    anAuditRow({
      ...{ seq: 2, at: at(1), prevHash: '9', action: 'x', subjectType: 'x', subjectId: 'x' },
      ...{ before: 'x', after: 'x', ip: 'x', userAgent: 'x', idempotencyKey: 'x' },
      actor: { kind: 'system', id: 'x', name: 'x' },
    }),
  ).filter(([name]) => name !== 'hash'),
)('a changed %s changes what a row of the audit log is hashed of', (name, value) => {
  const row = anAuditRow();

  expect(auditContent({ ...row, [name]: value })).not.toBe(auditContent(row));
  expect(auditContent({ ...row })).toBe(auditContent(row));
});

describe('names and passwords', () => {
  test.each([
    [' Anna@Example.COM ', 'anna@example.com'],
    ['ａｎｎａ', 'anna'],
    ['a', undefined],
    ['a b', undefined],
    ['-anna', undefined],
    ['анна', undefined],
    ['x'.repeat(65), undefined],
  ])('the name in %j is %j', (text, name) => {
    expect(adminNameIn(text)).toBe(name);
  });

  test('a password has 8 to 200 characters of any kind', () => {
    expect(brokenPasswordRule('1234567')).toBe('too_short');
    expect(brokenPasswordRule('🍌'.repeat(7))).toBe('too_short');
    expect(brokenPasswordRule('12345678')).toBeUndefined();
    expect(brokenPasswordRule('🍌'.repeat(200))).toBeUndefined();
    expect(brokenPasswordRule('x'.repeat(201))).toBe('too_long');
  });

  test('roles have short names', () => {
    expect(['a', 'night-shift_2'].every(isRoleName)).toBe(true);
    expect(['', 'A', '2a', 'a b', 'x'.repeat(33)].some(isRoleName)).toBe(false);
  });

  test('tokens have three parts', () => {
    const secret = `_-${'x'.repeat(41)}`;
    expect(partsOfToken(`nb_abcd1234_${secret}`)).toEqual({ id: 'abcd1234', secret });
    expect(partsOfToken(`nb_abcd1234_${secret}\n`)).toBeUndefined();
    expect(partsOfToken(`nb_abc_${secret}`)).toBeUndefined();
  });
});

describe('login attempts', () => {
  test('cost nothing, then seconds, then a quarter of an hour', () => {
    let attempts = withAttempt(undefined, at(0));
    const waits = [waitMs(attempts, at(0))];
    for (let failed = 2; failed <= 11; failed += 1) {
      attempts = withAttempt(attempts, at(0));
      waits.push(waitMs(attempts, at(0)));
    }

    expect(waits.map((wait) => wait / 1_000)).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 900, 900]);
    expect(waitMs(attempts, at(900_000))).toBe(0);
    expect(withAttempt(attempts, at(3_599_999)).failures).toBe(12);
    expect(withAttempt(attempts, at(3_600_000)).failures).toBe(1);
  });

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ])('%s stands for %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  test('texts are kept as PostgreSQL can', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, maxLength) => {
        const kept = storable(text, maxLength);
        expect(kept).not.toContain('\0');
        expect(Buffer.from(kept, 'utf8').toString('utf8')).toBe(kept);
        expect(storable(kept, maxLength)).toBe(kept);
      }),
    );
  });
});
