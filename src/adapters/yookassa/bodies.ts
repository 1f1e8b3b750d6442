import type { PaymentPageOrder, RefundOrder } from '../../application/ports/payment-gateway.ts';
import { decimal, type Money } from '../../domain/payments/money.ts';
import {
  longestItemDescription,
  type Receipt,
  type ReceiptItem,
} from '../../domain/payments/receipt.ts';
import type { Language } from '../../domain/users/user.ts';

/** Limits of YooKassa's OpenAPI. */
const longestPaymentDescription = 128;
const longestRefundDescription = 250;

const locales: { readonly [language in Language]: string } = { ru: 'ru_RU', en: 'en_US' };

/**
 * Body of `POST /payments`: taken at once, by any method of the shop, on YooKassa's page.
 * @throws RangeError when the amount is not in rubles: that is a bug of the caller.
 */
export function paymentBody(order: PaymentPageOrder): string {
  const { orderId, amount, description, returnUrl, language, receipt } = order;
  return JSON.stringify({
    amount: amountOf(amount),
    // Without it the money would only be held, and be given back after some days.
    capture: true,
    description: shortened(description, longestPaymentDescription),
    confirmation: { type: 'redirect', return_url: returnUrl, locale: locales[language] },
    metadata: { order_id: orderId },
    receipt: receipt && receiptOf(receipt),
  });
}

/**
 * Body of `POST /refunds`.
 * @throws RangeError when the amount is not in rubles: that is a bug of the caller.
 */
export function refundBody(order: RefundOrder): string {
  const { refundId, providerPaymentId, amount, description, receipt } = order;
  return JSON.stringify({
    payment_id: providerPaymentId,
    amount: amountOf(amount),
    description: shortened(description, longestRefundDescription),
    metadata: { refund_id: refundId },
    receipt: receipt && receiptOf(receipt),
  });
}

/** `undefined` fields are left out of JSON. */
function receiptOf({ email, items, taxSystem }: Receipt) {
  return {
    customer: { email },
    internet: true,
    items: items.map(itemOf),
    tax_system_code: taxSystem,
  };
}

function itemOf({ description, quantity, price, vatCode, subject, mode }: ReceiptItem) {
  return {
    description: shortened(description, longestItemDescription),
    quantity,
    amount: amountOf(price),
    vat_code: vatCode,
    payment_subject: subject,
    payment_mode: mode,
    measure: 'piece',
  };
}

function amountOf(money: Money) {
  if (money.currency !== 'RUB') {
    throw new RangeError(`Cannot ask YooKassa for ${money.currency} as it must be RUB`);
  }
  return { value: decimal(money), currency: money.currency };
}

/** Never ends with half a character. */
function shortened(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
