import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { IdGenerator } from '../../application/ports/id-generator.ts';
import type { Logger } from '../../application/ports/logger.ts';
import type { OutboxMessage } from '../../application/ports/outbox.ts';
import type { Scope, UnitOfWork } from '../../application/ports/unit-of-work.ts';
import type { Result } from '../../domain/shared/result.ts';
import { PostgresChangeFeed } from './change-feed.ts';
import { PostgresContentStore } from './content-store.ts';
import { codeOf, isLostRace } from './database-errors.ts';
import { PostgresActionJournal } from './repositories/action-journal.ts';
import { PostgresAdminRepository } from './repositories/admin-repository.ts';
import { PostgresAlbumRepository } from './repositories/album-repository.ts';
import { PostgresApiKeyRepository } from './repositories/api-key-repository.ts';
import { PostgresAuditLog } from './repositories/audit-log.ts';
import { PostgresConversationRepository } from './repositories/conversation-repository.ts';
import { PostgresCreditAuditJournal } from './repositories/credit-audit-journal.ts';
import { PostgresCreditLedger } from './repositories/credit-ledger.ts';
import { PostgresGenerationRepository } from './repositories/generation-repository.ts';
import { PostgresImageRepository } from './repositories/image-repository.ts';
import { PostgresLoginAttemptRepository } from './repositories/login-attempt-repository.ts';
import { PostgresModelRepository } from './repositories/model-repository.ts';
import { PostgresOperatorJournal } from './repositories/operator-journal.ts';
import { PostgresOutbox } from './repositories/outbox.ts';
import { PostgresPackageRepository } from './repositories/package-repository.ts';
import { PostgresPaymentInbox } from './repositories/payment-inbox.ts';
import { PostgresPaymentRepository } from './repositories/payment-repository.ts';
import { PostgresPromoRepository } from './repositories/promo-repository.ts';
import { PostgresReconciliationStore } from './repositories/reconciliation-store.ts';
import { PostgresReferralRepository } from './repositories/referral-repository.ts';
import { PostgresRefundRepository } from './repositories/refund-repository.ts';
import { PostgresRoleRepository } from './repositories/role-repository.ts';
import { PostgresSessionRepository } from './repositories/session-repository.ts';
import { PostgresSettingsRepository } from './repositories/settings-repository.ts';
import { PostgresSubscriptionRepository } from './repositories/subscription-repository.ts';
import { PostgresUploadRepository } from './repositories/upload-repository.ts';
import { PostgresUserMessageRepository } from './repositories/user-message-repository.ts';
import { PostgresUserRepository } from './repositories/user-repository.ts';
import { PostgresWebhookDeliveryRepository } from './repositories/webhook-delivery-repository.ts';
import { PostgresWebhookEndpointRepository } from './repositories/webhook-endpoint-repository.ts';
import { DirectSession, inTransaction, type Session } from './session.ts';

/** Told after a commit of the jobs that were committed. What it throws or rejects is logged. */
export type CommitListener = (messages: readonly OutboxMessage[]) => void | Promise<void>;

export interface UnitOfWorkOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly onCommit: CommitListener;
  /** From 0 to below 1; spreads the repetitions of transactions that got in each other's way. */
  readonly random?: (() => number) | undefined;
}

/** One lost race is common under load, five in a row is a fault that should be seen. */
const maxAttempts = 5;
const firstBackoffMs = 5;

export class PostgresUnitOfWork implements UnitOfWork {
  readonly direct: Scope;
  readonly #options: UnitOfWorkOptions;
  readonly #random: () => number;

  constructor(options: UnitOfWorkOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.direct = scopeOf(new DirectSession(options.dataSource), options, (message) => {
      this.#announce([message]);
    });
  }

  async run<R extends Result<unknown, unknown>>(work: (scope: Scope) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#runOnce(work);
      } catch (error) {
        if (attempt >= maxAttempts || !isLostRace(error)) {
          throw error;
        }
        this.#options.logger.debug('transaction_repeated', { attempt, code: codeOf(error) });
        await delay(this.#random() * firstBackoffMs * 2 ** attempt);
      }
    }
  }

  async #runOnce<R extends Result<unknown, unknown>>(
    work: (scope: Scope) => Promise<R>,
  ): Promise<R> {
    const messages: OutboxMessage[] = [];
    const result = await inTransaction(
      this.#options.dataSource,
      (session) => work(scopeOf(session, this.#options, (message) => messages.push(message))),
      (outcome) => outcome.ok,
    );
    if (result.ok) {
      this.#announce(messages);
    }
    return result;
  }

  /** The caller's work is committed: whatever happens here is no longer its problem. */
  #announce(messages: readonly OutboxMessage[]): void {
    if (messages.length === 0) {
      return;
    }
    const failed = (error: unknown) => {
      const jobs = messages.map(({ job }) => job.type);
      this.#options.logger.warn('commit_listener_failed', { jobs }, error);
    };
    try {
      this.#options.onCommit(messages)?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

function scopeOf(
  session: Session,
  { clock, ids }: UnitOfWorkOptions,
  onAdd: (message: OutboxMessage) => void,
): Scope {
  return {
    users: new PostgresUserRepository(session),
    credits: new PostgresCreditLedger(session, clock),
    creditAudits: new PostgresCreditAuditJournal(session),
    generations: new PostgresGenerationRepository(session),
    conversations: new PostgresConversationRepository(session),
    referrals: new PostgresReferralRepository(session),
    images: new PostgresImageRepository(session),
    albums: new PostgresAlbumRepository(session),
    payments: new PostgresPaymentRepository(session, clock),
    refunds: new PostgresRefundRepository(session),
    promos: new PostgresPromoRepository(session),
    subscriptions: new PostgresSubscriptionRepository(session),
    paymentInbox: new PostgresPaymentInbox(session),
    reconciliation: new PostgresReconciliationStore(session, clock),
    operatorJournal: new PostgresOperatorJournal(session, clock),
    models: new PostgresModelRepository(session),
    packages: new PostgresPackageRepository(session),
    settings: new PostgresSettingsRepository(session),
    content: new PostgresContentStore(session),
    uploads: new PostgresUploadRepository(session),
    userMessages: new PostgresUserMessageRepository(session),
    webhookEndpoints: new PostgresWebhookEndpointRepository(session),
    webhookDeliveries: new PostgresWebhookDeliveryRepository(session),
    roles: new PostgresRoleRepository(session),
    admins: new PostgresAdminRepository(session),
    adminSessions: new PostgresSessionRepository(session),
    apiKeys: new PostgresApiKeyRepository(session),
    loginAttempts: new PostgresLoginAttemptRepository(session),
    actionJournal: new PostgresActionJournal(session),
    auditLog: new PostgresAuditLog(session),
    outbox: new PostgresOutbox(session, clock, ids, onAdd),
    changes: new PostgresChangeFeed(session),
  };
}
