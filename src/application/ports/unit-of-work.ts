import type { Result } from '../../domain/shared/result.ts';
import type { ActionJournal } from './action-journal.ts';
import type { AdminRepository } from './admin-repository.ts';
import type { AlbumRepository } from './album-repository.ts';
import type { ApiKeyRepository } from './api-key-repository.ts';
import type { AuditLog } from './audit-log.ts';
import type { DurableChanges } from './change-feed.ts';
import type { ContentStore } from './content-store.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import type { CreditAuditJournal } from './credit-audit-journal.ts';
import type { CreditLedger } from './credit-ledger.ts';
import type { GenerationRepository } from './generation-repository.ts';
import type { ImageRepository } from './image-repository.ts';
import type { LoginAttemptRepository } from './login-attempt-repository.ts';
import type { ModelRepository } from './model-repository.ts';
import type { OperatorJournal } from './operator-journal.ts';
import type { Outbox } from './outbox.ts';
import type { PackageRepository } from './package-repository.ts';
import type { PaymentInbox } from './payment-inbox.ts';
import type { PaymentRepository } from './payment-repository.ts';
import type { PromoRepository } from './promo-repository.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';
import type { ReferralRepository } from './referral-repository.ts';
import type { RefundRepository } from './refund-repository.ts';
import type { RoleRepository } from './role-repository.ts';
import type { SessionRepository } from './session-repository.ts';
import type { SettingsRepository } from './settings-repository.ts';
import type { SubscriptionRepository } from './subscription-repository.ts';
import type { UploadRepository } from './upload-repository.ts';
import type { UserMessageRepository } from './user-message-repository.ts';
import type { UserRepository } from './user-repository.ts';
import type { WebhookDeliveryRepository, WebhookEndpointRepository } from './webhook-repository.ts';

/** Everything that commits together. It holds no gateway, so no network call fits inside. */
export interface Scope {
  readonly users: UserRepository;
  readonly credits: CreditLedger;
  readonly creditAudits: CreditAuditJournal;
  readonly generations: GenerationRepository;
  readonly conversations: ConversationRepository;
  readonly referrals: ReferralRepository;
  readonly images: ImageRepository;
  readonly albums: AlbumRepository;
  readonly payments: PaymentRepository;
  readonly refunds: RefundRepository;
  readonly promos: PromoRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly paymentInbox: PaymentInbox;
  readonly reconciliation: ReconciliationStore;
  readonly operatorJournal: OperatorJournal;
  readonly models: ModelRepository;
  readonly packages: PackageRepository;
  readonly settings: SettingsRepository;
  readonly content: ContentStore;
  readonly uploads: UploadRepository;
  readonly userMessages: UserMessageRepository;
  readonly webhookEndpoints: WebhookEndpointRepository;
  readonly webhookDeliveries: WebhookDeliveryRepository;
  readonly roles: RoleRepository;
  readonly admins: AdminRepository;
  readonly adminSessions: SessionRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly loginAttempts: LoginAttemptRepository;
  readonly actionJournal: ActionJournal;
  readonly auditLog: AuditLog;
  readonly outbox: Outbox;
  readonly changes: DurableChanges;
}

export interface UnitOfWork {
  /**
   * Runs the work in one transaction: committed when it returns ok, rolled back when it returns an
   * error or throws. Serialization failures, deadlocks and lost unique races repeat the whole work
   * (bounded), so it must have no effect outside the scope.
   */
  run<R extends Result<unknown, unknown>>(work: (scope: Scope) => Promise<R>): Promise<R>;
  /** The same repositories without a transaction: each call stands alone. For reads and single writes. */
  readonly direct: Scope;
}
