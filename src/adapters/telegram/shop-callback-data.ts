import { type PaymentMethod, paymentIdIn, paymentMethods } from '../../domain/payments/payment.ts';
import { type PackageId, type PaymentId, packageId } from '../../domain/shared/ids.ts';

/** What a button of the shop asks for. */
export type ShopAction =
  /** The list, in a message of its own: the button stands under something else. */
  | { readonly kind: 'buy' }
  /** The list again, in place of what the message shows. */
  | { readonly kind: 'offers' }
  | { readonly kind: 'package'; readonly packageId: PackageId }
  | { readonly kind: 'pay'; readonly method: PaymentMethod; readonly packageId: PackageId }
  | { readonly kind: 'check'; readonly paymentId: PaymentId }
  | { readonly kind: 'subscription'; readonly renews: boolean; readonly orderId: PaymentId };

/** All of the longest parts stay below Telegram's 64 bytes. */
const packagePattern = '[a-z0-9-]{1,32}';
const patterns = {
  package: new RegExp(`^buy:(${packagePattern})$`),
  pay: new RegExp(`^pay:(${paymentMethods.join('|')}):(${packagePattern})$`),
  check: /^check:(.{36})$/,
  subscription: /^sub:(on|off):(.{36})$/,
  refund: /^refund:(.{36}):([1-9]\d{0,14})$/,
};

export function shopCallbackData(action: ShopAction): string {
  switch (action.kind) {
    case 'package':
      return `buy:${action.packageId}`;
    case 'pay':
      return `pay:${action.method}:${action.packageId}`;
    case 'check':
      return `check:${action.paymentId}`;
    case 'subscription':
      return `sub:${action.renews ? 'on' : 'off'}:${action.orderId}`;
    default:
      return action.kind;
  }
}

/** @returns undefined for data of other buttons, and for what a stranger made up. */
export function parseShopCallbackData(data: string): ShopAction | undefined {
  if (data === 'buy' || data === 'offers') {
    return { kind: data };
  }
  const [, chosen] = patterns.package.exec(data) ?? [];
  if (chosen !== undefined) {
    return { kind: 'package', packageId: packageId(chosen) };
  }
  const [, name, paid] = patterns.pay.exec(data) ?? [];
  const method = paymentMethods.find((one) => one === name);
  if (method !== undefined && paid !== undefined) {
    return { kind: 'pay', method, packageId: packageId(paid) };
  }
  const checked = paymentIdIn(patterns.check.exec(data)?.[1]);
  if (checked !== undefined) {
    return { kind: 'check', paymentId: checked };
  }
  const [, state, order] = patterns.subscription.exec(data) ?? [];
  const orderId = paymentIdIn(order);
  return orderId && { kind: 'subscription', renews: state === 'on', orderId };
}

/** The operator's confirmation of a refund. */
export interface RefundAction {
  readonly paymentId: PaymentId;
  /** In minor units of the payment's currency. */
  readonly minor: bigint;
}

export const refundCallbackData = ({ paymentId, minor }: RefundAction): string =>
  `refund:${paymentId}:${minor}`;

export function parseRefundCallbackData(data: string): RefundAction | undefined {
  const [, payment, minor] = patterns.refund.exec(data) ?? [];
  const paymentId = paymentIdIn(payment);
  return paymentId && minor !== undefined ? { paymentId, minor: BigInt(minor) } : undefined;
}
