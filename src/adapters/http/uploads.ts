import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../application/access/actor.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { type StoreUpload, uploadMaxBytes } from '../../application/uploads/store-upload.ts';
import { assertNever } from '../../domain/shared/assert-never.ts';
import type { UploadId } from '../../domain/shared/ids.ts';
import type { HttpRoutes } from './http-server.ts';
import { type Authenticate, answerErrorsInJson } from './json-errors.ts';

export interface UploadRoutesOptions {
  /** Throws an `Outage` while there is no database. */
  readonly store: Pick<StoreUpload, 'execute'>;
  readonly authenticate: Authenticate;
  /** The id as the API knows it. */
  readonly publicId: (id: UploadId) => string;
  readonly logger: Logger;
}

/**
 * `POST /uploads`, with the bytes of a picture as its body and its `image/...` as content type: 201 with
 * `{ id, width, height }`. 401 for nobody and 403 without `users:message` (both before the body is read),
 * 413 above 10 MB, 415 for another content type, 400 when the bytes are no PNG, JPEG, WebP or GIF.
 *
 * A page elsewhere cannot post with the reader's cookie: this content type is asked for beforehand.
 */
export function uploadRoutes(options: UploadRoutesOptions): HttpRoutes {
  const { authenticate, logger } = options;
  return async (app) => {
    await app.register(async (scope) => {
      answerErrorsInJson(scope, logger);
      const actors = new WeakMap<FastifyRequest, Actor>();
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, (_request, body, done) => {
        done(null, body);
      });
      const refuseStrangers = async (request: FastifyRequest, reply: FastifyReply) => {
        const actor = await authenticate(request, reply);
        if (actor === undefined) {
          return reply.code(401).send({ error: 'unauthorized' });
        }
        if (!actor.permissions.has('users:message')) {
          return reply.code(403).send({ error: 'forbidden' });
        }
        actors.set(request, actor);
      };
      const limits = { bodyLimit: uploadMaxBytes, onRequest: refuseStrangers };
      scope.post('/uploads', limits, async (request, reply) => {
        const actor = actors.get(request);
        if (actor === undefined || !Buffer.isBuffer(request.body)) {
          return reply.code(415).send({ error: 'unsupported media type' });
        }
        return keep(options, actor, request.body, reply);
      });
    });
  };
}

async function keep(
  { store, publicId }: UploadRoutesOptions,
  { kind, id }: Actor,
  bytes: Uint8Array,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const stored = await store.execute({ bytes, createdBy: `${kind}:${id}` });
  if (stored.ok) {
    const { id: uploadId, width, height } = stored.value;
    return reply.code(201).send({ id: publicId(uploadId), width, height });
  }
  switch (stored.error.kind) {
    case 'not_an_image':
      return reply.code(400).send({ error: 'not an image' });
    case 'too_large':
      return reply.code(413).send({ error: 'too large' });
    default:
      return assertNever(stored.error);
  }
}
