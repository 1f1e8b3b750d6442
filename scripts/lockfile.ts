import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type LockEntries, missingPlatformEntries } from './lockfile-platforms.ts';

/**
 * Completes package-lock.json after `npm install` (`npm run lockfile`): adds the optional packages
 * of other platforms that npm left out.
 */

const PATH = resolve(import.meta.dirname, '../package-lock.json');

const lockfile: { packages: LockEntries } = JSON.parse(await readFile(PATH, 'utf8'));
const missing = missingPlatformEntries(lockfile.packages);
const packages = Object.entries({ ...lockfile.packages, ...missing });
packages.sort(([one], [other]) => one.localeCompare(other, 'en'));
lockfile.packages = Object.fromEntries(packages);
await writeFile(PATH, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(`package-lock.json: ${Object.keys(missing).length} packages of other platforms added`);
