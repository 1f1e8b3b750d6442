import type { Shop } from '../control-api.ts';
import type { RefundRecord } from '../state/refund-desk.ts';
import { Refusal } from '../state/refusal.ts';
import type { World } from '../state/world.ts';
import { amountOf } from './amounts.ts';
import { newRefundSchema } from './bodies.ts';
import { checkReceipt } from './receipt.ts';

const UNSUPPORTED = ['sources', 'deal', 'refund_method_data'];

export function createRefund(world: World, shop: Shop, body: unknown): RefundRecord {
  const input = newRefundSchema.parse(body);
  const field = UNSUPPORTED.find((name) => input[name] !== undefined);
  if (field !== undefined) {
    throw new Refusal('unsupported', `The sandbox does not know ${field}`, field);
  }
  const payment = world.cashier.get(input.payment_id);
  if (payment === undefined || payment.shopId !== shop.shopId) {
    throw new Refusal('invalid', "Payment doesn't exist or access denied", 'payment_id');
  }
  const amountKopecks = amountOf(input.amount);
  checkReceipt(shop, input.receipt, amountKopecks);
  return world.refunds.create(payment, {
    amountKopecks,
    hasReceipt: input.receipt !== undefined && shop.receipts,
    description: input.description,
    metadata: input.metadata,
  });
}

export function getRefund(world: World, shop: Shop, id: string | undefined): RefundRecord {
  const refund = world.refunds.get(id ?? '');
  if (refund !== undefined && refund.payment.shopId === shop.shopId) return refund;
  const problem = "Incorrect refund_id. Refund doesn't exist or access denied.";
  throw new Refusal('not-found', problem, 'refund_id');
}
