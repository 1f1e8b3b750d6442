import type { OperatorEvent } from '../../src/application/notices.ts';
import type { JournalAction } from '../../src/application/ports/action-journal.ts';
import type { Album } from '../../src/application/ports/album-repository.ts';
import type { Change, DurableReader, FeedMark } from '../../src/application/ports/change-feed.ts';
import type { CreditAuditRun } from '../../src/application/ports/credit-audit-journal.ts';
import type { DeliveredPart } from '../../src/application/ports/generation-repository.ts';
import type { ImageContent, ImageRecord } from '../../src/application/ports/image-repository.ts';
import type { OutboxMessage } from '../../src/application/ports/outbox.ts';
import type { PaymentNotification } from '../../src/application/ports/payment-inbox.ts';
import type { RecordedPaymentEvent } from '../../src/application/ports/payment-repository.ts';
import type { Upload } from '../../src/application/ports/upload-repository.ts';
import type { UserMessage } from '../../src/application/ports/user-message-repository.ts';
import type { Admin } from '../../src/domain/access/admin.ts';
import type { ApiKey } from '../../src/domain/access/api-key.ts';
import type { AuditRow } from '../../src/domain/access/audit.ts';
import type { LoginAttempts } from '../../src/domain/access/login-attempts.ts';
import type { Role } from '../../src/domain/access/role.ts';
import type { AdminSession } from '../../src/domain/access/session.ts';
import type { ContentOverride } from '../../src/domain/content/content.ts';
import type { Conversation, Exchange } from '../../src/domain/conversations/conversation.ts';
import type { CreditAccount, CreditEntry } from '../../src/domain/credits/ledger.ts';
import type { Generation } from '../../src/domain/generations/generation.ts';
import type { Model } from '../../src/domain/models/model.ts';
import type { CreditPackage } from '../../src/domain/payments/credit-package.ts';
import type { Difference } from '../../src/domain/payments/difference.ts';
import type { Payment } from '../../src/domain/payments/payment.ts';
import type { PromoCode, PromoRedemption } from '../../src/domain/payments/promo.ts';
import type { Refund } from '../../src/domain/payments/refund.ts';
import type { Subscription } from '../../src/domain/payments/subscription.ts';
import type { Referral } from '../../src/domain/referrals/referral.ts';
import type { SettingName } from '../../src/domain/settings/settings.ts';
import type {
  ConversationId,
  GenerationId,
  ImageId,
  ModelId,
  PackageId,
  PaymentId,
  RefundId,
  UploadId,
  UserId,
} from '../../src/domain/shared/ids.ts';
import type { Json } from '../../src/domain/shared/json.ts';
import type { User } from '../../src/domain/users/user.ts';
import type { WebhookDelivery, WebhookDeliveryId } from '../../src/domain/webhooks/delivery.ts';
import type { WebhookEndpoint, WebhookEndpointId } from '../../src/domain/webhooks/endpoint.ts';
import { firstRoles } from './first-roles.ts';

export interface StoredGeneration {
  readonly generation: Generation;
  readonly leaseUntil?: Date | undefined;
  readonly statusMessageId?: number | undefined;
}

export interface StoredRedemption extends PromoRedemption {
  readonly userId: UserId;
}

export interface StoredNotification extends PaymentNotification {
  readonly handled?: { readonly outcome: string; readonly at: Date } | undefined;
}

export interface StoredOperatorEvent {
  readonly event: OperatorEvent;
  readonly toldAt?: Date | undefined;
}

export interface StoredAction extends JournalAction {
  /** Undefined while the transaction that took the key is under way. */
  readonly result?: Json | undefined;
}

/** All tables. Rows are replaced, never changed, so that a copy of the maps is a snapshot. */
export interface InMemoryState {
  readonly users: Map<UserId, User>;
  readonly accounts: Map<UserId, CreditAccount>;
  /** By reference, in the order of posting. */
  readonly entries: Map<string, CreditEntry>;
  readonly generations: Map<GenerationId, StoredGeneration>;
  readonly deliveries: Map<GenerationId, readonly DeliveredPart[]>;
  readonly conversations: Map<ConversationId, Conversation>;
  readonly exchanges: Map<GenerationId, Exchange & { readonly conversationId: ConversationId }>;
  readonly referrals: Map<UserId, Referral>;
  readonly images: Map<ImageId, { readonly record: ImageRecord; readonly content: ImageContent }>;
  readonly albums: Map<string, Album>;
  readonly outbox: Map<string, OutboxMessage & { readonly createdAt: Date }>;
  readonly models: Map<ModelId, Model>;
  readonly settings: Map<SettingName, string | number>;
  readonly packages: Map<PackageId, CreditPackage>;
  readonly payments: Map<PaymentId, Payment>;
  readonly paymentEvents: Map<PaymentId, readonly RecordedPaymentEvent[]>;
  readonly refunds: Map<RefundId, Refund>;
  readonly promos: Map<string, PromoCode>;
  readonly redemptions: Map<string, StoredRedemption>;
  readonly subscriptions: Map<PaymentId, Subscription>;
  readonly content: Map<string, ContentOverride>;
  readonly creditAudits: Map<string, CreditAuditRun>;
  readonly uploads: Map<UploadId, { readonly upload: Upload; readonly content: Uint8Array }>;
  /** By request key. */
  readonly userMessages: Map<string, UserMessage>;
  readonly paymentNotifications: Map<string, StoredNotification>;
  /** By key, or by number when they have none, in the order of writing. */
  readonly operatorEvents: Map<string | number, StoredOperatorEvent>;
  /** By `differenceKey`, in the order of writing. */
  readonly differences: Map<string, Difference>;
  /** Where the comparison of Stars stands, under one key. */
  /** How far each provider was compared: an offset, and a time in milliseconds. */
  readonly compared: Map<'stars' | 'yookassa', number>;
  readonly roles: Map<string, Role>;
  readonly admins: Map<string, Admin>;
  readonly adminSessions: Map<string, AdminSession>;
  readonly apiKeys: Map<string, ApiKey>;
  /** By subject. */
  readonly loginAttempts: Map<string, LoginAttempts>;
  /** By actor and key. */
  readonly adminActions: Map<string, StoredAction>;
  /** By seq, which is their order too. */
  readonly auditLog: Map<number, AuditRow>;
  readonly webhookEndpoints: Map<WebhookEndpointId, WebhookEndpoint>;
  readonly webhookDeliveries: Map<WebhookDeliveryId, WebhookDelivery>;
  /** By id, in the order of happening. */
  readonly changes: Map<string, Change>;
  readonly readers: Map<DurableReader, FeedMark>;
}

