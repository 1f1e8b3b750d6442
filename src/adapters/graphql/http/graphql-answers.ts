import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { PublicErrors } from '../protection/public-errors.ts';

/**
 * Makes a Fastify scope answer everything that fails before GraphQL begins in GraphQL's own shape:
 *
 * - 400 BAD_REQUEST when the body is not JSON
 * - 413 BODY_TOO_LARGE above the route's `bodyLimit`, before the body is read when its length is announced
 * - 415 UNSUPPORTED_MEDIA_TYPE when the body is anything but `application/json`
 *
 * Call it before the scope's routes are added.
 */
export function answerAsGraphql(scope: FastifyInstance, errors: PublicErrors): void {
  // Forms and plain text are what a page of another site can send without being asked.
  scope.removeContentTypeParser('text/plain');
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  scope.setErrorHandler<FastifyError>((error, request, reply) => {
    const { code, message, status, details } =
      refusalOf(error) ?? shownOf(errors.withStatus(error, { requestId: request.id }));
    return send(reply, status, { message, extensions: { code, ...details } });
  });
}

/** `methods`: those that the path has no route for. Answers 405 with `Allow`. */
export function refuseOtherMethods(
  scope: FastifyInstance,
  path: string,
  allowed: readonly string[],
): void {
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
    (method) => !allowed.includes(method),
  );
  scope.route({
    url: path,
    method: others,
    handler: (_request, reply) =>
      send(reply.header('allow', allowed.join(', ')), 405, {
        message: `Only ${allowed.join(' and ')} are served here`,
        extensions: { code: 'METHOD_NOT_ALLOWED' },
      }),
  });
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function refusalOf(error: FastifyError): Refusal | undefined {
  const { statusCode, code } = error;
  if (statusCode === 413) {
    return { status: 413, code: 'BODY_TOO_LARGE', message: 'The body is larger than it may be' };
  }
  if (statusCode === 415) {
    const message = 'The body must be JSON: send content-type: application/json';
    return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message };
  }
  if (error instanceof SyntaxError || (statusCode === 400 && code?.startsWith('FST_ERR_CTP_'))) {
    return { status: 400, code: 'BAD_REQUEST', message: 'The body is not a JSON object' };
  }
  return undefined;
}

function shownOf(error: GraphQLError): Refusal {
  const { code, http, ...details } = error.extensions;
  const status = typeof http === 'object' && http !== null && 'status' in http ? http.status : 500;
  return { status: Number(status), code: String(code), message: error.message, details };
}

function send(reply: FastifyReply, status: number, error: object): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ errors: [error] });
}
