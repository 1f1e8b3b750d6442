import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from '../../application/ports/logger.ts';
import { type ClusterFiles, readIfThere } from './cluster-files.ts';
import { serverEnvironment, superuser } from './initialize-cluster.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { livePostmaster, removeStaleLock, stopPostmaster } from './postmaster.ts';
import { type Account, launchAs } from './run-as.ts';

export interface EmbeddedServerOptions {
  readonly files: ClusterFiles;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  readonly password: string;
  readonly logger: Logger;
}

/** Recovery after a crash replays at most `max_wal_size`; this is ample. */
const startLimitMs = 120_000;
const lookEveryMs = 20;
const mostLaunches = 6;
const relaunchAfterMs = 500;
const ownerGoneMs = 400;
const largestLogBytes = 10 * 1_024 * 1_024;
/** Held by the process that the server belongs to, for as long as that process lives. */
const ownerLockKey = 7_227_002;

/** For one product on one small machine; the rest stays as PostgreSQL has it. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_checkpoints=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=512MB',
  'jit=off',
];

/**
 * The PostgreSQL server of a data directory. One process owns it and stops it; others that use the
 * same directory meanwhile share it. One left behind by a killed owner is taken over as it runs.
 */
export class EmbeddedServer {
  readonly #options: EmbeddedServerOptions;
  #port = 0;
  #owner: Client | undefined;
  #isStopping = false;
  #recovery: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedServerOptions) {
    this.#options = options;
  }

  get url(): string {
    const { password } = this.#options;
    return `postgres://${superuser}:${password}@127.0.0.1:${this.#port}/postgres`;
  }

  async start(): Promise<void> {
    const { files, logger } = this.#options;
    const found = await livePostmaster(files.cluster);
    this.#port = found?.port || (await preferredPort(files));
    const client = await this.#reach(true);
    await writeFile(files.port, String(this.#port));
    const isOwner = await this.#own(client);
    const how = isOwner ? (found ? 'taken_over' : 'started') : 'shared';
    const { cluster, log } = files;
    logger.info('embedded_postgres', { how, dataDir: cluster, log, port: this.#port });
  }

  /** Only the owner stops the server. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#recovery;
    const owner = this.#owner;
    if (owner !== undefined) {
      await owner.end().catch(() => undefined);
      await stopPostmaster(this.#options.files.cluster);
    }
  }

  /** @returns whether this process owns the server now. */
  async #own(client: Client): Promise<boolean> {
    if (!(await takesOwnership(client))) {
      await client.end();
      return false;
    }
    this.#owner = client;
    client.once('end', () => {
      this.#owner = undefined;
      this.#recovery = this.#recover();
    });
    return true;
  }

  /** The owner's connection broke: the server crashed or restarted. Start it again where it was. */
  async #recover(): Promise<void> {
    if (this.#isStopping) {
      return;
    }
    const { logger } = this.#options;
    logger.warn('embedded_postgres_lost', { port: this.#port });
    try {
      await this.#own(await this.#reach(false));
      logger.info('embedded_postgres_recovered', { port: this.#port });
    } catch (error) {
      logger.error('embedded_postgres_not_recovered', { port: this.#port }, error);
    }
  }

  /** Connects to the server, launching it when it does not run. */
  async #reach(mayMove: boolean): Promise<Client> {
    const { files } = this.#options;
    const logStart = await logSize(files);
    let child: ChildProcess | undefined;
    let launches = 0;
    for (let waitedMs = 0; waitedMs < startLimitMs; waitedMs += lookEveryMs) {
      const running = await livePostmaster(files.cluster);
      const client = running && (await this.#connect(running.port));
      if (client) {
        this.#port = running.port;
        return client;
      }
      if (!running && !isAlive(child)) {
        if (launches === mostLaunches || this.#isStopping) {
          break;
        }
        if (launches > 0) {
          await delay(relaunchAfterMs);
          this.#port = mayMove ? await freePort() : this.#port;
        }
        await removeStaleLock(files.cluster);
        child = await this.#launch();
        launches += 1;
      }
      await delay(lookEveryMs);
    }
    const said = (await readFile(files.log, 'utf8').catch(() => '')).slice(logStart);
    throw new Error(`Cannot start PostgreSQL in ${files.cluster}: ${said.trim()}`);
  }

  /** Undefined while the server cannot take connections yet, or any more. */
  async #connect(port: number): Promise<Client | undefined> {
    if (port === 0) {
      return undefined;
    }
    const { password, files } = this.#options;
    const client = new Client({
      ...{ host: '127.0.0.1', port, user: superuser, password, database: 'postgres' },
      application_name: 'nano-banana-owner',
      connectionTimeoutMillis: 2_000,
    });
    // Its end is watched; without a listener, the error before it would end this process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '28P01') {
        throw new Error(
          `Cannot open PostgreSQL in ${files.cluster} as ${files.password} has another password`,
          { cause: error },
        );
      }
      return undefined;
    }
  }

  /**
   * In a session of its own, so that a Ctrl+C meant for us leaves it running until we stop it, and
   * with its log in a file, so that it survives us when we are killed.
   */
  async #launch(): Promise<ChildProcess> {
    const { files, binaries, account } = this.#options;
    const args = ['-D', files.cluster, '-p', String(this.#port)];
    const flags = settings.flatMap((setting) => ['-c', setting]);
    const launch = await launchAs(account, binaries.postgres, [...args, ...flags], files.cluster);
    const log = await open(files.log, 'a', 0o600);
    try {
      const child = spawn(launch.command, launch.args, {
        ...launch.options,
        cwd: files.root,
        env: serverEnvironment(),
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
      });
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      return child;
    } finally {
      await log.close();
    }
  }
}

/** Takes the owner's lock. That of an owner who was just killed takes a moment to go. */
async function takesOwnership(client: Client): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < ownerGoneMs; waitedMs += lookEveryMs) {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS taken',
      [ownerLockKey],
    );
    if (rows[0]?.taken) {
      return true;
    }
    await delay(lookEveryMs);
  }
  return false;
}

const isAlive = (child: ChildProcess | undefined): boolean =>
  child !== undefined && child.exitCode === null && child.signalCode === null;

/** A log that has grown large starts over, keeping one of before. */
async function logSize({ log }: ClusterFiles): Promise<number> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size < largestLogBytes) {
    return size;
  }
  await rename(log, `${log}.1`);
  return 0;
}

/** The port of last time, so that who shared the server finds it again; another when it is taken. */
async function preferredPort({ port }: ClusterFiles): Promise<number> {
  const last = Number(await readIfThere(port));
  return (last > 0 && (await listenOn(last))) || freePort();
}

async function freePort(): Promise<number> {
  const port = await listenOn(0);
  if (port === undefined) {
    throw new Error('Cannot find a free port on 127.0.0.1');
  }
  return port;
}

/** @returns the port when it could be listened on just now. */
function listenOn(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : undefined;
      server.close(() => resolve(port));
    });
  });
}
