import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeCursor,
  encodeCursor,
  keyAsValue,
} from '../../../src/adapters/postgres/queries/cursors.ts';

const uuid = '0b9f2c4e-1111-7222-8333-444455556666';

describe('a cursor', () => {
  test('says again what was put into it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 253_402_300_799_999_999n }),
        fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }),
        fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0')),
        (micros, amount, name) => {
          const position = [`${micros}`, `${amount}`, name, uuid];
          const cursor = encodeCursor('list.sort', position);
          expect(cursor).toMatch(/^[\w-]+$/);
          expect(
            decodeCursor(cursor, 'list.sort', ['timestamptz', 'bigint', 'text', 'uuid']),
          ).toEqual({ ok: true, value: position });
        },
      ),
    );
  });

  test.each([
    ['of fewer parts', ['1']],
    ['of more parts', ['1', uuid, uuid]],
    ['with another id', ['1', '7']],
    ['with a time that is none', ['soon', uuid]],
    ['with a time after the calendar', ['253402300800000000', uuid]],
    ['with a time before it', ['-1', uuid]],
  ])('%s is malformed', (_, position) => {
    const cursor = encodeCursor('list.sort', position);
    expect(decodeCursor(cursor, 'list.sort', ['timestamptz', 'uuid'])).toEqual({
      ok: false,
      error: 'malformed',
    });
  });

  test.each([
    ['a number too large for the column', 'bigint', '9223372036854775808'],
    ['no number', 'bigint', '1e5'],
    ['a NUL', 'text', 'a\0b'],
  ] as const)('with %s is malformed', (_, type, text) => {
    const cursor = encodeCursor('list.sort', [text]);
    expect(decodeCursor(cursor, 'list.sort', [type])).toMatchObject({ ok: false });
  });

  test('survives any change without a crash', () => {
    const cursor = encodeCursor('list.sort', ['1767225600000001', uuid]);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
        const changed = cursor.slice(0, at) + put + cursor.slice(at + 1);
        const { ok } = decodeCursor(changed, 'list.sort', ['timestamptz', 'uuid']);
        expect(typeof ok).toBe('boolean');
      }),
    );
  });
});

test('times keep their microseconds on the way to the server', () => {
  expect(keyAsValue('timestamptz', '1767225600000001')).toBe('2026-01-01T00:00:00.000001Z');
  expect(keyAsValue('timestamptz', '253402300799999999')).toBe('9999-12-31T23:59:59.999999Z');
  expect(keyAsValue('timestamptz', '0')).toBe('1970-01-01T00:00:00.000000Z');
});
