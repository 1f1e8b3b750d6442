import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../src/application/ports/clock.ts';
import type { IdGenerator } from '../../src/application/ports/id-generator.ts';
import type { OutboxMessage } from '../../src/application/ports/outbox.ts';
import type { Scope, UnitOfWork } from '../../src/application/ports/unit-of-work.ts';
import type { Result } from '../../src/domain/shared/result.ts';
import {
  InMemoryAdmins,
  InMemoryApiKeys,
  InMemoryLoginAttempts,
  InMemoryRoles,
  InMemorySessions,
} from './in-memory-access.ts';
import { InMemoryActionJournal } from './in-memory-action-journal.ts';
import { InMemoryAlbums } from './in-memory-albums.ts';
import { InMemoryAuditLog } from './in-memory-audit-log.ts';
import { InMemoryChanges } from './in-memory-changes.ts';
import { InMemoryContent } from './in-memory-content.ts';
import { InMemoryConversations } from './in-memory-conversations.ts';
import { InMemoryCreditAuditJournal } from './in-memory-credit-audit-journal.ts';
import { InMemoryCredits } from './in-memory-credits.ts';
import { InMemoryGenerations } from './in-memory-generations.ts';
import { InMemoryImages } from './in-memory-images.ts';
import { InMemoryModels } from './in-memory-models.ts';
import { InMemoryOperatorJournal } from './in-memory-operator-journal.ts';
import { InMemoryOutbox } from './in-memory-outbox.ts';
import { InMemoryPackages } from './in-memory-packages.ts';
import { InMemoryPaymentInbox } from './in-memory-payment-inbox.ts';
import { InMemoryPayments } from './in-memory-payments.ts';
import { InMemoryPromos } from './in-memory-promos.ts';
import { InMemoryReconciliation } from './in-memory-reconciliation.ts';
import { InMemoryReferrals } from './in-memory-referrals.ts';
import { InMemoryRefunds } from './in-memory-refunds.ts';
import { InMemorySettings } from './in-memory-settings.ts';
import { copyOf, emptyState, type InMemoryState, UniqueViolation } from './in-memory-state.ts';
import { InMemorySubscriptions } from './in-memory-subscriptions.ts';
import { InMemoryUploads } from './in-memory-uploads.ts';
import { InMemoryUserMessages } from './in-memory-user-messages.ts';
import { InMemoryUsers } from './in-memory-users.ts';
import { InMemoryWebhookDeliveries } from './in-memory-webhook-deliveries.ts';
import { InMemoryWebhookEndpoints } from './in-memory-webhook-endpoints.ts';
import { ManualClock } from './manual-clock.ts';
import { SequentialIds } from './sequential-ids.ts';

export interface InMemoryUnitOfWorkOptions {
  readonly clock?: Clock;
  readonly ids?: IdGenerator;
  readonly onCommit?: (messages: readonly OutboxMessage[]) => void | Promise<void>;
}

const maxAttempts = 5;

/** Whose transaction a task is in. One for all: each further one would slow down every promise. */
const inside = new AsyncLocalStorage<InMemoryUnitOfWork>();

/** Methods that only look: outside a transaction they need not wait for one that is under way. */
const looking: { readonly [R in keyof Scope]: readonly (keyof Scope[R])[] } = {
  users: ['find', 'findByReferralCode'],
  credits: ['account', 'heldUnder', 'latest'],
  creditAudits: ['last'],
  generations: [
    'find',
    'findByRequestKey',
    'countSince',
    'unfinished',
    'lane',
    'deliveredParts',
    'findByMessage',
    'waiting',
    'stranded',
    'overdue',
    'idleLanes',
  ],
  conversations: ['current', 'recent'],
  referrals: ['find', 'countRewardedSince', 'summary'],
  images: ['find', 'original', 'thumbnail'],
  albums: ['find'],
  payments: [
    'find',
    'findByRequestKey',
    'findByCharge',
    'findByProviderId',
    'checkoutFacts',
    'countOpen',
    'hasPaid',
    'latest',
    'paidBetween',
    'events',
  ],
  refunds: ['find', 'findByRequestKey', 'findByProviderId', 'ofPayment'],
  promos: ['find', 'all', 'countRedemptions', 'waiting'],
  subscriptions: ['find', 'current'],
  paymentInbox: ['find'],
  reconciliation: ['starOffset', 'yookassaComparedUntil', 'differences'],
  operatorJournal: [],
  roles: ['find'],
  admins: ['find', 'findByName', 'any', 'anyOfRole'],
  adminSessions: ['find', 'findByToken'],
  apiKeys: ['find'],
  loginAttempts: [],
  actionJournal: [],
  auditLog: ['end', 'read'],
  models: [],
  packages: [],
  settings: [],
  content: ['all'],
  uploads: ['find', 'content'],
  userMessages: ['findByRequestKey', 'ofUser'],
  webhookEndpoints: ['find', 'all'],
  webhookDeliveries: ['find'],
  outbox: ['left'],
  changes: ['latest', 'read'],
};

