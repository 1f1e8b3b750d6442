import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isLostRace } from '../../../src/adapters/postgres/database-errors.ts';
import type { Scope } from '../../../src/application/ports/unit-of-work.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { at } from '../../builders/domain.ts';
import { aPayment, aRefund } from '../../builders/payments.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import type { Persistence } from '../../contract/suites/persistence.ts';
import {
  existingPackage,
  existingPaidPayment,
  existingPayment,
  existingRefund,
} from '../../contract/suites/shop.ts';

/* Who waits for whom: what the fakes cannot show, as their transactions run one after the other. */

let database: ConnectedDatabase;
let persistence: Persistence;
let direct: Scope;

beforeAll(async () => {
  database = await connectedDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  await empty(database.dataSource);
  persistence = postgresPersistence(database.dataSource);
  ({ direct } = persistence.unitOfWork);
});

/** Does something on connections of its own while a transaction is open that did `first`. */
async function meanwhile(
  first: (scope: Scope) => Promise<unknown>,
  work: () => Promise<unknown>,
): Promise<void> {
  await persistence.unitOfWork.run(async (scope) => {
    await first(scope);
    await work();
    return ok();
  });
}

describe('a payment that somebody has locked', () => {
  test('is left out of a claim, which does not wait', async () => {
    const locked = await existingPayment(persistence, { nextCheckAt: at(0) });
    const free = await existingPayment(persistence, { nextCheckAt: at(1) });

    await meanwhile(
      (scope) => scope.payments.lock(locked.id),
      async () => {
        const claimed = await direct.payments.claimDue(at(5), at(60_000), 10);
        expect(claimed.map(({ id }) => id)).toEqual([free.id]);
      },
    );

    const rest = await direct.payments.claimDue(at(5), at(60_000), 10);
    expect(rest.map(({ id }) => id)).toEqual([locked.id]);
  });

  test('can be read, asked about at a checkout, and written an event of', async () => {
    const payment = await existingPayment(persistence);

    await meanwhile(
      (scope) => scope.payments.lock(payment.id),
      async () => {
        expect(await direct.payments.find(payment.id)).toEqual(payment);
        expect((await direct.payments.checkoutFacts(payment.id, at(1)))?.payment).toEqual(payment);
        await direct.payments.record(payment.id, { kind: 'opened' });
      },
    );
  });
});

test('a refund that somebody has locked is left out of a claim', async () => {
  const payment = await existingPaidPayment(persistence);
  const { id } = await existingRefund(persistence, payment, { nextCheckAt: at(0) });

  await meanwhile(
    (scope) => scope.refunds.lock(id),
    async () => {
      expect(await direct.refunds.claimDue(at(0), at(60_000), 10)).toEqual([]);
    },
  );
});

test('a package can be changed while it is being ordered', async () => {
  const { userId } = await existingPayment(persistence);
  const offered = await existingPackage(persistence);
  const packages = persistence.openPackages();

  await meanwhile(
    (scope) => scope.payments.insert(aPayment({ userId, packageId: offered.id })),
    () => packages.save({ ...offered, active: false }),
  );

  expect((await packages.find(offered.id))?.active).toBe(false);
});

test('events for the operator that somebody is taking are left to them', async () => {
  await direct.operatorJournal.add({ kind: 'no_payment_methods' });

  await meanwhile(
    (scope) => scope.operatorJournal.take(10),
    async () => {
      expect(await direct.operatorJournal.take(10)).toEqual([]);
    },
  );
});

describe('a conflict that another run of the same work resolves is', () => {
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  test('a charge that is there already', async () => {
    const { userId, packageId } = await existingPaidPayment(persistence, { chargeId: 'c' });

    const again = existingPaidPayment(persistence, { userId, packageId, chargeId: 'c' });

    expect(isLostRace(await failure(again))).toBe(true);
  });

  test('a payment of the provider that is there already', async () => {
    const page = { method: 'yookassa', providerPaymentId: 'p' } as const;
    await existingPayment(persistence, page);

    expect(isLostRace(await failure(existingPayment(persistence, page)))).toBe(true);
  });

  test('a refund of the provider that is there already', async () => {
    const payment = await existingPaidPayment(persistence);
    await existingRefund(persistence, payment, { providerRefundId: 'r' });

    const again = direct.refunds.insert(aRefund(payment, { providerRefundId: 'r' }));

    expect(isLostRace(await failure(again))).toBe(true);
  });
});
