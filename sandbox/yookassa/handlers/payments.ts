import type { Shop } from '../control-api.ts';
import type { Confirmation, MethodName } from '../objects.ts';
import type { NewPayment } from '../state/cashier.ts';
import { optional, type PaymentRecord } from '../state/payment.ts';
import { Refusal } from '../state/refusal.ts';
import type { World } from '../state/world.ts';
import { amountOf } from './amounts.ts';
import { captureSchema, type NewPaymentBody, newPaymentSchema } from './bodies.ts';
import { checkReceipt } from './receipt.ts';

/** Published fields that no part of the stand-in acts on. */
const UNSUPPORTED = [
  'payment_token',
  'payment_method_id',
  'recipient',
  'airline',
  'transfers',
  'deal',
  'payment_order',
  'receiver',
  'statements',
];

const RETURN_SCHEMES = new Set(['http:', 'https:', 'tg:']);

/** @param pageUrl of a payment's page. */
export function createPayment(
  world: World,
  shop: Shop,
  body: unknown,
  pageUrl: (paymentId: string) => string,
): PaymentRecord {
  const input = newPaymentSchema.parse(body);
  refuseUnsupported(input);
  const amountKopecks = amountOf(input.amount);
  checkReceipt(shop, input.receipt, amountKopecks);
  return world.cashier.create(shop, {
    amountKopecks,
    capture: input.capture,
    hasReceipt: input.receipt !== undefined && shop.receipts,
    description: input.description,
    metadata: input.metadata,
    merchantCustomerId: input.merchant_customer_id,
    method: methodOf(shop, input),
    ...confirmationOf(input, pageUrl),
  });
}

export function getPayment(world: World, shop: Shop, id: string | undefined): PaymentRecord {
  const payment = world.cashier.get(id ?? '');
  if (payment !== undefined && payment.shopId === shop.shopId) return payment;
  const problem = "Incorrect payment_id. Payment doesn't exist or access denied.";
  throw new Refusal('not-found', problem, 'payment_id');
}

export function capturePayment(
  world: World,
  shop: Shop,
  id: string | undefined,
  body: unknown,
): PaymentRecord {
  const payment = getPayment(world, shop, id);
  const input = captureSchema.parse(body ?? {});
  refuseUnsupported(input);
  const amount = input.amount === undefined ? undefined : amountOf(input.amount);
  if (input.receipt !== undefined || (payment.hasReceipt && isPartial(payment, amount))) {
    checkReceipt(shop, input.receipt, amount ?? payment.amountKopecks);
  }
  world.cashier.capture(payment, amount);
  return payment;
}

export function cancelPayment(world: World, shop: Shop, id: string | undefined): PaymentRecord {
  const payment = getPayment(world, shop, id);
  world.cashier.cancel(payment);
  return payment;
}

function isPartial(payment: PaymentRecord, amount: bigint | undefined): boolean {
  return amount !== undefined && amount !== payment.amountKopecks;
}

function refuseUnsupported(input: Readonly<Record<string, unknown>>): void {
  const field = UNSUPPORTED.find((name) => input[name] !== undefined);
  if (field !== undefined) {
    throw new Refusal('unsupported', `The sandbox does not know ${field}`, field);
  }
  if (input.save_payment_method === true) {
    throw new Refusal('forbidden', "This store can't make recurring payments");
  }
}

function methodOf(shop: Shop, { payment_method_data }: NewPaymentBody): MethodName | undefined {
  if (payment_method_data === undefined) return undefined;
  const found = shop.methods.find((method) => method === payment_method_data.type);
  if (found !== undefined) return found;
  const problem = `Payment method ${payment_method_data.type} is not available to this shop`;
  throw new Refusal('invalid', problem, 'payment_method_data.type');
}

function confirmationOf(
  { confirmation }: NewPaymentBody,
  pageUrl: (paymentId: string) => string,
): Pick<NewPayment, 'confirm' | 'locale' | 'returnUrl'> {
  if (confirmation === undefined) return {};
  const { type, enforce, return_url: returnUrl, locale } = confirmation;
  if (returnUrl !== undefined) checkReturnUrl(returnUrl);
  return {
    confirm: (paymentId) => ({
      type,
      ...optional('return_url', returnUrl),
      ...optional('enforce', enforce),
      ...wayToPay(type, pageUrl(paymentId), paymentId),
    }),
    returnUrl,
    locale: locale === undefined ? undefined : locale === 'ru_RU' ? 'ru' : 'en',
  };
}

function wayToPay(
  type: Confirmation['type'],
  url: string,
  paymentId: string,
): Partial<Confirmation> {
  switch (type) {
    case 'redirect':
    case 'mobile_application':
      return { confirmation_url: url };
    case 'qr':
      return { confirmation_data: url };
    case 'embedded':
      return { confirmation_token: `ct-${paymentId}` };
    case 'external':
      return {};
  }
}

function checkReturnUrl(value: string): void {
  if (URL.canParse(value) && RETURN_SCHEMES.has(new URL(value).protocol)) return;
  throw new Refusal('invalid', 'Return URL must be an absolute address', 'confirmation.return_url');
}
