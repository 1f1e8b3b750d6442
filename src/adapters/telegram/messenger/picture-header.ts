export interface PictureSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Width and height from the header of a PNG, JPEG or WebP; undefined for anything else. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint32(0) === 0x89504e47) {
      return { width: view.getUint32(16), height: view.getUint32(20) };
    }
    if (view.getUint16(0) === 0xffd8) {
      return jpegSize(view);
    }
    if (ascii(view, 0) === 'RIFF' && ascii(view, 8) === 'WEBP') {
      return webpSize(view);
    }
  } catch (error) {
    // A header that ends too early.
    if (!(error instanceof RangeError)) {
      throw error;
    }
  }
  return undefined;
}

function jpegSize(view: DataView): PictureSize | undefined {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    // Start of frame, except the tables C4, C8 and CC among their numbers.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(view: DataView): PictureSize | undefined {
  switch (ascii(view, 12)) {
    case 'VP8 ':
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return undefined;
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}

function ascii(view: DataView, at: number): string {
  return [0, 1, 2, 3].map((step) => String.fromCharCode(view.getUint8(at + step))).join('');
}

const photoMaxBytes = 10_000_000;
const photoMaxSides = 10_000;
const photoMaxRatio = 20;

/** Whether Telegram takes these bytes as a photo (Bot API, sendPhoto); else they go as a file. */
export function fitsAsPhoto(bytes: Uint8Array): boolean {
  if (bytes.byteLength > photoMaxBytes) {
    return false;
  }
  const size = pictureSize(bytes);
  if (size === undefined) {
    return true;
  }
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  return width + height <= photoMaxSides && ratio <= photoMaxRatio;
}

/** The extension of a file name for these bytes. */
export function pictureExtension(bytes: Uint8Array): 'png' | 'jpg' | 'webp' {
  if (bytes[0] === 0xff) {
    return 'jpg';
  }
  return bytes[0] === 0x52 ? 'webp' : 'png';
}
