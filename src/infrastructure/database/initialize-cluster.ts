import { spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterFiles, readIfThere } from './cluster-files.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type Account, launchAs } from './run-as.ts';

export const superuser = 'postgres';

const workspacePrefix = 'postgres-initializing-';
const abandonedAfterMs = 10 * 60 * 1_000;

/**
 * Makes the cluster when there is none. It is built aside and moved into place whole, so that
 * neither a crash nor a second process leaves half of one.
 */
export async function initializeCluster(
  files: ClusterFiles,
  binaries: PostgresBinaries,
  account: Account | undefined,
  password: string,
): Promise<void> {
  if (await isCluster(files.cluster)) {
    return;
  }
  await removeAbandoned(files.root);
  const workspace = await mkdtemp(join(files.root, workspacePrefix));
  try {
    const built = await build(workspace, binaries, account, password);
    await moveIntoPlace(built, files.cluster);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function build(
  workspace: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  password: string,
): Promise<string> {
  const cluster = join(workspace, 'cluster');
  const passwordFile = join(workspace, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(passwordFile, account.uid, account.gid);
    await chown(workspace, account.uid, account.gid);
  }
  const args = [
    `--pgdata=${cluster}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ];
  const launch = await launchAs(account, binaries.initdb, args, cluster);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(launch.command, launch.args, {
      ...launch.options,
      cwd: workspace,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const reason = `initdb ended with code ${code}: ${complaints.trim()}`;
      code === 0 ? resolve() : reject(new Error(`Cannot create a PostgreSQL cluster: ${reason}`));
    });
  });
  return cluster;
}

/** @returns false when there is nothing yet. */
async function isCluster(path: string): Promise<boolean> {
  if ((await readIfThere(join(path, 'PG_VERSION'))) !== undefined) {
    return true;
  }
  const files = await readdir(path).catch(() => []);
  if (files.length > 0) {
    throw new Error(
      `Cannot create a PostgreSQL cluster in ${path} as other files are there: ` +
        'move them away, or set another DATA_DIR',
    );
  }
  return false;
}

async function moveIntoPlace(built: string, cluster: string): Promise<void> {
  try {
    await rename(built, cluster);
  } catch (error) {
    // Another process was first: its cluster is as good as ours.
    if (!(await isCluster(cluster))) {
      throw error;
    }
  }
}

/** What a process left that was killed while it built. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name);
    if (name.startsWith(workspacePrefix)) {
      const { mtimeMs } = await stat(path);
      if (mtimeMs < Date.now() - abandonedAfterMs) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }
}

/** Ours, without what would tell PostgreSQL's programs to look elsewhere. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C' };
}
