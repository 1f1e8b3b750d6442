import sharp from 'sharp';
import { banana } from './banana.ts';
import { drawText, fit, measure } from './glyphs.ts';
import { type Palette, paletteOf } from './palette.ts';
import type { PictureSize } from './picture-size.ts';

export interface CardContent {
  readonly prompt: string;
  readonly modelId: string;
  /** Short facts beside the model id, for example `16:9 · 1K`. */
  readonly caption: string;
  /** Makes the samples of one prompt differ. */
  readonly variant: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Raw RGB pixels of a card that shows the prompt on colours made from its hash. */
export async function drawCard(content: CardContent, size: PictureSize): Promise<Buffer> {
  const svg = cardSvg(content, size);
  return sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
}

function cardSvg(content: CardContent, size: PictureSize): string {
  const { widthPx: width, heightPx: height } = size;
  const palette = paletteOf(`${content.prompt}#${content.variant}`);
  const unit = Math.min(width, height);
  const margin = unit * 0.075;
  const card = { x: margin, y: margin, width: width - margin * 2, height: height - margin * 2 };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    background(palette, size),
    panel(card, unit * 0.06),
    width > height * 1.25
      ? wideLayout(content, palette, card, unit)
      : tallLayout(content, palette, card, unit),
    '</svg>',
  ].join('');
}

