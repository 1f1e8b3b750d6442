import type { Album } from '../../src/application/ports/album-repository.ts';
import type { DeliveredPart } from '../../src/application/ports/generation-repository.ts';
import type { ImageContent, ImageRecord } from '../../src/application/ports/image-repository.ts';
import type { OutboxMessage } from '../../src/application/ports/outbox.ts';
import type { Conversation, Exchange } from '../../src/domain/conversations/conversation.ts';
import type { CreditAccount, CreditEntry } from '../../src/domain/credits/ledger.ts';
import type { Generation } from '../../src/domain/generations/generation.ts';
import type { Referral } from '../../src/domain/referrals/referral.ts';
import type { ConversationId, GenerationId, ImageId, UserId } from '../../src/domain/shared/ids.ts';
import type { User } from '../../src/domain/users/user.ts';

export interface StoredGeneration {
  readonly generation: Generation;
  readonly leaseUntil?: Date | undefined;
  readonly statusMessageId?: number | undefined;
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
