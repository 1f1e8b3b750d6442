import type { Asset } from './assets.ts';

export interface PageOptions {
  readonly path: string;
  readonly streamPath: string;
  /** What the editor shows first. */
  readonly document: string;
  readonly assets: readonly Asset[];
  /** Fresh for each answer, and the same as in its `contentSecurityPolicy`. */
  readonly nonce: string;
}

const title = 'Nano Banana API';

/**
 * Scripts and styles come from this server alone, and none stands in the page itself. The exceptions are
 * GraphiQL's: CodeMirror places things by style attributes, fonts stand within the style sheet, and an open menu adds a
 * style element, to which the page's script gives the nonce.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

export function renderPage(options: PageOptions): string {
  const { path, streamPath, document, assets, nonce } = options;
  const links = assets.map((asset) => linkTo(asset, `${path}/explorer`)).join('\n    ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    ${links}
  </head>
  <body>
    <div
      id="explorer"
      data-path="${escaped(path)}"
      data-stream-path="${escaped(streamPath)}"
      data-nonce="${nonce}"
      data-example-document="${escaped(document)}"
    >
      <noscript><p class="explorer-message">The explorer needs JavaScript. The API itself is at <code>POST ${escaped(path)}</code>.</p></noscript>
    </div>
  </body>
</html>
`;
}

function linkTo({ name, type, version }: Asset, folder: string): string {
  const address = `${escaped(folder)}/${name}?v=${version}`;
  if (type.startsWith('text/css')) {
    return `<link rel="stylesheet" href="${address}" />`;
  }
  return type.startsWith('text/javascript')
    ? `<script defer src="${address}"></script>`
    : `<link rel="icon" type="${type}" href="${address}" />`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"\n]/g, (character) => escapes[character] ?? character);