function background(palette: Palette, size: PictureSize): string {
  const { widthPx: width, heightPx: height } = size;
  const unit = Math.min(width, height);
  const ring = (x: number, y: number, radius: number, opacity: number): string =>
    `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${radius.toFixed(0)}" fill="#fff" fill-opacity="${opacity}"/>`;
  return [
    '<defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1">',
    `<stop offset="0" stop-color="${palette.from}"/><stop offset="0.55" stop-color="${palette.middle}"/>`,
    `<stop offset="1" stop-color="${palette.to}"/></linearGradient>`,
    '<radialGradient id="sun" cx="0.22" cy="0.12" r="0.75">',
    `<stop offset="0" stop-color="${palette.glow}" stop-opacity="0.95"/>`,
    `<stop offset="1" stop-color="${palette.glow}" stop-opacity="0"/></radialGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    `<rect width="${width}" height="${height}" fill="url(#sun)"/>`,
    ring(width, 0, unit * 0.46, 0.1),
    ring(width, 0, unit * 0.3, 0.1),
    ring(0, height, unit * 0.38, 0.09),
    ring(width * 0.94, height * 0.96, unit * 0.12, 0.14),
  ].join('');
}

/** A white panel whose shadow is a stack of faint rectangles: an SVG blur costs more than the rest of the picture. */
function panel(card: Box, radius: number): string {
  const shadows = [5, 4, 3, 2, 1].map((step) => {
    const grow = radius * 0.11 * step;
    return rounded(
      {
        x: card.x - grow,
        y: card.y - grow * 0.4,
        width: card.width + grow * 2,
        height: card.height + grow * 2,
      },
      radius + grow,
      'fill="#10131f" fill-opacity="0.035"',
    );
  });
  return `${shadows.join('')}${rounded(card, radius, 'fill="#fff" fill-opacity="0.93"')}`;
}

function rounded(box: Box, radius: number, paint: string): string {
  const [x, y, width, height, rx] = [box.x, box.y, box.width, box.height, radius].map((value) =>
    value.toFixed(1),
  );
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${rx}" ${paint}/>`;
}

function tallLayout(content: CardContent, palette: Palette, card: Box, unit: number): string {
  const pad = unit * 0.065;
  const fruit = unit * 0.27;
  const footer = footerRows(content, card.width - pad * 2, unit);
  const top = card.y + pad + fruit + pad * 0.5;
  const bottom = card.y + card.height - pad * 0.8 - footer.height - pad * 0.5;
  return [
    halo(card.x + card.width / 2, card.y + pad + fruit / 2, fruit, palette),
    banana(card.x + (card.width - fruit) / 2, card.y + pad, fruit),
    promptText(
      content.prompt,
      { x: card.x + pad, y: top, width: card.width - pad * 2, height: bottom - top },
      palette,
      unit,
      'middle',
    ),
    footer.draw(card.x + card.width / 2, card.y + card.height - pad * 0.8, palette),
  ].join('');
}

function wideLayout(content: CardContent, palette: Palette, card: Box, unit: number): string {
  const pad = unit * 0.075;
  const fruit = Math.min(card.height * 0.52, card.width * 0.3);
  const left = card.x + pad + fruit + pad;
  const width = card.x + card.width - pad - left;
  const footer = footerRows(content, width, unit);
  const bottom = card.y + card.height - pad * 0.8 - footer.height - pad * 0.4;
  return [
    halo(card.x + pad + fruit / 2, card.y + card.height / 2, fruit, palette),
    banana(card.x + pad, card.y + (card.height - fruit) / 2, fruit),
    promptText(
      content.prompt,
      { x: left, y: card.y + pad * 0.7, width, height: bottom - card.y - pad * 0.7 },
      palette,
      unit,
      'start',
    ),
    footer.draw(left + width / 2, card.y + card.height - pad * 0.8, palette, left),
  ].join('');
}

function halo(x: number, y: number, fruit: number, palette: Palette): string {
  const radius = (fruit * 0.54).toFixed(1);
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="${palette.from}" fill-opacity="0.2"/>`;
}

function promptText(
  prompt: string,
  box: Box,
  palette: Palette,
  unit: number,
  align: 'middle' | 'start',
): string {
  const lineHeight = 1.24;
  const { lines, sizePx } = fit(
    prompt.trim() === '' ? '…' : prompt,
    { widthPx: box.width, heightPx: box.height },
    {
      minPx: unit * 0.026,
      maxPx: unit * (align === 'start' ? 0.11 : 0.088),
      lineHeight,
      weight: '700',
    },
  );
  const rowPx = sizePx * lineHeight;
  const firstBaseline = box.y + (box.height - lines.length * rowPx) / 2 + sizePx * 0.98;
  return lines
    .map((line, row) => {
      const x = align === 'start' ? box.x : box.x + (box.width - line.widthPx) / 2;
      const at = { x, y: firstBaseline + row * rowPx };
      return drawText(line.text, at, { sizePx, weight: '700', fill: palette.ink });
    })
    .join('');
}

interface Footer {
  readonly height: number;
  draw(centerX: number, bottomY: number, palette: Palette, leftX?: number): string;
}

/** The model id in a pill and the caption beside it, or below it where the card is narrow. */
function footerRows(content: CardContent, width: number, unit: number): Footer {
  const sizePx = Math.min(
    unit * 0.03,
    (width * 0.8 * unit * 0.03) / measure(content.modelId, unit * 0.03, '700'),
  );
  const pillHeight = sizePx * 2;
  const pillWidth = measure(content.modelId, sizePx, '700') + sizePx * 2;
  const captionWidth = measure(content.caption, sizePx, '400');
  const gap = sizePx * 0.9;
  const oneRow = pillWidth + gap + captionWidth <= width;
  return {
    height: oneRow ? pillHeight : pillHeight + sizePx * 1.7,
    draw(centerX, bottomY, palette, leftX) {
      const total = oneRow ? pillWidth + gap + captionWidth : pillWidth;
      const x = leftX ?? centerX - total / 2;
      const y = bottomY - (oneRow ? pillHeight : pillHeight + sizePx * 1.7);
      const captionX = oneRow ? x + pillWidth + gap : (leftX ?? centerX - captionWidth / 2);
      const captionY = oneRow ? y + sizePx * 1.36 : y + pillHeight + sizePx * 1.4;
      const pill = { x, y, width: pillWidth, height: pillHeight };
      return [
        rounded(pill, sizePx, `fill="${palette.accent}"`),
        drawText(
          content.modelId,
          { x: x + sizePx, y: y + sizePx * 1.36 },
          { sizePx, weight: '700', fill: '#fff' },
        ),
        drawText(
          content.caption,
          { x: captionX, y: captionY },
          { sizePx, weight: '400', fill: '#5b6274' },
        ),
      ].join('');
    },
  };
}
