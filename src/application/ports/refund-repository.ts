import type { Refund } from '../../domain/payments/refund.ts';
import type { PaymentId, RefundId } from '../../domain/shared/ids.ts';

export interface RefundRepository {
  find(id: RefundId): Promise<Refund | undefined>;
  /** Like `find`, and keeps everybody else from changing it until the transaction ends. */
  lock(id: RefundId): Promise<Refund | undefined>;
  findByRequestKey(requestKey: string): Promise<Refund | undefined>;
  findByProviderId(providerRefundId: string): Promise<Refund | undefined>;
  /** All refunds of a payment, oldest first. */
  ofPayment(paymentId: PaymentId): Promise<readonly Refund[]>;
  /** @returns false when the request key was used before: nothing is written. */
  insert(refund: Refund): Promise<boolean>;
  /** Overwrites everything that changes in a refund's life. The caller holds its lock. */
  save(refund: Refund): Promise<void>;
  /** As `PaymentRepository.claimDue`. */
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly Refund[]>;
}