/**
 * Transactions run one after the other, each on a copy of the state that replaces the original
 * when it commits. Outside of them, reads see what was committed and writes wait for their turn.
 */
export class InMemoryUnitOfWork implements UnitOfWork {
  readonly direct: Scope;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  readonly #onCommit: (messages: readonly OutboxMessage[]) => void | Promise<void>;
  #committed: InMemoryState = emptyState();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: InMemoryUnitOfWorkOptions = {}) {
    this.#clock = options.clock ?? new ManualClock();
    this.#ids = options.ids ?? new SequentialIds();
    this.#onCommit = options.onCommit ?? (() => undefined);
    this.direct = this.#directScope();
  }

  /** What is committed, for assertions and for fakes that look at all tables. */
  state(): InMemoryState {
    return this.#committed;
  }

  async run<R extends Result<unknown, unknown>>(work: (scope: Scope) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#runOnce(work);
      } catch (error) {
        if (attempt >= maxAttempts || !(error instanceof UniqueViolation)) {
          throw error;
        }
      }
    }
  }

  async #runOnce<R extends Result<unknown, unknown>>(
    work: (scope: Scope) => Promise<R>,
  ): Promise<R> {
    const messages: OutboxMessage[] = [];
    const result = await this.#exclusively(async () => {
      const draft = copyOf(this.#committed);
      const scope = this.#scope(
        () => draft,
        (message) => messages.push(message),
      );
      const outcome = await inside.run(this, () => work(scope));
      if (outcome.ok) {
        this.#committed = draft;
      }
      return outcome;
    });
    if (result.ok) {
      this.#announce(messages);
    }
    return result;
  }

  #announce(messages: readonly OutboxMessage[]): void {
    if (messages.length === 0) {
      return;
    }
    try {
      this.#onCommit(messages)?.catch(() => undefined);
    } catch {
      // The caller's work is committed: what its listener makes of it is no longer its problem.
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (inside.getStore() === this) {
      throw new Error('Cannot write outside the scope while a transaction of the same task runs');
    }
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #directScope(): Scope {
    const scope = this.#scope(
      () => this.#committed,
      (message) => this.#announce([message]),
    );
    const names = Object.keys(scope) as (keyof Scope)[];
    const direct = names.map((name) => [name, this.#direct(scope[name], looking[name])]);
    return Object.fromEntries(direct) as Scope;
  }

  #direct<T extends object>(repository: T, reads: readonly PropertyKey[]): T {
    return new Proxy(repository, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') {
          return method;
        }
        return async (...values: unknown[]) =>
          reads.includes(name)
            ? method.apply(target, values)
            : this.#exclusively(() => method.apply(target, values));
      },
    });
  }

  #scope(state: () => InMemoryState, onAdd: (message: OutboxMessage) => void): Scope {
    return {
      users: new InMemoryUsers(state),
      credits: new InMemoryCredits(state, this.#clock),
      creditAudits: new InMemoryCreditAuditJournal(state),
      generations: new InMemoryGenerations(state),
      conversations: new InMemoryConversations(state),
      referrals: new InMemoryReferrals(state),
      images: new InMemoryImages(state),
      albums: new InMemoryAlbums(state),
      payments: new InMemoryPayments(state, this.#clock),
      refunds: new InMemoryRefunds(state),
      promos: new InMemoryPromos(state),
      subscriptions: new InMemorySubscriptions(state),
      paymentInbox: new InMemoryPaymentInbox(state),
      reconciliation: new InMemoryReconciliation(state),
      operatorJournal: new InMemoryOperatorJournal(state, this.#clock),
      models: new InMemoryModels(state),
      packages: new InMemoryPackages(state),
      settings: new InMemorySettings(state),
      content: new InMemoryContent(state),
      uploads: new InMemoryUploads(state),
      userMessages: new InMemoryUserMessages(state),
      webhookEndpoints: new InMemoryWebhookEndpoints(state),
      webhookDeliveries: new InMemoryWebhookDeliveries(state),
      roles: new InMemoryRoles(state),
      admins: new InMemoryAdmins(state),
      adminSessions: new InMemorySessions(state),
      apiKeys: new InMemoryApiKeys(state),
      loginAttempts: new InMemoryLoginAttempts(state),
      actionJournal: new InMemoryActionJournal(state),
      auditLog: new InMemoryAuditLog(state),
      outbox: new InMemoryOutbox(state, this.#clock, this.#ids, onAdd),
      changes: new InMemoryChanges(state),
    };
  }
}
