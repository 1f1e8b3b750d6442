import { describe, expect, test } from 'vitest';
import {
  parseRefundCallbackData,
  parseShopCallbackData,
  refundCallbackData,
  type ShopAction,
  shopCallbackData,
} from '../../../src/adapters/telegram/shop-callback-data.ts';
import { packageId, paymentId } from '../../../src/domain/shared/ids.ts';

const id = paymentId('0199d3c4-0000-4000-8000-000000000001');
const longest = packageId('a'.repeat(32));

const actions: readonly ShopAction[] = [
  { kind: 'buy' },
  { kind: 'offers' },
  { kind: 'package', packageId: longest },
  { kind: 'pay', method: 'stars', packageId: packageId('starter-2') },
  { kind: 'pay', method: 'telegram_yookassa', packageId: longest },
  { kind: 'check', paymentId: id },
  { kind: 'subscription', renews: true, orderId: id },
  { kind: 'subscription', renews: false, orderId: id },
];

describe('the data of the buttons of the shop', () => {
  test.each(actions)('of $kind is read as it was written, within 64 bytes', (action) => {
    const data = shopCallbackData(action);
    expect(parseShopCallbackData(data)).toEqual(action);
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });

  test.each([
    '',
    'buy:',
    'buy:Starter',
    `buy:${'a'.repeat(33)}`,
    'pay:cash:starter',
    'pay:stars:',
    'pay:stars:starter:1',
    'check:1',
    `check:${id} `,
    `sub:maybe:${id}`,
    `sub:on:${id.replace('0199', 'ZZZZ')}`,
    `refund:${id}:125`,
    'set:main',
  ])('"%s" is none', (data) => {
    expect(parseShopCallbackData(data)).toBeUndefined();
  });

  test('of a refund names the payment and the minor units, within 64 bytes', () => {
    const action = { paymentId: id, minor: 999_999_999_999_999n };
    const data = refundCallbackData(action);
    expect(parseRefundCallbackData(data)).toEqual(action);
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  });

  test.each([
    `refund:${id}`,
    `refund:${id}:0`,
    `refund:${id}:-1`,
    `refund:${id}:1.5`,
    'refund:1:1',
  ])('"%s" is no refund', (data) => {
    expect(parseRefundCallbackData(data)).toBeUndefined();
  });
});
