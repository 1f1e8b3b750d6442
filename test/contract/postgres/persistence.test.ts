import { afterAll, beforeAll, describe } from 'vitest';
import { creditAuditContract } from '../suites/credit-audit.ts';
import { creditLedgerContract } from '../suites/credit-ledger.ts';
import { generationLeasesContract } from '../suites/generation-leases.ts';
import { generationRepositoryContract } from '../suites/generation-repository.ts';
import { inMemoryPersistence } from '../suites/in-memory-persistence.ts';
import type { OpenPersistence } from '../suites/persistence.ts';
import {
  albumRepositoryContract,
  conversationRepositoryContract,
  imageRepositoryContract,
  outboxContract,
  referralRepositoryContract,
} from '../suites/small-repositories.ts';
import {
  modelCatalogueContract,
  settingsStoreContract,
  updateInboxContract,
} from '../suites/stores.ts';
import { unitOfWorkContract } from '../suites/unit-of-work.ts';
import { userRepositoryContract } from '../suites/user-repository.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from './postgres-persistence.ts';

function persistenceContract(open: OpenPersistence): void {
  unitOfWorkContract(open);
  creditLedgerContract(open);
  userRepositoryContract(open);
  generationRepositoryContract(open);
  generationLeasesContract(open);
  conversationRepositoryContract(open);
  referralRepositoryContract(open);
  imageRepositoryContract(open);
  albumRepositoryContract(open);
  outboxContract(open);
  settingsStoreContract(open);
  modelCatalogueContract(open);
  updateInboxContract(open);
  creditAuditContract(open);
}

describe('in memory', () => {
  persistenceContract(async () => inMemoryPersistence());
});

describe('in PostgreSQL', () => {
  let database: ConnectedDatabase;

  beforeAll(async () => {
    database = await connectedDatabase();
  });

  afterAll(() => database.close());

  persistenceContract(async () => {
    await empty(database.dataSource);
    return postgresPersistence(database.dataSource);
  });
});
