import { afterAll, beforeAll, describe } from 'vitest';
import { accountsContract } from '../suites/access-accounts.ts';
import {
  accessQueriesContract,
  apiKeysContract,
  loginAttemptsContract,
  rateLimiterContract,
} from '../suites/access-keys.ts';
import { albumRepositoryContract } from '../suites/album-repository.ts';
import { actionJournalContract, auditLogContract } from '../suites/audit-log.ts';
import { catalogueRepositoriesContract } from '../suites/catalogue-repositories.ts';
import { changesContract } from '../suites/changes.ts';
import {
  contentStoreContract,
  uploadRepositoryContract,
  userMessageRepositoryContract,
} from '../suites/content.ts';
import { conversationRepositoryContract } from '../suites/conversation-repository.ts';
import { creditAuditContract } from '../suites/credit-audit.ts';
import { creditAuditJournalContract } from '../suites/credit-audit-journal.ts';
import { creditLedgerContract } from '../suites/credit-ledger.ts';
import { parallelLedgerContract } from '../suites/credit-ledger-parallel.ts';
import { generationLeasesContract } from '../suites/generation-leases.ts';
import { generationMessagesContract } from '../suites/generation-messages.ts';
import { generationRepositoryContract } from '../suites/generation-repository.ts';
import { imageRepositoryContract } from '../suites/image-repository.ts';
import { inMemoryPersistence } from '../suites/in-memory-persistence.ts';
import { outboxContract } from '../suites/outbox.ts';
import { paymentAuditContract } from '../suites/payment-audit.ts';
import { paymentRepositoryContract } from '../suites/payment-repository.ts';
import { parallelPaymentsContract } from '../suites/payment-repository-parallel.ts';
import type { OpenPersistence } from '../suites/persistence.ts';
import { promoRepositoryContract } from '../suites/promo-repository.ts';
import { referralRepositoryContract } from '../suites/referral-repository.ts';
import { refundRepositoryContract } from '../suites/refund-repository.ts';
import {
  operatorJournalContract,
  paymentInboxContract,
  reconciliationStoreContract,
} from '../suites/shop-journals.ts';
import { packageCatalogueContract, subscriptionRepositoryContract } from '../suites/shop-stores.ts';
import {
  modelCatalogueContract,
  settingsStoreContract,
  updateInboxContract,
} from '../suites/stores.ts';
import { unitOfWorkContract } from '../suites/unit-of-work.ts';
import { userRepositoryContract } from '../suites/user-repository.ts';
import { webhookDeliveryRepositoryContract } from '../suites/webhook-delivery-repository.ts';
import { webhookEndpointRepositoryContract } from '../suites/webhook-endpoint-repository.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from './postgres-persistence.ts';

function persistenceContract(open: OpenPersistence): void {
  unitOfWorkContract(open);
  creditLedgerContract(open);
  parallelLedgerContract(open);
  userRepositoryContract(open);
  generationRepositoryContract(open);
  generationMessagesContract(open);
  generationLeasesContract(open);
  conversationRepositoryContract(open);
  referralRepositoryContract(open);
  imageRepositoryContract(open);
  albumRepositoryContract(open);
  outboxContract(open);
  changesContract(open);
  settingsStoreContract(open);
  modelCatalogueContract(open);
  updateInboxContract(open);
  creditAuditContract(open);
  creditAuditJournalContract(open);
  paymentRepositoryContract(open);
  parallelPaymentsContract(open);
  refundRepositoryContract(open);
  promoRepositoryContract(open);
  packageCatalogueContract(open);
  subscriptionRepositoryContract(open);
  paymentInboxContract(open);
  operatorJournalContract(open);
  reconciliationStoreContract(open);
  paymentAuditContract(open);
  catalogueRepositoriesContract(open);
  contentStoreContract(open);
  uploadRepositoryContract(open);
  userMessageRepositoryContract(open);
  webhookEndpointRepositoryContract(open);
  webhookDeliveryRepositoryContract(open);
  accountsContract(open);
  apiKeysContract(open);
  loginAttemptsContract(open);
  rateLimiterContract(open);
  accessQueriesContract(open);
  auditLogContract(open);
  actionJournalContract(open);
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
