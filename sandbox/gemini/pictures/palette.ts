import { createHash } from 'node:crypto';

export interface Palette {
  readonly hue: number;
  readonly from: string;
  readonly middle: string;
  readonly to: string;
  readonly glow: string;
  readonly ink: string;
  readonly accent: string;
}

/** Colours that depend on the text alone, so that a prompt always looks the same. */
export function paletteOf(text: string): Palette {
  const digest = createHash('sha256').update(text).digest();
  const hue = digest.readUInt16BE(0) % 360;
  const spread = 40 + (digest.readUInt8(2) % 50);
  return {
    hue,
    from: hsl(hue, 84, 62),
    middle: hsl(hue + spread, 80, 58),
    to: hsl(hue + spread * 2, 74, 46),
    glow: hsl(hue - 30, 95, 76),
    ink: hsl(hue, 36, 16),
    accent: hsl(hue + spread, 62, 40),
  };
}

/** `#rrggbb`, since the SVG renderer need not know CSS colour functions. */
function hsl(hue: number, saturation: number, lightness: number): string {
  const s = saturation / 100;
  const l = lightness / 100;
  const a = s * Math.min(l, 1 - l);
  const channel = (n: number): string => {
    const k = (n + (((hue % 360) + 360) % 360) / 30) % 12;
    const value = l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