export function emptyState(): InMemoryState {
  return {
    users: new Map(),
    accounts: new Map(),
    entries: new Map(),
    generations: new Map(),
    deliveries: new Map(),
    conversations: new Map(),
    exchanges: new Map(),
    referrals: new Map(),
    images: new Map(),
    albums: new Map(),
    outbox: new Map(),
    models: new Map(),
    settings: new Map(),
    packages: new Map(),
    payments: new Map(),
    paymentEvents: new Map(),
    refunds: new Map(),
    promos: new Map(),
    redemptions: new Map(),
    subscriptions: new Map(),
    content: new Map(),
    creditAudits: new Map(),
    uploads: new Map(),
    userMessages: new Map(),
    paymentNotifications: new Map(),
    operatorEvents: new Map(),
    differences: new Map(),
    compared: new Map(),
    roles: firstRoles(),
    admins: new Map(),
    adminSessions: new Map(),
    apiKeys: new Map(),
    loginAttempts: new Map(),
    adminActions: new Map(),
    auditLog: new Map(),
    webhookEndpoints: new Map(),
    webhookDeliveries: new Map(),
    changes: new Map(),
    readers: new Map(),
  };
}

export function copyOf(state: InMemoryState): InMemoryState {
  return {
    users: new Map(state.users),
    accounts: new Map(state.accounts),
    entries: new Map(state.entries),
    generations: new Map(state.generations),
    deliveries: new Map(state.deliveries),
    conversations: new Map(state.conversations),
    exchanges: new Map(state.exchanges),
    referrals: new Map(state.referrals),
    images: new Map(state.images),
    albums: new Map(state.albums),
    outbox: new Map(state.outbox),
    models: new Map(state.models),
    settings: new Map(state.settings),
    packages: new Map(state.packages),
    payments: new Map(state.payments),
    paymentEvents: new Map(state.paymentEvents),
    refunds: new Map(state.refunds),
    promos: new Map(state.promos),
    redemptions: new Map(state.redemptions),
    subscriptions: new Map(state.subscriptions),
    content: new Map(state.content),
    creditAudits: new Map(state.creditAudits),
    uploads: new Map(state.uploads),
    userMessages: new Map(state.userMessages),
    paymentNotifications: new Map(state.paymentNotifications),
    operatorEvents: new Map(state.operatorEvents),
    differences: new Map(state.differences),
    compared: new Map(state.compared),
    roles: new Map(state.roles),
    admins: new Map(state.admins),
    adminSessions: new Map(state.adminSessions),
    apiKeys: new Map(state.apiKeys),
    loginAttempts: new Map(state.loginAttempts),
    adminActions: new Map(state.adminActions),
    auditLog: new Map(state.auditLog),
    webhookEndpoints: new Map(state.webhookEndpoints),
    webhookDeliveries: new Map(state.webhookDeliveries),
    changes: new Map(state.changes),
    readers: new Map(state.readers),
  };
}

/** Another row has what must be unique: the unit of work tries again, as the database's does. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';
}

/** What a foreign key does: a row must not point at nothing. */
export function requireRow<K>(table: ReadonlyMap<K, unknown>, key: K, name: string): void {
  if (!table.has(key)) {
    throw new Error(`Cannot write a row that refers to ${name} ${key} as there is none`);
  }
}

export function refuseDuplicate<K>(table: ReadonlyMap<K, unknown>, key: K, name: string): void {
  if (table.has(key)) {
    throw new UniqueViolation(`Cannot insert ${name} ${key} as it is there already`);
  }
}

/** What a check constraint does: the row breaks a rule of its table, which is a bug. */
export function requireRule(table: string, rule: string, holds: boolean): void {
  if (!holds) {
    throw new Error(`Cannot write a row of ${table} as it breaks ${rule}`);
  }
}

/** For lists in the order of time and, where that is equal, of ids. */
export function byTime<T>(timeOf: (row: T) => Date, idOf: (row: T) => string) {
  return (a: T, b: T): number =>
    timeOf(a).getTime() - timeOf(b).getTime() || (idOf(a) < idOf(b) ? -1 : 1);
}
