import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../application/access/actor.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { Outage } from '../../application/ports/outage.ts';

/**
 * Who asks, by cookie or key; undefined for nobody. It may set headers of the reply, e.g. a new
 * cookie, and throws an `Outage` when it cannot know.
 */
export type Authenticate = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Actor | undefined>;

const words: Readonly<Record<number, string>> = {
  400: 'bad request',
  413: 'too large',
  415: 'unsupported media type',
};

/** Errors of a scope as `{ error }`, without a word of what happened inside. */
export function answerErrorsInJson(scope: FastifyInstance, logger: Logger): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    const word = words[status];
    if (word !== undefined) {
      return reply.code(status).send({ error: word });
    }
    logger.warn('http_request_failed', { route: request.routeOptions.url ?? '' }, error);
    return error instanceof Outage
      ? reply.code(503).header('retry-after', '5').send({ error: 'try again' })
      : reply.code(500).send({ error: 'internal' });
  });
}
