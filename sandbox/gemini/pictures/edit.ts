import sharp, { type OverlayOptions } from 'sharp';
import { banana } from './banana.ts';
import type { CardContent } from './card.ts';
import { drawText, fit, measure } from './glyphs.ts';
import { type Palette, paletteOf } from './palette.ts';
import type { PictureSize } from './picture-size.ts';
import { recolour } from './recolour.ts';

interface Tile {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Raw RGB pixels of an edit: the pictures that came in (several become a numbered collage in their order), with their
 * colours turned by an angle made from the prompt, in a frame, with the prompt on a strip.
 */
export async function drawEdit(
  content: CardContent,
  inputs: readonly Buffer[],
  size: PictureSize,
): Promise<Buffer> {
  const palette = paletteOf(`${content.prompt}#${content.variant}`);
  const strip = drawStrip(content, palette, size);
  const tiles = inputs.length <= 1 ? [wholeOf(size)] : layout(inputs.length, size, strip.topPx);
  const pieces = await Promise.all(
    inputs.map(async (input, index) => tilePixels(input, tiles[index] ?? wholeOf(size))),
  );
  const overlay = sharp(Buffer.from(overlaySvg(palette, size, tiles, strip.svg)));
  const [pixels, overlayPixels] = await Promise.all([
    arrange(pieces, size),
    overlay.ensureAlpha().raw().toBuffer(),
  ]);
  return recolour(pixels, overlayPixels, {
    hueDegrees: 60 + (palette.hue % 240),
    washColour: palette.middle,
    washAmount: 0.14,
  });
}

async function arrange(pieces: readonly OverlayOptions[], size: PictureSize): Promise<Buffer> {
  const only = pieces.length === 1 ? pieces[0]?.input : undefined;
  if (only instanceof Buffer) return only;
  const { widthPx: width, heightPx: height } = size;
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...pieces])
    .removeAlpha()
    .raw()
    .toBuffer();
}

async function tilePixels(input: Buffer, tile: Tile): Promise<OverlayOptions> {
  const { width, height } = tile;
  const pixels = await sharp(input)
    .autoOrient()
    .resize(width, height, { fit: 'cover' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  return {
    input: pixels,
    raw: { width, height, channels: 3 },
    left: tile.left,
    top: tile.top,
  };
}

function wholeOf(size: PictureSize): Tile {
  return { left: 0, top: 0, width: size.widthPx, height: size.heightPx };
}

/** Rows of nearly equal length above the strip, whose tiles are as square as the room allows. */
function layout(count: number, size: PictureSize, heightPx: number): Tile[] {
  const ratio = size.widthPx / heightPx;
  const rows = Math.min(count, Math.max(1, Math.round(Math.sqrt(count / ratio))));
  const tiles: Tile[] = [];
  for (let row = 0; row < rows; row += 1) {
    const inRow = Math.floor((count * (row + 1)) / rows) - Math.floor((count * row) / rows);
    const top = Math.floor((heightPx * row) / rows);
    const bottom = Math.floor((heightPx * (row + 1)) / rows);
    for (let column = 0; column < inRow; column += 1) {
      const left = Math.floor((size.widthPx * column) / inRow);
      const right = Math.floor((size.widthPx * (column + 1)) / inRow);
      tiles.push({ left, top, width: right - left, height: bottom - top });
    }
  }
  return tiles;
}

function overlaySvg(
  palette: Palette,
  size: PictureSize,
  tiles: readonly Tile[],
  strip: string,
): string {
  const unit = Math.min(size.widthPx, size.heightPx);
  const marks =
    tiles.length > 1 ? tiles.map((tile, index) => badge(tile, index, unit, palette)) : [];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.widthPx}" height="${size.heightPx}">`,
    ...marks,
    frame(palette, size, unit),
    strip,
    '</svg>',
  ].join('');
}

