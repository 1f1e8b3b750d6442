/** A smiling banana as SVG shapes (a machine without fonts has no emoji), in a square of `sizePx` at (x, y). */
export function banana(x: number, y: number, sizePx: number): string {
  const scale = (sizePx / 100).toFixed(4);
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale})">${SHAPES}</g>`;
}

const SHAPES = `
<path d="M26 9 C29 6 36 6 38 9 L39 21 C41 46 57 63 84 67 C90 68 93 74 89 79 C73 95 38 92 22 66 C13 51 15 34 24 21 Z"
  fill="#ffd53d" stroke="#8a5a12" stroke-width="3" stroke-linejoin="round"/>
<path d="M22 30 C17 42 19 54 26 65 C40 86 68 90 84 79 C68 80 47 74 36 56 C29 45 27 34 28 24 Z" fill="#f6b81f"/>
<path d="M33 26 C35 48 50 66 74 71" fill="none" stroke="#fff3b0" stroke-width="3.4" stroke-linecap="round"/>
<path d="M26 9 C29 6 36 6 38 9 L38.6 17 C34 19 29 19 25 17 Z" fill="#7a4d12"/>
<path d="M85 67.5 C91 69 93 74 89 79 C86 81 84 80 83 77 C82 73 83 70 85 67.5 Z" fill="#7a4d12"/>
<circle cx="34" cy="54" r="3.4" fill="#4a2c06"/><circle cx="48" cy="66" r="3.4" fill="#4a2c06"/>
<circle cx="35.2" cy="52.8" r="1.1" fill="#fff"/><circle cx="49.2" cy="64.8" r="1.1" fill="#fff"/>
<path d="M34 63 C35.500 68 39 71 43.500 71" fill="none" stroke="#4a2c06" stroke-width="2.4" stroke-linecap="round"/>
`;
