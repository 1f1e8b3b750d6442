import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { isSystemError } from './cluster-files.ts';

/** PostgreSQL refuses to run as root: whom it runs as instead. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** What to spawn. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

const execute = promisify(execFile);

/**
 * Undefined when this process is not root: PostgreSQL then runs as whoever runs this. A directory
 * that exists keeps its owner, so that switching between root and a user does no harm.
 */
export async function chooseAccount(cluster: string): Promise<Account | undefined> {
  const own = process.getuid?.();
  if (own === undefined) {
    return undefined;
  }
  const owner = await ownerOf(cluster);
  if (own === 0) {
    return owner !== undefined && owner.uid !== 0 ? owner : unprivilegedAccount();
  }
  if (owner !== undefined && owner.uid !== own) {
    throw new Error(
      `Cannot use ${cluster} as its owner has the user id ${owner.uid}, and this process ${own}: ` +
        'run as that user or as root, or set another DATA_DIR',
    );
  }
  return undefined;
}

/**
 * How to start a program as an account that may be unable to reach it: the home of root, where a
 * fresh machine's checkout often lies, is closed to everybody else. Instead of opening it, the
 * program gets the right to pass (and read) closed directories, and no other right of root.
 */
export async function launchAs(
  account: Account | undefined,
  program: string,
  args: readonly string[],
  dataPath: string,
): Promise<Launch> {
  if (account === undefined) {
    return { command: program, args, options: {} };
  }
  const closed = (await closedAbove(program, account)) ?? (await closedAbove(dataPath, account));
  if (closed === undefined) {
    return { command: program, args, options: account };
  }
  const passport = await passingCapability();
  if (passport === undefined) {
    throw new Error(
      `Cannot run PostgreSQL as user id ${account.uid} as ${closed} is closed to it: ` +
        `run "chmod o+x ${closed}", move the project and DATA_DIR elsewhere, or set DATABASE_URL`,
    );
  }
  const rights = [
    ...['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'],
    // Otherwise access(2), with which PostgreSQL looks for its own files, ignores the capability.
    ...['--securebits', '+no_setuid_fixup'],
    ...['--inh-caps', `-all,+${passport}`, '--ambient-caps', `-all,+${passport}`],
  ];
  return { command: 'setpriv', args: [...rights, program, ...args], options: {} };
}

async function ownerOf(path: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

async function unprivilegedAccount(): Promise<Account> {
  const account =
    (await accountNamed('postgres')) ??
    (await createPostgresUser()) ??
    (await accountNamed('nobody'));
  if (account === undefined) {
    throw new Error(
      'Cannot run PostgreSQL as root, and there is no user "postgres" to run it as: ' +
        'create one, run this as a normal user, or set DATABASE_URL',
    );
  }
  return account;
}

async function accountNamed(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, name])).stdout)),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

async function createPostgresUser(): Promise<Account | undefined> {
  try {
    await execute('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return await accountNamed('postgres');
  } catch {
    return undefined;
  }
}

/** The topmost directory above a path that the account may not pass. */
async function closedAbove(path: string, account: Account): Promise<string | undefined> {
  const parents: string[] = [];
  for (let at = dirname(path); parents.at(-1) !== at; at = dirname(at)) {
    parents.push(at);
  }
  for (const parent of parents.reverse()) {
    const { uid, gid, mode } = await stat(parent);
    const mayPass =
      uid === account.uid ? mode & 0o100 : gid === account.gid ? mode & 0o010 : mode & 0o001;
    if (!mayPass) {
      return parent;
    }
  }
  return undefined;
}

/** Numbers from linux/capability.h; reading is the smaller right, containers keep the larger. */
const passingCapabilities = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
];

async function passingCapability(): Promise<string | undefined> {
  try {
    await execute('setpriv', ['--version']);
    // Of a child, which inherits ours: Deno keeps /proc from programs that lack a right to everything.
    const { stdout } = await execute('grep', ['CapBnd', '/proc/self/status']);
    const bounding = BigInt(`0x${/^CapBnd:\s*(\w+)/.exec(stdout)?.[1] ?? '0'}`);
    return passingCapabilities.find(({ bit }) => (bounding >> bit) % 2n === 1n)?.name;
  } catch {
    return undefined;
  }
}
