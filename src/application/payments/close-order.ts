import { canPaymentMove } from '../../domain/payments/payment.ts';
import type { PaymentId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { plainMoney } from '../notices.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { tell } from './tell.ts';

/**
 * Ends an order that was not paid; its user hears of it when the payment was refused.
 *
 * @param reason the provider's word
 * @returns false when something else had ended it first, e.g. a payment
 */
export async function closeOrder(
  unitOfWork: UnitOfWork,
  id: PaymentId,
  to: 'canceled' | 'expired',
  reason: string,
): Promise<boolean> {
  const closed = await unitOfWork.run(async (scope) => {
    const payment = await scope.payments.lock(id);
    if (payment === undefined || !canPaymentMove(payment.status, to)) {
      return err('closed before' as const);
    }
    await scope.payments.save({
      ...payment,
      status: to,
      cancelReason: reason,
      nextCheckAt: undefined,
    });
    await scope.payments.record(id, { kind: to, details: { reason } });
    if (to === 'canceled') {
      const price = plainMoney(payment.price);
      await tell(scope, payment.userId, `canceled-${id}`, {
        kind: 'payment_failed',
        price,
        reason,
      });
    }
    return ok();
  });
  return closed.ok;
}
