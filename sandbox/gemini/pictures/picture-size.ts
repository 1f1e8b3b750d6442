export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Pixels of a 1K picture by aspect ratio, as the image models return them; 2K and 4K are 2 and 4 times that. */
const ONE_K: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['1:1', [1024, 1024]],
  ['1:4', [512, 2048]],
  ['4:1', [2048, 512]],
  ['1:8', [384, 3072]],
  ['8:1', [3072, 384]],
  ['2:3', [848, 1264]],
  ['3:2', [1264, 848]],
  ['3:4', [896, 1200]],
  ['4:3', [1200, 896]],
  ['4:5', [928, 1152]],
  ['5:4', [1152, 928]],
  ['9:16', [768, 1376]],
  ['16:9', [1376, 768]],
  ['21:9', [1584, 672]],
]);

const FACTORS: ReadonlyMap<string, number> = new Map([
  ['512', 0.5],
  ['1K', 1],
  ['2K', 2],
  ['4K', 4],
]);

/** Factor of a size name over 1K. */
export function sizeFactor(size: string): number {
  const factor = FACTORS.get(size);
  if (factor === undefined) throw new Error(`No pixels known for image size ${size}`);
  return factor;
}

/** 1K pixels of a ratio; a ratio outside the table gets about a megapixel. */
export function oneK(aspectRatio: string): PictureSize {
  const known = ONE_K.get(aspectRatio);
  if (known !== undefined) return { widthPx: known[0], heightPx: known[1] };
  const ratio = ratioOf(aspectRatio);
  const side = (value: number): number => Math.max(16, Math.round((1024 * value) / 16) * 16);
  return { widthPx: side(Math.sqrt(ratio)), heightPx: side(1 / Math.sqrt(ratio)) };
}

/** The ratio of the list that is closest to a picture's shape. */
export function nearestRatio(picture: PictureSize, ratios: readonly string[]): string {
  const wanted = Math.log(picture.widthPx / picture.heightPx);
  const distance = (ratio: string): number => Math.abs(Math.log(ratioOf(ratio)) - wanted);
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best), '1:1');
}

function ratioOf(aspectRatio: string): number {
  const [width = '1', height = '1'] = aspectRatio.split(':');
  return Number(width) / Number(height);
}
