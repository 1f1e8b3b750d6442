import { createDataSource } from '../../src/adapters/postgres/data-source.ts';
import { PostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts';
import { credits } from '../../src/domain/credits/credits.ts';
import { userId } from '../../src/domain/shared/ids.ts';
import { systemClock, systemIds } from '../../src/infrastructure/system.ts';
import { silent } from '../engines/postgres-engine.ts';
import type { HoldMaker } from './hold.ts';

/** Holds as the product makes them: unit of work, ledger, the domain's rules. */
export async function productHolds(url: string, poolSize: number): Promise<HoldMaker> {
  const dataSource = createDataSource({ url, poolSize, logger: silent });
  await dataSource.initialize();
  const unitOfWork = new PostgresUnitOfWork({
    dataSource,
    clock: systemClock,
    ids: systemIds,
    logger: silent,
    onCommit: () => undefined,
  });
  return {
    async hold({ user, amount, holdId }) {
      const held = await unitOfWork.run(({ credits: ledger }) =>
        ledger.post(userId(user), {
          operation: 'hold',
          kind: 'generation',
          amount: credits(amount),
          reference: `hold:${holdId}`,
          holdId,
        }),
      );
      if (!held.ok) {
        throw new Error(`Cannot hold as the ledger says ${held.error.kind}`);
      }
    },
    close: () => dataSource.destroy(),
  };
}
