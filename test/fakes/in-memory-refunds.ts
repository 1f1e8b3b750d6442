import type { RefundRepository } from '../../src/application/ports/refund-repository.ts';
import type { Refund } from '../../src/domain/payments/refund.ts';
import type { PaymentId, RefundId } from '../../src/domain/shared/ids.ts';
import { claimed } from './in-memory-payments.ts';
import {
  byTime,
  type InMemoryState,
  requireRow,
  requireRule,
  UniqueViolation,
} from './in-memory-state.ts';

export class InMemoryRefunds implements RefundRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(id: RefundId): Promise<Refund | undefined> {
    return this.#state().refunds.get(id);
  }

  async lock(id: RefundId): Promise<Refund | undefined> {
    return this.find(id);
  }

  async findByRequestKey(requestKey: string): Promise<Refund | undefined> {
    return this.#all().find((refund) => refund.requestKey === requestKey);
  }

  async findByProviderId(providerRefundId: string): Promise<Refund | undefined> {
    return this.#all().find((refund) => refund.providerRefundId === providerRefundId);
  }

  async ofPayment(paymentId: PaymentId): Promise<readonly Refund[]> {
    return this.#all()
      .filter((refund) => refund.paymentId === paymentId)
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ id }) => id,
        ),
      );
  }

  async insert(refund: Refund): Promise<boolean> {
    if (await this.findByRequestKey(refund.requestKey)) {
      return false;
    }
    this.#write(refund);
    return true;
  }

  async save(refund: Refund): Promise<void> {
    const earlier = this.#state().refunds.get(refund.id);
    if (!earlier) {
      throw new Error(`Cannot save refund ${refund.id} as there is none`);
    }
    const { paymentId, userId, amount, origin, requestKey, createdAt } = earlier;
    this.#write({ ...refund, paymentId, userId, amount, origin, requestKey, createdAt });
  }

  async claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly Refund[]> {
    return claimed(this.#state().refunds, now, leaseUntil, limit);
  }

  #all(): readonly Refund[] {
    return [...this.#state().refunds.values()];
  }

  #write(refund: Refund): void {
    const { payments, refunds, users } = this.#state();
    requireRow(payments, refund.paymentId, 'payment');
    requireRow(users, refund.userId, 'user');
    requireRule('refunds', 'amount', refund.amount.minor > 0n);
    const isOver = refund.status === 'succeeded' || refund.status === 'canceled';
    requireRule('refunds', 'ended', (refund.endedAt !== undefined) === isOver);
    const { providerRefundId } = refund;
    const isTaken = this.#all().some(
      (other) => other.id !== refund.id && other.providerRefundId === providerRefundId,
    );
    if (providerRefundId !== undefined && isTaken) {
      throw new UniqueViolation(`Cannot write refund ${providerRefundId} as it is there already`);
    }
    refunds.set(refund.id, refund);
  }
}
