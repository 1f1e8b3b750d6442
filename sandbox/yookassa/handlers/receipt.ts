import type { Shop } from '../control-api.ts';
import { lineTotal, roubles } from '../state/money.ts';
import { Refusal } from '../state/refusal.ts';
import { amountOf } from './amounts.ts';
import type { ReceiptBody } from './bodies.ts';

const ITEMS_MAX = 80;

/** What YooKassa's own receipts need beside the fields that are always required. */
const NEEDED = ['payment_subject', 'payment_mode', 'measure'] as const;

/**
 * Checks a receipt by the rules of 54-FZ; a shop without receipts may send one, and it must still
 * add up.
 * @throws {Refusal} naming the field.
 */
export function checkReceipt(
  shop: Shop,
  receipt: ReceiptBody | undefined,
  amountKopecks: bigint,
): void {
  if (receipt === undefined) {
    if (!shop.receipts) return;
    throw new Refusal('invalid', 'Receipt is missing or illegal', 'receipt');
  }
  checkItems(shop, receipt);
  const email = receipt.customer?.email ?? '';
  if (shop.receipts && email === '') {
    throw new Refusal('invalid', 'The customer needs an email', 'receipt.customer.email');
  }
  const sum = receipt.items.reduce((total, item, index) => {
    const price = amountOf(item.amount, `receipt.items[${index}].amount`);
    return total + lineTotal(price, item.quantity);
  }, 0n);
  if (sum !== amountKopecks) {
    const problem = `Receipt items make ${roubles(sum).value}, the amount is ${roubles(amountKopecks).value}`;
    throw new Refusal('invalid', problem, 'receipt.items');
  }
}

function checkItems(shop: Shop, { items }: ReceiptBody): void {
  if (items.length === 0 || items.length > ITEMS_MAX) {
    throw new Refusal('invalid', `Receipt must have 1 to ${ITEMS_MAX} items`, 'receipt.items');
  }
  if (!shop.receipts) return;
  for (const [index, item] of items.entries()) {
    const missing = NEEDED.find((field) => item[field] === undefined);
    if (missing === undefined) continue;
    const parameter = `receipt.items[${index}].${missing}`;
    throw new Refusal('invalid', 'A required field is missing', parameter);
  }
}
