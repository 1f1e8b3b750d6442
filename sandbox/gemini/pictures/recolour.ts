/** Turns colours by an angle, washes them with a colour, and lays RGBA pixels over them. */
export interface Recolouring {
  readonly hueDegrees: number;
  /** `#rrggbb` */
  readonly washColour: string;
  /** 0 to 1 */
  readonly washAmount: number;
}

/**
 * New RGB pixels from RGB pixels and an RGBA overlay of the same size.
 * One pass over the bytes: the image library would make three floating-point passes at four times the cost.
 */
export function recolour(
  rgb: Uint8Array,
  overlayRgba: Uint8Array,
  recolouring: Recolouring,
): Buffer {
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = hueRotation(recolouring.hueDegrees);
  const keep = 1 - recolouring.washAmount;
  const [washR, washG, washB] = washOf(recolouring);
  // Clamps to 0..255 and rounds, which plain bytes would wrap.
  const out = new Uint8ClampedArray(rgb.length);
  for (let at = 0, over = 0; at < rgb.length; at += 3, over += 4) {
    const alpha = (overlayRgba[over + 3] ?? 0) / 255;
    const under = 1 - alpha;
    const r = rgb[at] ?? 0;
    const g = rgb[at + 1] ?? 0;
    const b = rgb[at + 2] ?? 0;
    const newR = clamp((rr * r + rg * g + rb * b) * keep + washR);
    const newG = clamp((gr * r + gg * g + gb * b) * keep + washG);
    const newB = clamp((br * r + bg * g + bb * b) * keep + washB);
    out[at] = newR * under + (overlayRgba[over] ?? 0) * alpha;
    out[at + 1] = newG * under + (overlayRgba[over + 1] ?? 0) * alpha;
    out[at + 2] = newB * under + (overlayRgba[over + 2] ?? 0) * alpha;
  }
  return Buffer.from(out.buffer);
}

function clamp(value: number): number {
  return value < 0 ? 0 : Math.min(value, 255);
}

type Matrix = [number, number, number, number, number, number, number, number, number];

/** The hue-rotate matrix of the CSS filter effects specification, row by row. */
function hueRotation(degrees: number): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [
    0.213 + cos * 0.787 - sin * 0.213,
    0.715 - cos * 0.715 - sin * 0.715,
    0.072 - cos * 0.072 + sin * 0.928,
    0.213 - cos * 0.213 + sin * 0.143,
    0.715 + cos * 0.285 + sin * 0.14,
    0.072 - cos * 0.072 - sin * 0.283,
    0.213 - cos * 0.213 - sin * 0.787,
    0.715 - cos * 0.715 + sin * 0.715,
    0.072 + cos * 0.928 + sin * 0.072,
  ];
}

function washOf({ washColour, washAmount }: Recolouring): [number, number, number] {
  const channel = (at: number): number =>
    Number.parseInt(washColour.slice(at, at + 2), 16) * washAmount;
  return [channel(1), channel(3), channel(5)];
}
