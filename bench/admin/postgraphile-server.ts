import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../processes/free-port.ts';

const execute = promisify(execFile);

/** With a lockfile of its own, and outside of what the gate looks at: it needs a newer Node than the product. */
const recipe = fileURLToPath(new URL('./postgraphile/', import.meta.url));
const installed = fileURLToPath(new URL('../../.data/bench/postgraphile/', import.meta.url));
const readyLimitMs = 60_000;
const lookEveryMs = 50;

export interface PostgraphileServer {
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
}

/**
 * PostGraphile as its manual starts it, with the Amber preset, on all tables of `public`.
 * @throws Error when npm cannot install it, e.g. without a network
 */
export async function startPostgraphile(databaseUrl: string): Promise<PostgraphileServer> {
  await install();
  const port = await freePort();
  const child = spawn(
    `${installed}node_modules/node/bin/node`,
    [
      `${installed}node_modules/postgraphile/dist/cli-run.js`,
      ...['--preset', 'postgraphile/presets/amber', '--schema', 'public'],
      ...['--connection', databaseUrl, '--host', '127.0.0.1', '--port', String(port)],
    ],
    {
      cwd: installed,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        GRAPHILE_ENV: 'production',
      },
      stdio: 'ignore',
    },
  );
  const url = `http://127.0.0.1:${port}/graphql`;
  try {
    await ready(url, child);
  } catch (error) {
    await stopped(child);
    throw error;
  }
  return { url, version: await version(), stop: () => stopped(child) };
}

/** Once for each lockfile. The mark is written last, so that what failed half way is done again. */
async function install(): Promise<void> {
  const lockfile = await readFile(`${recipe}package-lock.json`, 'utf8');
  const mark = `${installed}installed.json`;
  if ((await readFile(mark, 'utf8').catch(() => undefined)) === lockfile) {
    return;
  }
  await mkdir(installed, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    await copyFile(`${recipe}${name}`, `${installed}${name}`);
  }
  await execute('npm', ['ci', '--no-audit', '--no-fund'], { cwd: installed });
  await writeFile(mark, lockfile);
}

async function version(): Promise<string> {
  const read = async (name: string): Promise<string> => {
    const text = await readFile(`${installed}node_modules/${name}/package.json`, 'utf8');
    return `${name} ${JSON.parse(text).version}`;
  };
  return `${await read('postgraphile')} on ${await read('node')}`;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + readyLimitMs;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`${url}?query={__typename}`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) {
      return;
    }
    await delay(lookEveryMs);
  }
  throw new Error('PostGraphile did not start in time');
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
