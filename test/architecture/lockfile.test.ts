import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LockEntries, missingPlatformEntries } from '../../scripts/lockfile-platforms.ts';

const LOCKFILE = resolve(import.meta.dirname, '../../package-lock.json');

describe('package-lock.json', () => {
  const lockfile: { packages: LockEntries } = JSON.parse(readFileSync(LOCKFILE, 'utf8'));

  test('holds the optional packages of every platform: else run `npm run lockfile`', () => {
    expect(Object.keys(missingPlatformEntries(lockfile.packages))).toEqual([]);
  });

  test('names no registry', () => {
    expect(readFileSync(LOCKFILE, 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});

describe('missingPlatformEntries', () => {
  test('derives version and platform of what npm left out', () => {
    const entries = {
      'node_modules/tool': {
        dev: true,
        optionalDependencies: {
          '@tool/darwin-arm64': '1.2.3',
          '@tool/linux-x64': '1.2.3',
          '@tool/linux-x64-musl': '1.2.3',
        },
      },
      'node_modules/@tool/linux-x64': {},
    };

    expect(missingPlatformEntries(entries)).toEqual({
      'node_modules/@tool/darwin-arm64': {
        version: '1.2.3',
        cpu: ['arm64'],
        os: ['darwin'],
        dev: true,
        optional: true,
      },
      'node_modules/@tool/linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        libc: ['musl'],
        os: ['linux'],
        dev: true,
        optional: true,
      },
    });
  });

  test('finds a package inside another and beside it', () => {
    const tool = { optionalDependencies: { 'tool-win32-x64': '1.0.0' } };
    const entries = {
      'node_modules/outer/node_modules/tool': tool,
      'node_modules/outer/node_modules/tool-win32-x64': {},
      'chat/node_modules/tool': tool,
      'node_modules/tool-win32-x64': {},
    };

    expect(missingPlatformEntries(entries)).toEqual({});
  });

  test('refuses to guess a version', () => {
    const entries = {
      'node_modules/tool': { optionalDependencies: { 'tool-linux-x64': '^1.0.0' } },
    };

    expect(() => missingPlatformEntries(entries)).toThrow('must be exact');
  });
});
