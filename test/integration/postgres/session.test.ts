import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DirectSession,
  type Session,
  type Statement,
} from '../../../src/adapters/postgres/session.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';

/* Statements of one transaction that are asked for at once. */

const write: Statement = {
  name: 'test.write',
  text: 'INSERT INTO settings (name, value) VALUES ($1, to_json($2::int))',
};
const divide: Statement = { name: 'test.divide', text: 'SELECT 1 / $1::integer AS result' };
const read: Statement = { name: 'test.read', text: 'SELECT value FROM settings WHERE name = $1' };
const wait: Statement = { name: 'test.wait', text: 'SELECT pg_sleep($1)' };

let database: ConnectedDatabase;
let session: Session;

beforeAll(async () => {
  // One connection: what a transaction left behind on it would meet the next one.
  database = await connectedDatabase({ poolSize: 1 });
  session = new DirectSession(database.dataSource);
});

afterAll(() => database.close());

test('are answered each by its own, in the order in which they were asked', async () => {
  const [, [seen], results] = await session.atomically((inside) =>
    Promise.all([
      inside.write(write, ['ordered', 7]),
      inside.rows<{ value: number }>(read, ['ordered']),
      inside.rows(divide, [1]),
    ]),
  );
  expect(seen).toEqual({ value: 7 });
  expect(results).toEqual([{ result: 1 }]);
});

test('take each other back when one fails, and tell of that one', async () => {
  const failing = session.atomically((inside) =>
    Promise.all([
      inside.write(write, ['before', 1]),
      inside.rows(divide, [0]),
      inside.write(write, ['behind', 2]),
    ]),
  );
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(await session.rows(read, ['before'])).toEqual([]);
  expect(await session.rows(read, ['behind'])).toEqual([]);
});

test('are not committed when a failure among them was swallowed', async () => {
  const swallowing = session.atomically(async (inside) => {
    await inside.write(write, ['swallowed', 1]);
    await inside.rows(divide, [0]).catch(() => undefined);
    return 'done';
  });
  await expect(swallowing).rejects.toMatchObject({ code: '22012' });
  expect(await session.rows(read, ['swallowed'])).toEqual([]);
});

test('end with their transaction: a straggler writes nothing outside of it', async () => {
  let straggler: Promise<unknown> = Promise.resolve();
  const failing = session.atomically(async (inside) => {
    straggler = inside.rows(wait, [0.05]).then(() => inside.write(write, ['straggler', 1]));
    straggler.catch(() => undefined);
    throw new Error('changed our mind');
  });
  await expect(failing).rejects.toThrow('changed our mind');
  await expect(straggler).rejects.toThrow('its transaction is over');
  expect(await session.rows(read, ['straggler'])).toEqual([]);
});