function badge(tile: Tile, index: number, unit: number, palette: Palette): string {
  const line = unit * 0.012;
  const radius = Math.min(unit * 0.05, Math.min(tile.width, tile.height) * 0.14);
  const x = tile.left + radius * 0.9 + unit * 0.045;
  const y = tile.top + radius * 0.9 + unit * 0.045;
  const label = String(index + 1);
  const sizePx = radius * 1.1;
  const at = { x: x - measure(label, sizePx, '700') / 2, y: y + sizePx * 0.36 };
  return [
    `<rect x="${tile.left}" y="${tile.top}" width="${tile.width}" height="${tile.height}"`,
    ` fill="none" stroke="#fff" stroke-width="${line.toFixed(1)}"/>`,
    `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${palette.accent}"`,
    ` stroke="#fff" stroke-width="${(radius * 0.12).toFixed(1)}"/>`,
    drawText(label, at, { sizePx, weight: '700', fill: '#fff' }),
  ].join('');
}

function frame(palette: Palette, size: PictureSize, unit: number): string {
  const { widthPx: width, heightPx: height } = size;
  const band = unit * 0.026;
  const radius = unit * 0.045;
  const right = width - band;
  const bottom = height - band;
  const arc = (x: number, y: number): string => `A${radius} ${radius} 0 0 1 ${x} ${y}`;
  const hole = [
    `M${band + radius} ${band}H${right - radius}${arc(right, band + radius)}`,
    `V${bottom - radius}${arc(right - radius, bottom)}H${band + radius}`,
    `${arc(band, bottom - radius)}V${band + radius}${arc(band + radius, band)}Z`,
  ].join('');
  return [
    '<defs><linearGradient id="frame" x1="0" y1="0" x2="1" y2="1">',
    `<stop offset="0" stop-color="${palette.glow}"/><stop offset="0.5" stop-color="${palette.middle}"/>`,
    `<stop offset="1" stop-color="${palette.to}"/></linearGradient></defs>`,
    `<path fill-rule="evenodd" fill="url(#frame)" d="M0 0H${width}V${height}H0Z${hole}"/>`,
  ].join('');
}

function drawStrip(
  content: CardContent,
  palette: Palette,
  size: PictureSize,
): { readonly svg: string; readonly topPx: number } {
  const unit = Math.min(size.widthPx, size.heightPx);
  const margin = unit * 0.06;
  const pad = unit * 0.03;
  const fruit = unit * 0.1;
  const width = size.widthPx - margin * 2;
  const textWidth = width - pad * 3 - fruit;
  const { lines, sizePx } = fit(
    content.prompt.trim() === '' ? '…' : content.prompt,
    { widthPx: textWidth, heightPx: unit * 0.13 },
    { minPx: unit * 0.026, maxPx: unit * 0.046, lineHeight: 1.24, weight: '700' },
  );
  const facts = `${content.modelId} · ${content.caption}`;
  const factsPx = Math.min(
    unit * 0.024,
    (unit * 0.024 * textWidth) / measure(facts, unit * 0.024, '400'),
  );
  const textHeight = lines.length * sizePx * 1.24 + factsPx * 1.7;
  const height = Math.max(textHeight, fruit) + pad * 1.5;
  const y = size.heightPx - margin - height;
  const left = margin + pad * 2 + fruit;
  const top = y + (height - textHeight) / 2;
  const box = `x="${margin}" y="${y.toFixed(1)}" width="${width}" height="${height.toFixed(1)}"`;
  const svg = [
    `<rect ${box} rx="${(unit * 0.035).toFixed(1)}" fill="#fff" fill-opacity="0.96"/>`,
    banana(margin + pad, y + (height - fruit) / 2, fruit),
    ...lines.map((line, row) =>
      drawText(
        line.text,
        { x: left, y: top + sizePx * (0.98 + row * 1.24) },
        { sizePx, weight: '700', fill: palette.ink },
      ),
    ),
    drawText(
      facts,
      { x: left, y: top + textHeight - factsPx * 0.35 },
      { sizePx: factsPx, weight: '400', fill: '#5b6274' },
    ),
  ].join('');
  return { svg, topPx: Math.floor(y - unit * 0.02) };
}
