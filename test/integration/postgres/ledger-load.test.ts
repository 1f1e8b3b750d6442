import { afterAll, beforeAll, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { aHold, aPosting, aUser, aUuid } from '../../builders/domain.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { balances, posted, postInTransaction } from '../../contract/suites/persistence.ts';

const accounts = 100;
const holds = 10_000;
const granted = 80;

let database: ConnectedDatabase;

beforeAll(async () => {
  database = await connectedDatabase({ poolSize: 16 });
});

afterAll(() => database.close());

test('10,000 concurrent holds on 100 accounts lose no credit and overdraw nobody', {
  timeout: 180_000,
}, async () => {
  const { unitOfWork, audit } = postgresPersistence(database.dataSource);
  const users = Array.from({ length: accounts }, () => aUser());
  for (const user of users) {
    await unitOfWork.direct.users.insert(user);
    const grant = aPosting({ amount: credits(granted) });
    posted(await unitOfWork.direct.credits.post(user.id, grant));
  }

  const results = await Promise.all(
    Array.from({ length: holds }, (_, index) => {
      const user = users[index % accounts] ?? aUser();
      return postInTransaction(unitOfWork, user, aHold(aUuid(), 1));
    }),
  );

  expect(results.filter(({ ok }) => ok)).toHaveLength(accounts * granted);
  for (const user of users) {
    expect(await balances(unitOfWork, user)).toEqual({ available: 0n, held: BigInt(granted) });
  }
  const report = await audit.run();
  expect(report.entries).toBe(accounts * granted + accounts);
  expect(new Set(report.findings.map(({ kind }) => kind))).toEqual(new Set(['stranded_hold']));
});
