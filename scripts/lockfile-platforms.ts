/** The part of an entry of package-lock.json that is read or written here. */
export interface LockEntry {
  readonly version?: string;
  readonly cpu?: readonly string[];
  readonly dev?: boolean;
  readonly libc?: readonly string[];
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
}

/** The entries of package-lock.json by their path in the tree, as in `node_modules/esbuild`. */
export type LockEntries = Readonly<Record<string, LockEntry>>;

/** What a word in a package's name says about its platform, in npm's terms. */
const SYSTEMS = new Map([
  ...same('aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony'),
  ...same('sunos', 'win32'),
  ['windows', 'win32'],
]);
const PROCESSORS = new Map(
  same('arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'),
);
const C_LIBRARIES = new Map([
  ...same('glibc', 'musl'),
  ['gnu', 'glibc'],
  ['gnueabihf', 'glibc'],
  ['musleabihf', 'musl'],
]);

/**
 * Lists the entries that package-lock.json lacks for optional packages of other platforms.
 *
 * npm leaves such a package out when the registry at hand does not serve it, or when it was not
 * installed beside its siblings; `npm ci` then refuses the lockfile, and on its own platform the
 * package is missing. What such an entry needs is known: the exact version from the package that
 * asks for it, and the platform from its name. npm adds the checksum where it installs it.
 */
export function missingPlatformEntries(entries: LockEntries): LockEntries {
  const missing: Record<string, LockEntry> = {};
  for (const [path, entry] of Object.entries(entries)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(entries, path, name)) continue;
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
        throw new Error(
          `Cannot lock ${name} as its version must be exact: ${path} asks for ${version}`,
        );
      }
      missing[`node_modules/${name}`] = lockEntry(name, version, entry.dev === true);
    }
  }
  return missing;
}

/** Whether a package that sits at a path finds a package of that name, there or further out. */
function isLocked(entries: LockEntries, path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in entries) return true;
    if (at === '') return false;
  }
}

/** In the order of npm's own entries, so that the next `npm install` changes nothing. */
function lockEntry(name: string, version: string, dev: boolean): LockEntry {
  const words = name.split(/[/-]/);
  const os = firstOf(SYSTEMS, words);
  const cpu = firstOf(PROCESSORS, words);
  const libc = firstOf(C_LIBRARIES, words);
  if (os === undefined || cpu === undefined) {
    throw new Error(`Cannot lock ${name} as its name does not say its platform`);
  }
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    os: [os],
  };
}

function firstOf(meanings: ReadonlyMap<string, string>, words: readonly string[]) {
  return words.map((word) => meanings.get(word)).find((meaning) => meaning !== undefined);
}

function same(...words: readonly string[]): [string, string][] {
  return words.map((word) => [word, word]);
}
