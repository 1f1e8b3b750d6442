import type { InspectedImage } from '../../application/ports/image-processor.ts';

type MimeType = InspectedImage['mimeType'];

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
const GIF = [...Buffer.from('GIF8')];
const RIFF = [...Buffer.from('RIFF')];
const WEBP = [...Buffer.from('WEBP')];

/** The kind of picture by its first bytes; undefined for everything else, vector graphics included. */
export function imageKind(bytes: Uint8Array): MimeType | undefined {
  if (hasAt(bytes, 0, PNG)) {
    return 'image/png';
  }
  if (hasAt(bytes, 0, JPEG)) {
    return 'image/jpeg';
  }
  if (hasAt(bytes, 0, GIF)) {
    return 'image/gif';
  }
  return hasAt(bytes, 0, RIFF) && hasAt(bytes, 8, WEBP) ? 'image/webp' : undefined;
}

function hasAt(bytes: Uint8Array, offset: number, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[offset + index] === byte);
}
