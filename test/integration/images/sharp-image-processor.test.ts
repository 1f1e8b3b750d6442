import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { SharpImageProcessor } from '../../../src/adapters/images/sharp-image-processor.ts';

const processor = new SharpImageProcessor();
const refused = { ok: false, error: { kind: 'not_an_image' } };

const plain = (width: number, height: number, background = '#ffcc00') =>
  sharp({ create: { width, height, channels: 4, background } });

/** Noise does not compress: a cut loses pixels for sure. */
function noise(width: number, height: number) {
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => (at * at) % 251),
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function inspected(bytes: Uint8Array) {
  const result = await processor.inspect(bytes);
  if (!result.ok) {
    throw new Error('The picture was refused');
  }
  return result.value;
}

describe('SharpImageProcessor', () => {
  test.each(['png', 'jpeg', 'webp', 'gif'] as const)('reads %s by its content', async (format) => {
    const bytes = await plain(640, 200).toFormat(format).toBuffer();
    const image = await inspected(bytes);
    expect(image).toMatchObject({ mimeType: `image/${format}`, width: 640, height: 200 });
    expect(image.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('makes a JPEG thumbnail of at most 320 pixels a side', async () => {
    const { thumbnail } = await inspected(await plain(800, 1_600).png().toBuffer());
    expect(await sharp(thumbnail).metadata()).toMatchObject({
      format: 'jpeg',
      width: 160,
      height: 320,
    });
    expect(thumbnail.byteLength).toBeLessThan(200_000);
  });

  test('enlarges nothing', async () => {
    const { thumbnail } = await inspected(await plain(20, 10).png().toBuffer());
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 20, height: 10 });
  });

  test('puts transparent pictures on white', async () => {
    const { thumbnail } = await inspected(await plain(40, 40, '#00000000').png().toBuffer());
    const { data } = await sharp(thumbnail).raw().toBuffer({ resolveWithObject: true });
    expect(Math.min(...data)).toBeGreaterThan(250);
  });

  test('turns a picture as its EXIF says, in size and in thumbnail', async () => {
    const bytes = await plain(640, 320).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const image = await inspected(bytes);
    expect(image).toMatchObject({ width: 320, height: 640 });
    expect(await sharp(image.thumbnail).metadata()).toMatchObject({ width: 160, height: 320 });
  });

  test.each(['png', 'jpeg', 'webp', 'gif'] as const)('refuses a %s that is cut', async (format) => {
    const bytes = await noise(300, 300).toFormat(format).toBuffer();
    expect(await processor.inspect(bytes.subarray(0, bytes.length * 0.9))).toEqual(refused);
    expect(await processor.inspect(bytes.subarray(0, 24))).toEqual(refused);
  });

  test('refuses a PNG with damaged pixels', async () => {
    const bytes = await noise(300, 300).png().toBuffer();
    bytes.fill(0xaa, bytes.length / 2, bytes.length / 2 + 64);
    expect(await processor.inspect(bytes)).toEqual(refused);
  });

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a page', '<html><body>GIF89a</body></html>'],
    ['a vector graphic', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['a sound in the same container', 'RIFF\0\0\0\0WAVEfmt '],
  ])('refuses %s', async (_, text) => {
    expect(await processor.inspect(Buffer.from(text, 'latin1'))).toEqual(refused);
  });

  test('refuses more pixels than memory should hold', async () => {
    // 7,100 x 7,100 grey pixels in a few kilobytes.
    const raw = { width: 7_100, height: 7_100, channels: 1 } as const;
    const bytes = await sharp(Buffer.alloc(raw.width * raw.height), { raw })
      .png()
      .toBuffer();
    expect(bytes.byteLength).toBeLessThan(1_000_000);
    expect(await processor.inspect(bytes)).toEqual(refused);
  });

  test('reads many pictures at the same time', async () => {
    const bytes = await plain(200, 100).webp().toBuffer();
    const images = await Promise.all(Array.from({ length: 12 }, () => inspected(bytes)));
    expect(new Set(images.map((image) => image.sha256)).size).toBe(1);
  });
});
