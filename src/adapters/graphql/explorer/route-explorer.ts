import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Asset, loadAssets } from './assets.ts';
import { exampleDocument } from './example-document.ts';
import { contentSecurityPolicy, renderPage } from './page.ts';

export interface ExplorerOptions {
  /** Of the API itself, e.g. `/graphql`: who comes there with a browser gets the explorer. */
  readonly path: string;
  /** Of subscriptions, by the graphql-sse protocol in distinct connections mode. */
  readonly streamPath: string;
  readonly enabled: boolean;
  /** What the editor shows first. Default: an introduction that is valid for every schema. */
  readonly document?: string;
}

/**
 * Serves GraphiQL from this server alone: `GET <path>` for who accepts `text/html`, and what the page needs at
 * `<path>/explorer/*`. Other requests to `path` pass on to the route that the same scope has for `GET <path>`,
 * and without which the page is not found either.
 * Does nothing unless `enabled`.
 */
export async function routeExplorer(
  scope: FastifyInstance,
  options: ExplorerOptions,
): Promise<void> {
  const { path, streamPath, enabled, document = exampleDocument } = options;
  if (!enabled) {
    return;
  }
  const assets = await loadAssets();
  scope.addHook('onRequest', async (request, reply) => {
    if (isForPage(request, path)) {
      const nonce = randomBytes(16).toString('base64');
      return reply
        .headers({
          'cache-control': 'no-store',
          'content-security-policy': contentSecurityPolicy(nonce),
          'referrer-policy': 'no-referrer',
          vary: 'accept',
          'x-content-type-options': 'nosniff',
        })
        .type('text/html; charset=utf-8')
        .send(renderPage({ path, streamPath, document, assets, nonce }));
    }
    return undefined;
  });
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  scope.get<{ Params: { name: string } }>(`${path}/explorer/:name`, (request, reply) => {
    const asset = byName.get(request.params.name);
    return asset === undefined
      ? reply.code(404).send({ error: 'not found' })
      : sendAsset(asset, request, reply);
  });
}

function isForPage({ method, url, headers }: FastifyRequest, path: string): boolean {
  return (
    method === 'GET' &&
    new URL(url, 'http://localhost').pathname === path &&
    (headers.accept ?? '').includes('text/html')
  );
}

function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const tag = `"${asset.version}"`;
  const isOfVersion =
    new URL(request.url, 'http://localhost').searchParams.get('v') === asset.version;
  reply.headers({
    'cache-control': isOfVersion ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: tag,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  });
  if (request.headers['if-none-match'] === tag) {
    return reply.code(304).send();
  }
  reply.type(asset.type);
  return /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    ? reply.header('content-encoding', 'gzip').send(asset.gzipped)
    : reply.send(asset.content);
}
