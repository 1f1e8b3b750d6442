import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  fitsAsPhoto,
  pictureExtension,
  pictureSize,
} from '../../../../src/adapters/telegram/messenger/picture-header.ts';
import { png } from './pictures.ts';

const blank = sharp({ create: { width: 37, height: 21, channels: 3, background: '#fc0' } });

describe('the size of a real picture', () => {
  test.each([
    ['png', () => blank.clone().png().toBuffer()],
    [
      'jpg',
      () =>
        blank
          .clone()
          .jpeg()
          .withExif({ IFD0: { Copyright: 'x'.repeat(300) } })
          .toBuffer(),
    ],
    ['jpg', () => blank.clone().jpeg({ progressive: true }).toBuffer()],
    ['webp', () => blank.clone().webp().toBuffer()],
    ['webp', () => blank.clone().webp({ lossless: true }).toBuffer()],
    [
      'webp',
      () =>
        blank
          .clone()
          .ensureAlpha(0.5)
          .webp()
          .withExif({ IFD0: { Copyright: 'x' } })
          .toBuffer(),
    ],
  ])('is read from the header of %s', async (extension, make) => {
    const bytes = new Uint8Array(await make());

    expect(pictureSize(bytes)).toEqual({ width: 37, height: 21 });
    expect(pictureExtension(bytes)).toBe(extension);
  });
});

test.each([
  new Uint8Array(),
  new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
  new Uint8Array([0xff, 0xd8, 0xff]),
  new TextEncoder().encode('RIFF....WEBPVP8 '),
  new TextEncoder().encode('not a picture at all, but long enough'),
])('a header that cannot be read is left to Telegram', (bytes) => {
  expect(pictureSize(bytes)).toBeUndefined();
  expect(fitsAsPhoto(bytes)).toBe(true);
});

test.each([
  [5_000, 5_000, true],
  [5_001, 5_000, false],
  [2_000, 100, true],
  [100, 2_001, false],
])('a picture of %i x %i as a photo: %s', (width, height, fits) => {
  expect(fitsAsPhoto(png(width, height))).toBe(fits);
});
