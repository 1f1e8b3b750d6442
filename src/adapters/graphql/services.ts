import type { AuthenticateSession } from '../../application/access/authenticate-session.ts';
import type { ChangePassword } from '../../application/access/change-password.ts';
import type { ConfirmTotp } from '../../application/access/confirm-totp.ts';
import type { DisableTotp } from '../../application/access/disable-totp.ts';
import type { Login } from '../../application/access/login.ts';
import type { Logout } from '../../application/access/logout.ts';
import type { SetupTotp } from '../../application/access/setup-totp.ts';
import type { VerifyAuditLog } from '../../application/access/verify-audit-log.ts';
import type { PerformAction } from '../../application/admin/perform-action.ts';
import type { AuditCredits } from '../../application/audit/audit-credits.ts';
import type { ListContent } from '../../application/content/list-content.ts';
import type { ReadHealth } from '../../application/health/read-health.ts';
import type { ChangeHub } from '../../application/live/change-hub.ts';
import type { WatchTotals } from '../../application/live/watch-totals.ts';
import type { RefundPayment } from '../../application/payments/refund-payment.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { ContentCatalogue } from '../../application/ports/content-catalogue.ts';
import type { Digest } from '../../application/ports/digest.ts';
import type { IdGenerator } from '../../application/ports/id-generator.ts';
import type { ImageUrls } from '../../application/ports/image-urls.ts';
import type { Logger } from '../../application/ports/logger.ts';
import type { ModelCatalogue } from '../../application/ports/model-catalogue.ts';
import type { PackageCatalogue } from '../../application/ports/package-catalogue.ts';
import type { PasswordHasher } from '../../application/ports/password-hasher.ts';
import type { SecretGenerator } from '../../application/ports/secret-generator.ts';
import type { SettingsStore } from '../../application/ports/settings-store.ts';
import type { UnitOfWork } from '../../application/ports/unit-of-work.ts';
import type { AccessQueries } from '../../application/queries/access.ts';
import type { AuditLogQueries } from '../../application/queries/audit-log.ts';
import type {
  ConversationQueries,
  ExchangeQueries,
} from '../../application/queries/conversations.ts';
import type { CreditEntryQueries } from '../../application/queries/credit-entries.ts';
import type { GenerationQueries } from '../../application/queries/generations.ts';
import type { PaymentDifferenceQueries } from '../../application/queries/payment-differences.ts';
import type { PaymentQueries } from '../../application/queries/payments.ts';
import type { PromoCodeQueries, PromoRedemptionQueries } from '../../application/queries/promos.ts';
import type { ReferralQueries } from '../../application/queries/referrals.ts';
import type { StatisticsQueries } from '../../application/queries/statistics.ts';
import type { SubscriptionQueries } from '../../application/queries/subscriptions.ts';
import type { UserQueries } from '../../application/queries/users.ts';
import type { WebhookQueries } from '../../application/queries/webhooks.ts';
import type { DeleteEndpoint } from '../../application/webhooks/delete-endpoint.ts';
import type { PingEndpoint } from '../../application/webhooks/ping-endpoint.ts';
import type { ReplayDelivery } from '../../application/webhooks/replay-delivery.ts';
import type { ReplaySince } from '../../application/webhooks/replay-since.ts';
import type { RotateSecret } from '../../application/webhooks/rotate-secret.ts';
import type { SaveEndpoint } from '../../application/webhooks/save-endpoint.ts';

/** Everything that is read in lists. */
export interface ListQueries {
  readonly users: UserQueries;
  readonly generations: GenerationQueries;
  readonly creditEntries: CreditEntryQueries;
  readonly payments: PaymentQueries;
  readonly paymentDifferences: PaymentDifferenceQueries;
  readonly subscriptions: SubscriptionQueries;
  readonly referrals: ReferralQueries;
  readonly promoCodes: PromoCodeQueries;
  readonly promoRedemptions: PromoRedemptionQueries;
  readonly conversations: ConversationQueries;
  readonly exchanges: ExchangeQueries;
  readonly auditLog: AuditLogQueries;
}

/** Who may come in. What admins change about each other goes through `perform`, with these tools. */
export interface AccessServices {
  readonly login: Login;
  readonly logout: Logout;
  readonly session: AuthenticateSession;
  readonly changePassword: ChangePassword;
  readonly setupTotp: SetupTotp;
  readonly confirmTotp: ConfirmTotp;
  readonly disableTotp: DisableTotp;
  readonly verifyAuditLog: VerifyAuditLog;
  readonly hasher: PasswordHasher;
  readonly secrets: SecretGenerator;
  readonly digest: Digest;
}

/** The texts of the bot. */
export interface ContentServices {
  readonly catalogue: ContentCatalogue;
  readonly list: ListContent;
  /** This process writes at once what was committed until now. */
  readonly refresh: () => Promise<void>;
}

export interface WebhookActions {
  readonly save: SaveEndpoint;
  readonly rotateSecret: RotateSecret;
  readonly delete: DeleteEndpoint;
  readonly ping: PingEndpoint;
  readonly replay: ReplayDelivery;
  readonly replaySince: ReplaySince;
}

export interface WebhookServices {
  readonly queries: WebhookQueries;
  /** Inside the transaction of the action that they are part of. */
  readonly actions: (unitOfWork: UnitOfWork) => WebhookActions;
}

/** What resolvers may do: use cases and read models, and nothing of their makers. */
export interface ApiServices {
  readonly lists: ListQueries;
  readonly access: AccessServices;
  readonly accessQueries: AccessQueries;
  /** For use cases that keep transactions of their own. */
  readonly unitOfWork: UnitOfWork;
  readonly perform: PerformAction;
  readonly imageUrls: ImageUrls;
  readonly refundPayment: RefundPayment;
  /** What happens, on whichever server. */
  readonly changes: ChangeHub;
  readonly catalogue: ModelCatalogue;
  readonly packages: PackageCatalogue;
  readonly settings: SettingsStore;
  readonly content: ContentServices;
  readonly webhooks: WebhookServices;
  readonly health: ReadHealth;
  readonly statistics: StatisticsQueries;
  /** How the numbers of all time move. */
  readonly totals: WatchTotals;
  readonly auditCredits: AuditCredits;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}
