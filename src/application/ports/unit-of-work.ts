import type { Result } from '../../domain/shared/result.ts';
import type { AlbumRepository } from './album-repository.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import type { CreditLedger } from './credit-ledger.ts';
import type { GenerationRepository } from './generation-repository.ts';
import type { ImageRepository } from './image-repository.ts';
import type { OperatorJournal } from './operator-journal.ts';
import type { Outbox } from './outbox.ts';
import type { PaymentInbox } from './payment-inbox.ts';
import type { PaymentRepository } from './payment-repository.ts';
import type { PromoRepository } from './promo-repository.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';
import type { ReferralRepository } from './referral-repository.ts';
import type { RefundRepository } from './refund-repository.ts';
import type { SubscriptionRepository } from './subscription-repository.ts';
import type { UserRepository } from './user-repository.ts';

/** Everything that commits together. It holds no gateway, so no network call fits inside. */
export interface Scope {
  readonly users: UserRepository;
  readonly credits: CreditLedger;
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
  readonly outbox: Outbox;
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
