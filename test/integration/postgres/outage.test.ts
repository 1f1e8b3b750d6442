import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createDataSource,
  type DatabaseOptions,
} from '../../../src/adapters/postgres/data-source.ts';
import { DatabaseUnavailable } from '../../../src/adapters/postgres/database-errors.ts';
import { waitForDatabase } from '../../../src/adapters/postgres/wait-for-database.ts';
import { Outage } from '../../../src/application/ports/outage.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { aGenerationId, aUser } from '../../builders/domain.ts';
import { postgresPersistence } from '../../contract/postgres/postgres-persistence.ts';
import { committing, existingUser } from '../../contract/suites/persistence.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import type { TestDatabase } from '../../harness/database.ts';
import { migratedDatabase } from '../../harness/migrated-database.ts';
import { NetworkGate } from './network-gate.ts';

let database: TestDatabase;
let gate: NetworkGate;
let logger: RecordingLogger;
const opened: DataSource[] = [];

beforeEach(async () => {
  database = await migratedDatabase();
  gate = new NetworkGate(database.url);
  await gate.open();
  logger = new RecordingLogger();
});

afterEach(async () => {
  await gate.close();
  for (const dataSource of opened.splice(0)) {
    if (dataSource.isInitialized) {
      await dataSource.destroy();
    }
  }
  await database.drop();
});

function throughGate(options: Partial<DatabaseOptions> = {}): DataSource {
  const dataSource = createDataSource({ url: gate.url, poolSize: 3, logger, ...options });
  opened.push(dataSource);
  return dataSource;
}

async function connected(options: Partial<DatabaseOptions> = {}) {
  const dataSource = throughGate(options);
  await waitForDatabase(dataSource, { logger, signal: new AbortController().signal });
  return { dataSource, ...postgresPersistence(dataSource) };
}

/** Ends every connection as an administrator would. */
async function terminateAll(): Promise<void> {
  const other = createDataSource({ url: database.url, poolSize: 1, logger });
  await other.initialize();
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await other.destroy();
}

describe('waiting for the database', () => {
  test('says in one line that it is there', async () => {
    await connected();

    expect(logger.lines).toEqual([
      { level: 'info', event: 'database_connected', fields: { attempt: 1 } },
    ]);
  });

  test('says in one line a try that it is away, and goes on when it comes', async () => {
    await gate.close();
    const waiting = connected();
    await expect.poll(() => logger.of('database_unavailable').length).toBeGreaterThan(1);
    await gate.open();

    const { unitOfWork } = await waiting;

    const [first, second] = logger.of('database_unavailable');
    expect(first?.fields).toEqual({ attempt: 1, retryInMs: 250 });
    expect(second?.fields).toEqual({ attempt: 2, retryInMs: 500 });
    expect(first?.cause).toBeInstanceOf(Error);
    expect(logger.of('database_connected')).toHaveLength(1);
    await existingUser(unitOfWork);
  });

  test('ends when it is told to', async () => {
    await gate.close();
    const controller = new AbortController();
    const waiting = waitForDatabase(throughGate(), { logger, signal: controller.signal });
    const outcome = expect(waiting).rejects.toThrow('aborted');
    await expect.poll(() => logger.of('database_unavailable').length).toBe(1);

    controller.abort();

    await outcome;
  });

  test('does not wait for what waiting cannot mend', async () => {
    const url = new URL(gate.url);
    url.pathname = '/no_such_database';
    const waiting = waitForDatabase(throughGate({ url: url.href }), {
      logger,
      signal: new AbortController().signal,
    });

    await expect(waiting).rejects.toThrow('does not exist');
    expect(logger.lines).toEqual([]);
  });
});

describe('while the database is away', () => {
  test('every call throws an outage that keeps its cause, and later calls work again', async () => {
    const { unitOfWork, inbox, audit } = await connected();
    const user = await existingUser(unitOfWork);
    await gate.close();

    const calls = [
      unitOfWork.run(async () => ok()),
      unitOfWork.direct.users.find(user.id),
      unitOfWork.direct.referrals.find(user.id),
      inbox.done([1], new Date()),
      audit.run(),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
      expect(reason).toBeInstanceOf(DatabaseUnavailable);
      expect(reason).toBeInstanceOf(Outage);
      expect((reason as Error).cause).toBeInstanceOf(Error);
    }

    await gate.open();
    expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    expect((await audit.run()).users).toBe(1);
  });

  test('a transaction that it breaks leaves nothing behind', async () => {
    const { unitOfWork, commits } = await connected();
    const user = aUser();

    const run = unitOfWork.run(
      committing(async (scope) => {
        await scope.users.insert(user);
        await scope.outbox.add({ type: 'status.remove', generationId: aGenerationId() });
        await gate.close();
      }),
    );

    await expect(run).rejects.toBeInstanceOf(DatabaseUnavailable);
    await gate.open();
    expect(await unitOfWork.direct.users.find(user.id)).toBeUndefined();
    expect(commits).toEqual([]);
  });

  test('broken transactions do not use up the connections', async () => {
    const { unitOfWork } = await connected({ poolSize: 2 });
    for (let outage = 0; outage < 5; outage += 1) {
      const broken = Array.from({ length: 4 }, () =>
        unitOfWork.run(committing((scope) => scope.users.insert(aUser()))),
      );
      await gate.close();
      await Promise.allSettled(broken);
      await gate.open();
    }

    await existingUser(unitOfWork);
  });

  test('connections that an administrator ends are opened anew', async () => {
    const { unitOfWork } = await connected();
    const user = await existingUser(unitOfWork);
    const broken = unitOfWork.run(
      committing(async (scope) => {
        await scope.users.lock(user.id);
        await terminateAll();
        await scope.users.save({ ...user, firstName: 'Never' });
      }),
    );

    await expect(broken).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect
      .poll(() => unitOfWork.direct.users.find(user.id).catch(() => undefined))
      .toEqual(user);
  });

  test('an idle connection that breaks is told in a log line and nowhere else', async () => {
    const { unitOfWork } = await connected();
    await existingUser(unitOfWork);

    await terminateAll();

    await expect.poll(() => logger.of('database_connection_lost').length).toBeGreaterThan(0);
    await existingUser(unitOfWork);
  });

  test('a database that says nothing is given up on', async () => {
    const { unitOfWork } = await connected({ poolSize: 1, statementTimeoutMs: 200 });
    const user = await existingUser(unitOfWork);
    gate.silence();

    await expect(unitOfWork.direct.users.find(user.id)).rejects.toBeInstanceOf(DatabaseUnavailable);

    // The only connection of the pool was the silent one: this needs another.
    expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
  });
});

test('a burst waits for its turn, however long the line', async () => {
  const { unitOfWork } = await connected({ poolSize: 2, connectTimeoutMs: 300 });

  const results = await Promise.all(
    Array.from({ length: 600 }, () =>
      unitOfWork.run(async (scope) => ok(await scope.users.insert(aUser()))),
    ),
  );

  expect(results.every((result) => result.ok)).toBe(true);
});

test('a statement that takes too long is ended, and its transaction with it', async () => {
  const { dataSource, unitOfWork } = await connected({ statementTimeoutMs: 200 });

  await expect(dataSource.query('SELECT pg_sleep(10)')).rejects.toThrow('statement timeout');

  await existingUser(unitOfWork);
});
