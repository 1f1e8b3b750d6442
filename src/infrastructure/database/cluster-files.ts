import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What the embedded PostgreSQL keeps in DATA_DIR, as absolute paths. */
export interface ClusterFiles {
  readonly root: string;
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
  readonly port: string;
}

export async function clusterFiles(dataDir: string): Promise<ClusterFiles> {
  const root = resolve(dataDir);
  await mkdir(root, { recursive: true });
  return {
    root,
    cluster: join(root, 'postgres'),
    log: join(root, 'postgres.log'),
    password: join(root, 'postgres.password'),
    port: join(root, 'postgres.port'),
  };
}

/** The superuser's password: drawn once, readable by the owner of the file alone. */
export async function readOrCreatePassword({ password }: ClusterFiles): Promise<string> {
  const drawn = randomBytes(24).toString('base64url');
  try {
    await writeFile(password, drawn, { flag: 'wx', mode: 0o600 });
    return drawn;
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) {
      throw error;
    }
    return (await readFile(password, 'utf8')).trim();
  }
}

/** Undefined when the file does not exist. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
