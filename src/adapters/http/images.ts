import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../application/ports/clock.ts';
import type { ImageRecord, ImageRepository } from '../../application/ports/image-repository.ts';
import type { ImageVariant } from '../../application/ports/image-urls.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { imageId } from '../../domain/shared/ids.ts';
import type { HttpRoutes } from './http-server.ts';
import { type ImageUrlKey, isSignedImageUrl } from './image-urls.ts';
import { type Authenticate, answerErrorsInJson } from './json-errors.ts';

export interface ImageRoutesOptions {
  /** Throws an `Outage` while there is no database. */
  readonly images: Pick<ImageRepository, 'find' | 'original' | 'thumbnail'>;
  /** Signs the addresses. */
  readonly key: ImageUrlKey;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly logger: Logger;
}

type ImageRequest = FastifyRequest<{
  Params: { readonly id: string };
  Querystring: { readonly expires?: unknown; readonly signature?: unknown };
}>;

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As long as an address can be good. */
const maxAgeSeconds = 7_200;

const extensions: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/**
 * `GET` and `HEAD` of `/images/:id` and `/images/:id/thumbnail`: a picture of a generation, for who holds
 * a signed address or may read generations. 200 or 304; 403 for others, 404 when there is none.
 */
export function imageRoutes(options: ImageRoutesOptions): HttpRoutes {
  return async (app) => {
    await app.register(async (scope) => {
      answerErrorsInJson(scope, options.logger);
      const serve = (url: string, variant: ImageVariant) =>
        scope.route({
          method: ['GET', 'HEAD'],
          url,
          handler: (request: ImageRequest, reply) => answer(options, variant, request, reply),
        });
      serve('/images/:id', 'original');
      serve('/images/:id/thumbnail', 'thumbnail');
    });
  };
}

async function answer(
  options: ImageRoutesOptions,
  variant: ImageVariant,
  request: ImageRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const access = await accessOf(options, variant, request, reply);
  if (access === undefined) {
    return refuse(reply, 403, 'forbidden');
  }
  const { id } = request.params;
  const record = idPattern.test(id) ? await options.images.find(imageId(id)) : undefined;
  if (record === undefined) {
    return refuse(reply, 404, 'not found');
  }
  const etag = etagOf(record, variant);
  if (isKnown(request.headers['if-none-match'], etag)) {
    describe(reply, record, variant, access);
    return reply.code(304).send();
  }
  if (request.method === 'HEAD' && variant === 'original') {
    describe(reply, record, variant, access);
    return reply.header('content-length', record.byteLength).send();
  }
  const bytes = await options.images[variant](record.id);
  if (bytes === undefined) {
    return refuse(reply, 404, 'not found');
  }
  describe(reply, record, variant, access);
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

type Access = 'signed' | 'actor';

async function accessOf(
  { key, authenticate, clock }: ImageRoutesOptions,
  variant: ImageVariant,
  request: ImageRequest,
  reply: FastifyReply,
): Promise<Access | undefined> {
  const { expires, signature } = request.query;
  if (typeof expires === 'string' && typeof signature === 'string') {
    const signed = { expires, signature };
    if (isSignedImageUrl(key, request.params.id, variant, signed, clock.now())) {
      return 'signed';
    }
  }
  const actor = await authenticate(request, reply);
  return actor?.permissions.has('generations:read') ? 'actor' : undefined;
}

/** What a model drew may hold anything: browsers are told to show a picture and do nothing else. */
function describe(
  reply: FastifyReply,
  record: ImageRecord,
  variant: ImageVariant,
  access: Access,
): void {
  const { id, mimeType } = record;
  const type = variant === 'thumbnail' ? 'image/jpeg' : mimeType;
  const extension = extensions[type];
  // The end of the id: ids that were made at the same time begin alike.
  const name = `nano-banana-${id.slice(-8)}${variant === 'thumbnail' ? '-thumbnail' : ''}`;
  void reply.headers({
    'content-type': extension === undefined ? 'application/octet-stream' : type,
    'content-disposition':
      extension === undefined
        ? `attachment; filename="${name}"`
        : `inline; filename="${name}.${extension}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    // Pages of integrators may show what they were given the address of.
    'cross-origin-resource-policy': access === 'signed' ? 'cross-origin' : 'same-origin',
    'cache-control': `private, max-age=${maxAgeSeconds}, immutable`,
    vary: 'authorization, cookie',
    etag: etagOf(record, variant),
  });
}

/** The thumbnail follows from the original. */
function etagOf({ sha256 }: ImageRecord, variant: ImageVariant): string {
  return variant === 'original' ? `"${sha256}"` : `"${sha256}-thumbnail"`;
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}

function refuse(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ error });
}
