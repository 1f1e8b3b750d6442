import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { randomSecrets } from '../../../src/adapters/crypto/random-secrets.ts';
import { ScryptPasswordHasher } from '../../../src/adapters/crypto/scrypt-password-hasher.ts';
import { sha256Digest } from '../../../src/adapters/crypto/sha256-digest.ts';
import { totp } from '../../../src/adapters/crypto/totp.ts';

describe('ScryptPasswordHasher', () => {
  const hasher = new ScryptPasswordHasher();

  test('knows the password again, and no other', async () => {
    const stored = await hasher.hash('correct horse 🍌');

    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await hasher.verify('correct horse 🍌', stored)).toBe(true);
    expect(await hasher.verify('correct horse', stored)).toBe(false);
    expect(await hasher.verify('', stored)).toBe(false);
    expect(await hasher.verify('correct horse 🍌', undefined)).toBe(false);
  });

  test('salts', async () => {
    expect(await hasher.hash('the same')).not.toBe(await hasher.hash('the same'));
  });

  test('takes characters that look the same for the same', async () => {
    expect(await hasher.verify('cafe\u0301', await hasher.hash('caf\u00e9'))).toBe(true);
  });

  test('reads how a hash was made from the hash', async () => {
    // RFC 7914, 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1, 64).
    const key = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
      'hex',
    ).toString('base64url');
    const salt = Buffer.from('SodiumChloride').toString('base64url');

    expect(await hasher.verify('pleaseletmein', `scrypt$16384$8$1$${salt}$${key}`)).toBe(true);
  });

  test('takes as long without a hash to compare with', async () => {
    const stored = await hasher.hash('correct horse');
    const time = async (hash: string | undefined) => {
      const started = performance.now();
      await hasher.verify('guess', hash);
      return performance.now() - started;
    };
    const fastest = async (hash: string | undefined) => {
      const times = [];
      for (let round = 0; round < 5; round += 1) {
        times.push(await time(hash));
      }
      return Math.min(...times);
    };

    const ratio = (await fastest(stored)) / (await fastest(undefined));

    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(5);
  });

  test('answers many at a time', async () => {
    const stored = await hasher.hash('correct horse');

    const answers = await Promise.all(
      ['a', 'correct horse', 'b', 'c', 'correct horse'].map((one) => hasher.verify(one, stored)),
    );

    expect(answers).toEqual([false, true, false, false, true]);
  });

  test('throws at a hash that it did not make', async () => {
    await expect(hasher.verify('x', '$argon2id$v=19$whatever')).rejects.toThrow(/unknown kind/);
  });
});

describe('totp', () => {
  // RFC 6238, appendix B (SHA-1), the last six of eight digits.
  const secret = Secret.fromLatin1('12345678901234567890').base32;

  test.each([
    [59, '287082', 1],
    [1111111109, '081804', 37037036],
    [20000000000, '353130', 666666666],
  ])('takes the code of second %d', (seconds, code, step) => {
    const now = new Date(seconds * 1_000);

    expect(totp.stepOf(secret, code, now)).toBe(step);
    expect(totp.stepOf(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, now)).toBe(step);
  });

  test('takes the codes before and after, with their own steps, and none further away', () => {
    const code = '287082';
    const offsets = [-30, 0, 30, 60].map((offset) =>
      totp.stepOf(secret, code, new Date((45 + offset) * 1_000)),
    );

    expect(offsets).toEqual([1, 1, 1, undefined]);
  });

  test.each(['', '28708', '2870820', 'abcdef', '２８７０８２', '999999'])('refuses %j', (code) => {
    expect(totp.stepOf(secret, code, new Date(59_000))).toBeUndefined();
  });

  test('makes secrets of 160 bits, and addresses that apps read', () => {
    const made = totp.secret();
    const uri = new URL(totp.uri(made, 'anna@example.com'));

    expect(Secret.fromBase32(made).bytes).toHaveLength(20);
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.searchParams.get('secret')).toBe(made);
    expect(uri.searchParams.get('issuer')).toBe('Nano Banana');
    expect(decodeURIComponent(uri.pathname)).toContain('anna@example.com');
    expect(totp.secret()).not.toBe(made);
    expect(TOTP.counter({ timestamp: 59_000 })).toBe(1);
  });
});

test('tokens are 43 characters of base64url, and never the same', () => {
  const tokens = Array.from({ length: 100 }, () => randomSecrets.token());

  expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
  expect(new Set(tokens).size).toBe(100);
});

test('digests are SHA-256 of UTF-8', () => {
  // FIPS 180-4, "abc".
  expect(sha256Digest.sha256('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(sha256Digest.sha256('é')).not.toBe(sha256Digest.sha256('e'));
});
