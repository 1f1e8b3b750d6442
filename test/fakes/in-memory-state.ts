import type { OperatorEvent } from '../../src/application/notices.ts';
import type { Album } from '../../src/application/ports/album-repository.ts';
import type { DeliveredPart } from '../../src/application/ports/generation-repository.ts';
import type { ImageContent, ImageRecord } from '../../src/application/ports/image-repository.ts';
import type { OutboxMessage } from '../../src/application/ports/outbox.ts';
import type { PaymentNotification } from '../../src/application/ports/payment-inbox.ts';
import type { RecordedPaymentEvent } from '../../src/application/ports/payment-repository.ts';
import type { Conversation, Exchange } from '../../src/domain/conversations/conversation.ts';
import type { CreditAccount, CreditEntry } from '../../src/domain/credits/ledger.ts';
import type { Generation } from '../../src/domain/generations/generation.ts';
import type { CreditPackage } from '../../src/domain/payments/credit-package.ts';
import type { Difference } from '../../src/domain/payments/difference.ts';
import type { Payment } from '../../src/domain/payments/payment.ts';
import type { PromoCode, PromoRedemption } from '../../src/domain/payments/promo.ts';
import type { Refund } from '../../src/domain/payments/refund.ts';
import type { Subscription } from '../../src/domain/payments/subscription.ts';
import type { Referral } from '../../src/domain/referrals/referral.ts';
import type {
  ConversationId,
  GenerationId,
  ImageId,
  PackageId,
  PaymentId,
  RefundId,
  UserId,
} from '../../src/domain/shared/ids.ts';
import type { User } from '../../src/domain/users/user.ts';

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
  /** The catalogue changes outside of transactions: all copies share it. */
  readonly packages: Map<PackageId, CreditPackage>;
  readonly payments: Map<PaymentId, Payment>;
  readonly paymentEvents: Map<PaymentId, readonly RecordedPaymentEvent[]>;
  readonly refunds: Map<RefundId, Refund>;
  readonly promos: Map<string, PromoCode>;
  readonly redemptions: Map<string, StoredRedemption>;
  readonly subscriptions: Map<PaymentId, Subscription>;
  readonly paymentNotifications: Map<string, StoredNotification>;
  /** By key, or by number when they have none, in the order of writing. */
  readonly operatorEvents: Map<string | number, StoredOperatorEvent>;
  /** By `differenceKey`, in the order of writing. */
  readonly differences: Map<string, Difference>;
  /** Where the comparison of Stars stands, under one key. */
  /** How far each provider was compared: an offset, and a time in milliseconds. */
  readonly compared: Map<'stars' | 'yookassa', number>;
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
    packages: new Map(),
    payments: new Map(),
    paymentEvents: new Map(),
    refunds: new Map(),
    promos: new Map(),
    redemptions: new Map(),
    subscriptions: new Map(),
    paymentNotifications: new Map(),
    operatorEvents: new Map(),
    differences: new Map(),
    compared: new Map(),
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
    packages: state.packages,
    payments: new Map(state.payments),
    paymentEvents: new Map(state.paymentEvents),
    refunds: new Map(state.refunds),
    promos: new Map(state.promos),
    redemptions: new Map(state.redemptions),
    subscriptions: new Map(state.subscriptions),
    paymentNotifications: new Map(state.paymentNotifications),
    operatorEvents: new Map(state.operatorEvents),
    differences: new Map(state.differences),
    compared: new Map(state.compared),
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
