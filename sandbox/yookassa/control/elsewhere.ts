import { ControlError } from '../../http/control-error.ts';
import type { NewPaymentElsewhere, Shop } from '../control-api.ts';
import { kopecksOf } from '../state/money.ts';
import { optional, type PaymentRecord } from '../state/payment.ts';
import type { World } from '../state/world.ts';

const DEFAULT_AMOUNT = '100.00';

/** Makes a payment past the API, as another program of the shop would. */
export function createElsewhere(
  world: World,
  shop: Shop,
  input: NewPaymentElsewhere,
  pageUrl: (paymentId: string) => string,
): PaymentRecord {
  const { amount = DEFAULT_AMOUNT, status = 'succeeded', notify = true } = input;
  const amountKopecks = kopecksOf(amount);
  if (amountKopecks === undefined) throw new ControlError(400, `${amount} is no amount`);
  const payment = world.cashier.create(shop, {
    amountKopecks,
    capture: status !== 'waiting_for_capture',
    hasReceipt: shop.receipts,
    ...optional('description', input.description),
    ...optional('metadata', input.metadata),
    confirm: (paymentId) => ({ type: 'redirect', confirmation_url: pageUrl(paymentId) }),
  });
  const finish = () => {
    if (status === 'canceled') world.cashier.decline(payment, 'general_decline');
    else if (status !== 'pending') world.cashier.pay(payment, input.method);
  };
  if (notify) finish();
  else world.quietly(finish);
  world.changes.tell();
  return payment;
}
