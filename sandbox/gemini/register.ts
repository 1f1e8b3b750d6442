import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withoutData } from './control/call-log.ts';
import { Control, type GeminiStandIn } from './control/control.ts';
import { controlRoutes } from './control/control-routes.ts';
import type { CatalogueModel, Latency, Pictures } from './control-api.ts';
import { dispatch } from './handlers/dispatch.ts';
import type { Incoming, Notes } from './handlers/incoming.ts';
import { Painter } from './pictures/painter.ts';
import { googleError } from './protocol/google-error.ts';
import type { Handled } from './protocol/outcome.ts';
import { send } from './protocol/send.ts';

export interface GeminiStandInOptions {
  /** Start values of what the control API changes; a reset returns to them. */
  readonly latency?: Partial<Latency>;
  readonly pictures?: Pictures['mode'];
  readonly models?: readonly CatalogueModel[];
  /** Calls that the log keeps (default 1,000). */
  readonly callsKept?: number;
  /** Milliseconds since 1970 (default `Date.now`). */
  readonly now?: () => number;
}

const PREFIX = '/gemini';
const CONTROL_PREFIX = '/sim/gemini';
const BODY_BYTES_KEPT_WHOLE = 16 * 1024;
/** Inline requests may be this large since 2026-01-08. */
const BODY_BYTES_MAX = 100 * 1024 * 1024;

/**
 * Mounts the Gemini stand-in: the protocol under `/gemini` (so `GEMINI_BASE_URL` is `http://host:port/gemini`) and the
 * control API under `/sim/gemini`. Hanging calls end when the app closes.
 */
export function registerGemini(
  app: FastifyInstance,
  options: GeminiStandInOptions = {},
): GeminiStandIn {
  const control = new Control({
    latency: { textMs: 0, imageMs: 0, perChunkMs: 0, ...options.latency },
    pictures: { mode: options.pictures ?? 'drawn' },
    models: options.models,
    callsKept: options.callsKept ?? 1_000,
    now: options.now ?? Date.now,
  });
  const painter = new Painter();
  app.register(
    async (scope) => {
      protocolRoutes(scope, control, painter);
    },
    { prefix: PREFIX },
  );
  app.register(
    async (scope) => {
      controlRoutes(scope, control);
    },
    { prefix: CONTROL_PREFIX },
  );
  app.addHook('preClose', async () => {
    control.dropWaiting();
  });
  return control;
}

function protocolRoutes(scope: FastifyInstance, control: Control, painter: Painter): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  scope.setErrorHandler((error, request, reply) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      const message = `Request payload size exceeds the limit: ${BODY_BYTES_MAX} bytes.`;
      return reply.code(400).send(googleError(400, message).body);
    }
    request.log.error({ err: error }, 'gemini stand-in failed');
    return reply.code(500).send(googleError(500, 'The stand-in itself failed.').body);
  });
  // One wildcard, since the router would read the colon before a method name as a parameter.
  scope.route({
    method: ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'],
    url: '/*',
    bodyLimit: BODY_BYTES_MAX,
    handler: (request, reply) => handle(request, reply, control, painter),
  });
}

async function handle(
  request: FastifyRequest,
  reply: FastifyReply,
  control: Control,
  painter: Painter,
): Promise<void> {
  const startedAtMs = control.now();
  const gone = new AbortController();
  const response = reply.raw;
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const release = control.waiting(gone);
  try {
    const incoming = readIncoming(request, control, painter, gone.signal);
    const path = request.url.slice(PREFIX.length + 1).split('?', 1)[0] ?? '';
    const handled = await dispatch(incoming, request.method, path);
    reply.hijack();
    const status = await send(response, handled.outcome, gone.signal);
    record(control, request, { incoming, handled, status, startedAtMs });
  } finally {
    release();
  }
}

function readIncoming(
  request: FastifyRequest,
  control: Control,
  painter: Painter,
  signal: AbortSignal,
): Incoming {
  const notes: Notes = {
    kind: undefined,
    model: undefined,
    backend: 'api_key',
    streamed: false,
    prompt: '',
    earlierUserTurns: 0,
    inputImages: 0,
    body: undefined,
    behaviour: 'answer',
  };
  return {
    control,
    painter,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    query: request.query as Record<string, string>,
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    baseUrl: `${request.protocol}://${request.host}${PREFIX}`,
    signal,
    notes,
  };
}

function record(
  control: Control,
  request: FastifyRequest,
  call: {
    readonly incoming: Incoming;
    readonly handled: Handled;
    readonly status: number;
    readonly startedAtMs: number;
  },
): void {
  const { incoming, handled, startedAtMs } = call;
  const { report, outcome } = handled;
  // A cut closes the connection too, but from this side.
  const canBeLeft = report.result === 'answered' || outcome.kind === 'hang';
  // A thousand kept pictures would fill the memory.
  const isLarge = incoming.body.length > BODY_BYTES_KEPT_WHOLE;
  control.log.add({
    ...incoming.notes,
    body: isLarge ? withoutData(incoming.notes.body) : incoming.notes.body,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: control.now() - startedAtMs,
    method: request.method,
    path: request.url,
    outcome: incoming.signal.aborted && canBeLeft ? 'aborted' : report.result,
    status: call.status,
    finishReason: report.finishReason,
    violations: report.violations ?? [],
  });
}
