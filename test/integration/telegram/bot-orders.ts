import type { Payment } from '../../../src/domain/payments/payment.ts';
import { userId } from '../../../src/domain/shared/ids.ts';
import type { BotStage } from './bot-stage.ts';

/** The one order that somebody has made. */
export async function onlyOrder({ unitOfWork }: BotStage, user: number): Promise<Payment> {
  const orders = await unitOfWork.direct.payments.latest(userId(user), 'all', 10);
  const [order, ...others] = orders;
  if (order === undefined || others.length > 0) {
    throw new Error(`Expected user ${user} to have one order, not ${orders.length}`);
  }
  return order;
}
