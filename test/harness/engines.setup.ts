import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { removeOrphanedContainers } from './container-owner.ts';
import { probeContainerRuntime } from './container-runtime.ts';
import type { Engine } from './engine.ts';
import {
  containerPostgres,
  embeddedPostgres,
  externalPostgres,
  POSTGRES_IMAGE,
} from './postgres-engine.ts';
import { containerRedis, externalRedis, localRedis, REDIS_IMAGE } from './redis-engine.ts';
import { skipVisibly } from './require-all.ts';

const REDIS_REMEDY = 'set REDIS_URL, install redis-server, or start Docker with redis:8';

declare module 'vitest' {
  interface ProvidedContext {
    engines: {
      /** A role that may create databases, connected to the maintenance database. */
      readonly postgresUrl: string;
      /** Every database that this run creates has a name that starts so. */
      readonly databasePrefix: string;
      /** Absent where the machine has no Redis. */
      readonly redisUrl: string | undefined;
    };
  }
}

/**
 * Vitest calls this once for each project that runs. The first call starts the engines and hands
 * their addresses to all projects through the root; the later ones find them there.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = project.vitest.getRootProject();
  if (root.getProvidedContext().engines !== undefined) return undefined;

  const databasePrefix = `nb_test_${randomBytes(4).toString('hex')}_`;
  const images = await availableImages();
  const started: Engine[] = [];
  const stopAll = async () => {
    await Promise.all(started.map((engine) => engine.stop()));
  };
  try {
    const postgres = await startPostgres(images.has(POSTGRES_IMAGE), databasePrefix);
    started.push(postgres);
    const redis = await startRedis(images.has(REDIS_IMAGE));
    if (redis !== undefined) started.push(redis);

    process.stdout.write(`test engines: ${started.map(({ label }) => label).join(', ')}\n`);
    if (redis === undefined) skipVisibly('Redis tests', REDIS_REMEDY);
    root.provide('engines', {
      postgresUrl: postgres.url,
      databasePrefix,
      redisUrl: redis?.url,
    });
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function startPostgres(hasImage: boolean, databasePrefix: string): Promise<Engine> {
  const url = process.env.TEST_DATABASE_URL;
  if (url !== undefined && url !== '') return externalPostgres(url, databasePrefix);
  return hasImage ? containerPostgres() : embeddedPostgres();
}

async function startRedis(hasImage: boolean): Promise<Engine | undefined> {
  const url = process.env.REDIS_URL;
  if (url !== undefined && url !== '') return externalRedis(url);
  return hasImage ? containerRedis() : localRedis();
}

async function availableImages(): Promise<ReadonlySet<string>> {
  const runtime = await probeContainerRuntime([POSTGRES_IMAGE, REDIS_IMAGE]);
  if (runtime === undefined || runtime.images.size === 0) return new Set();
  // Its reaper is an image that would have to be pulled; orphans are removed by their label instead.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
  const { getContainerRuntimeClient } = await import('testcontainers');
  await removeOrphanedContainers(await getContainerRuntimeClient());
  return runtime.images;
}
