import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../harness/database.ts';
import { migratedDatabase } from '../../harness/migrated-database.ts';
import { freshRedis, redisUrl } from '../../harness/redis.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function database(): Promise<string> {
  const { url, drop } = await freshDatabase();
  cleanups.push(drop);
  return url;
}

describe('freshDatabase', () => {
  test('gives each caller a database that the others do not see', async () => {
    const [first, second] = await Promise.all([database(), database()]);
    await query(first, 'CREATE TABLE mine (id int)');

    await expect(query(second, 'SELECT * FROM mine')).rejects.toThrow('does not exist');
  });

  test('orders Cyrillic text without regard to case', async () => {
    const url = await database();

    expect(await query(url, `SELECT lower('БАНАН') AS text`)).toEqual([{ text: 'банан' }]);
  });

  test('drops a database that still has connections', async () => {
    const { url, drop } = await freshDatabase();
    const idle = new Client({ connectionString: url });
    const closed = new Promise((resolve) => idle.on('error', resolve));
    await idle.connect();
    await drop();

    await closed;
    await expect(query(url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describe('migratedDatabase', () => {
  test('gives callers that ask at the same time the same schema', async () => {
    const databases = await Promise.all([migratedDatabase(), migratedDatabase()]);
    cleanups.push(...databases.map(({ drop }) => drop));

    for (const { url } of databases) {
      expect(await query(url, 'SELECT * FROM credit_entries')).toEqual([]);
    }
  });
});

describe.skipIf(redisUrl() === undefined)('freshRedis', () => {
  test('gives each caller keys of its own and removes them in the end', async () => {
    const [first, second] = await Promise.all([freshRedis(), freshRedis()]);
    const redis = new Redis(first.url);
    const other = new Redis(second.url);
    cleanups.push(async () => {
      redis.disconnect();
      other.disconnect();
    });
    await redis.set('mine', '1');

    expect(await other.get('mine')).toBeNull();
    await first.drop();
    expect(await redis.dbsize()).toBe(0);
  });
});
