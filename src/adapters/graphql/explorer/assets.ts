import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
  /** Of the content: part of its address, so that browsers may keep it for ever. */
  readonly version: string;
}

const own = (file: string) => new URL(file, import.meta.url);

const require = createRequire(import.meta.url);

/** Packages are found by their package.json, as their `exports` do not name what browsers need. */
const packaged = (manifest: string, file: string) => join(dirname(manifest), file);

const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

/** In the order in which the page loads them. */
const sources: readonly {
  readonly name: string;
  readonly type: string;
  readonly file: () => URL | string;
}[] = [
  {
    name: 'graphiql.css',
    type: style,
    file: () => packaged(require.resolve('graphiql/package.json'), 'graphiql.min.css'),
  },
  { name: 'page.css', type: style, file: () => own('./page-style.css') },
  {
    name: 'react.js',
    type: script,
    file: () => packaged(require.resolve('react/package.json'), 'umd/react.production.min.js'),
  },
  {
    name: 'react-dom.js',
    type: script,
    file: () =>
      packaged(require.resolve('react-dom/package.json'), 'umd/react-dom.production.min.js'),
  },
  {
    name: 'graphiql.js',
    type: script,
    file: () => packaged(require.resolve('graphiql/package.json'), 'graphiql.min.js'),
  },
  {
    name: 'graphql-sse.js',
    type: script,
    file: () => packaged(require.resolve('graphql-sse/package.json'), 'umd/graphql-sse.min.js'),
  },
  { name: 'page.js', type: script, file: () => own('./page-script.js') },
  { name: 'favicon.svg', type: 'image/svg+xml', file: () => own('./favicon.svg') },
];

/** Reads and compresses 1.6 MB: takes some 100 ms, most of it outside of the event loop. */
export const loadAssets = (): Promise<readonly Asset[]> =>
  Promise.all(
    sources.map(async ({ name, type, file }) => {
      const text = await readFile(file(), 'utf8');
      // The maps are not served: browsers that look for them would report an error.
      const content = Buffer.from(text.replace(/\/\/# sourceMappingURL=\S+\s*$/, ''));
      const version = createHash('sha256').update(content).digest('hex').slice(0, 16);
      return { name, type, content, gzipped: await promisify(gzip)(content), version };
    }),
  );
