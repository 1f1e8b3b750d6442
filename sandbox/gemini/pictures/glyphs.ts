import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create } from 'fontkitten';

/*
 * A fresh machine has no fonts, so text becomes vector paths from the shipped Inter. The package splits the font by
 * script; a character is drawn from the first subset that has it.
 */
const SUBSETS = ['latin', 'cyrillic', 'latin-ext', 'cyrillic-ext', 'greek'] as const;
const MISSING_ADVANCE_EM = 0.7;
/** More words than fit on any picture. */
const WORDS_LOOKED_AT = 500;
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Mn}|\p{Extended_Pictographic}|\p{Emoji_Modifier}/u;

export type Weight = '400' | '700';

interface Glyph {
  /** Outline in em units times `unitsPerEm`, y upwards. */
  readonly path: string;
  readonly advanceEm: number;
  readonly unitsPerEm: number;
}

export interface TextLine {
  readonly text: string;
  readonly widthPx: number;
}

const require = createRequire(import.meta.url);
const FONT_FOLDER = join(dirname(require.resolve('@fontsource/inter/package.json')), 'files');
const cache = new Map<string, Glyph>();
const fonts = new Map<Weight, readonly LoadedFont[]>();

type LoadedFont = Exclude<ReturnType<typeof create>, { isCollection: true }>;

function load(weight: Weight): readonly LoadedFont[] {
  const known = fonts.get(weight);
  if (known !== undefined) return known;
  const loaded = SUBSETS.map((subset) => {
    const file = join(FONT_FOLDER, `inter-${subset}-${weight}-normal.woff`);
    const font = create(readFileSync(file));
    if (font.isCollection) throw new Error(`Font file ${file} is a collection`);
    return font;
  });
  fonts.set(weight, loaded);
  return loaded;
}

function glyphOf(character: string, weight: Weight): Glyph {
  const key = weight + character;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const glyph = readGlyph(character, weight);
  cache.set(key, glyph);
  return glyph;
}

function readGlyph(character: string, weight: Weight): Glyph {
  if (INVISIBLE.test(character)) return { path: '', advanceEm: 0, unitsPerEm: 1 };
  const codePoint = character.codePointAt(0) ?? 0x20;
  const font = load(weight).find((candidate) => candidate.hasGlyphForCodePoint(codePoint));
  if (font === undefined) {
    const path = 'M90 0H610V700H90ZM150 60V640H550V60Z';
    return { path, advanceEm: MISSING_ADVANCE_EM, unitsPerEm: 1000 };
  }
  const glyph = font.glyphForCodePoint(codePoint);
  return {
    path: glyph.path.toSVG(),
    advanceEm: glyph.advanceWidth / font.unitsPerEm,
    unitsPerEm: font.unitsPerEm,
  };
}

/** Width of one line in pixels at a font size in pixels. */
export function measure(text: string, sizePx: number, weight: Weight): number {
  let widthEm = 0;
  for (const character of text) widthEm += glyphOf(character, weight).advanceEm;
  return widthEm * sizePx;
}

/** SVG paths of one line whose baseline starts at (x, y). */
export function drawText(
  text: string,
  at: { readonly x: number; readonly y: number },
  style: { readonly sizePx: number; readonly weight: Weight; readonly fill: string },
): string {
  const paths: string[] = [];
  let x = at.x;
  for (const character of text) {
    const glyph = glyphOf(character, style.weight);
    if (glyph.path !== '') {
      const scale = (style.sizePx / glyph.unitsPerEm).toFixed(5);
      const move = `translate(${x.toFixed(2)} ${at.y.toFixed(2)})`;
      paths.push(`<path transform="${move} scale(${scale} -${scale})" d="${glyph.path}"/>`);
    }
    x += glyph.advanceEm * style.sizePx;
  }
  return `<g fill="${style.fill}">${paths.join('')}</g>`;
}

/** Breaks text into lines no wider than `widthPx`; a longer word is broken inside. */
function wrap(text: string, widthPx: number, sizePx: number, weight: Weight): TextLine[] {
  const lines: TextLine[] = [];
  let line = '';
  const push = (): void => {
    if (line !== '') lines.push({ text: line, widthPx: measure(line, sizePx, weight) });
    line = '';
  };
  for (const word of text.split(/\s+/u).filter((piece) => piece !== '')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (measure(joined, sizePx, weight) <= widthPx) {
      line = joined;
      continue;
    }
    push();
    for (const character of word) {
      if (line !== '' && measure(line + character, sizePx, weight) > widthPx) push();
      line += character;
    }
  }
  push();
  return lines;
}

/**
 * The largest size between the limits at which the text fits the box, without breaking a word while the letters are
 * still large; at the smallest size the rest is cut with an ellipsis.
 */
export function fit(
  text: string,
  box: { readonly widthPx: number; readonly heightPx: number },
  limits: {
    readonly minPx: number;
    readonly maxPx: number;
    readonly lineHeight: number;
    readonly weight: Weight;
  },
): { readonly lines: readonly TextLine[]; readonly sizePx: number } {
  const words = text.split(/\s+/u).map((word) => measure(word, 1, limits.weight));
  const longestEm = Math.max(...words.slice(0, WORDS_LOOKED_AT), 0.01);
  const wholeWordsPx = Math.max(box.widthPx / longestEm, limits.maxPx * 0.45);
  let sizePx = Math.max(limits.minPx, Math.min(limits.maxPx, wholeWordsPx));
  for (;;) {
    const lines = wrap(text, box.widthPx, sizePx, limits.weight);
    const rows = Math.max(1, Math.floor(box.heightPx / (sizePx * limits.lineHeight)));
    if (lines.length <= rows) return { lines, sizePx };
    if (sizePx <= limits.minPx) {
      return { lines: cut(lines.slice(0, rows), box.widthPx, sizePx, limits.weight), sizePx };
    }
    sizePx = Math.max(limits.minPx, sizePx * 0.88);
  }
}

function cut(lines: readonly TextLine[], widthPx: number, sizePx: number, weight: Weight) {
  const last = lines.at(-1);
  if (last === undefined) return lines;
  let characters = Array.from(last.text);
  while (characters.length > 0 && measure(`${characters.join('')}…`, sizePx, weight) > widthPx) {
    characters = characters.slice(0, -1);
  }
  const text = `${characters.join('').trimEnd()}…`;
  return [...lines.slice(0, -1), { text, widthPx: measure(text, sizePx, weight) }];
}
