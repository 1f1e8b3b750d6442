import sharp from 'sharp';
import type { ConfiguredMethods } from '../../../src/application/payments/payment-methods.ts';
import { userId } from '../../../src/domain/shared/ids.ts';

/** Has no chat of their own unless a test gives them one. */
export const operator = userId(9_000_001);
export const everyMethod: ConfiguredMethods = {
  stars: true,
  yookassa: true,
  telegram_yookassa: true,
};
export const picture = await sharp({
  create: { width: 96, height: 64, channels: 3, background: '#fc0' },
})
  .png()
  .toBuffer();
/** A PNG to upload, as base64. */
export const photo = { data: picture.toString('base64') };
