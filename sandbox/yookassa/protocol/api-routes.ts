import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Fault } from '../control-api.ts';
import type { OpenCall } from '../state/calls.ts';
import { optional } from '../state/payment.ts';
import type { World } from '../state/world.ts';
import { type Answer, errorAnswer } from './answer.ts';
import type { Api, ApiCall } from './api.ts';
import { authenticate } from './credentials.ts';
import { type Hanging, HUNG_UP } from './hanging.ts';

const BODY_BYTES_MAX = 1 << 20;

type Exchange = {
  readonly call: ApiCall;
  readonly logged: OpenCall;
  readonly response: ServerResponse;
  readonly fault: Fault | undefined;
};

type Parts = { readonly world: World; readonly api: Api; readonly hanging: Hanging };

/** Mounts the API; the prefix ends in `/v3`. */
export function apiRoutes(scope: FastifyInstance, parts: Parts): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  scope.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    bodyLimit: BODY_BYTES_MAX,
    handler: async (request, reply) => {
      reply.hijack();
      await handle(request, reply.raw, scope.prefix, parts);
    },
  });
}

async function handle(
  request: FastifyRequest,
  response: ServerResponse,
  prefix: string,
  parts: Parts,
): Promise<void> {
  const { world } = parts;
  const call = readCall(request, prefix, world);
  const { method, path } = call;
  const claimed = call.shop?.shopId;
  const fault = world.faults.take({ method, path, shopId: claimed });
  const logged = world.calls.open({
    at: new Date(world.clock.now()).toISOString(),
    method,
    path,
    query: call.query,
    ...optional('shopId', claimed),
    ...optional('idempotenceKey', call.key),
    ...optional('body', call.body),
    ...optional('faultId', fault?.id),
  });
  world.changes.tell();
  try {
    await exchange({ call, logged, response, fault }, parts);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    send(response, logged, errorAnswer(500, { description: `The stand-in failed: ${reason}` }));
  }
  world.changes.tell();
}

async function exchange(exchanged: Exchange, parts: Parts): Promise<void> {
  const { call, logged, response, fault } = exchanged;
  const isBefore = fault !== undefined && (fault.when ?? 'before') === 'before';
  if (isBefore && (await strike(fault, exchanged, parts)) === 'ended') return;
  const answer = parts.api.answer(call);
  logged.answer = answer.body;
  logged.repeated = answer.repeated ?? false;
  parts.world.calls.blame(logged, answer.violations ?? []);
  parts.world.changes.tell();
  if (fault !== undefined && !isBefore && (await strike(fault, exchanged, parts)) === 'ended')
    return;
  send(response, logged, answer);
}

/** @returns `ended` when the fault was the answer. */
async function strike(
  fault: Fault,
  { logged, response }: Exchange,
  { world, hanging }: Parts,
): Promise<'ended' | 'go on'> {
  switch (fault.kind) {
    case 'status': {
      const { status, code, description, retryAfterMs } = fault;
      send(response, logged, errorAnswer(status, { code, description, retryAfterMs }));
      return 'ended';
    }
    case 'http':
      logged.status = fault.status;
      response.writeHead(fault.status, { 'content-type': fault.contentType ?? 'text/html' });
      response.end(fault.body);
      return 'ended';
    case 'drop':
      logged.status = 0;
      response.destroy();
      return 'ended';
    case 'delay':
      await new Promise<void>((resolve) => world.clock.after(fault.delayMs, resolve));
      return 'go on';
    case 'hang': {
      if ((await hanging.hang()) !== HUNG_UP) return 'go on';
      logged.status = 0;
      response.destroy();
      return 'ended';
    }
  }
}

function send(response: ServerResponse, logged: OpenCall, { status, body }: Answer): void {
  // The caller may have gone meanwhile.
  if (response.destroyed || response.writableEnded) {
    logged.status ??= 0;
    return;
  }
  logged.status = status;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function readCall(request: FastifyRequest, prefix: string, world: World): ApiCall {
  const { pathname, searchParams } = new URL(request.url, 'http://sandbox');
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    method: request.method,
    path: pathname.slice(prefix.length),
    query: Object.fromEntries(searchParams),
    shop: authenticate(world.shops, request.headers.authorization),
    key: headerOf(request, 'idempotence-key'),
    ...readBody(bytes, request.headers['content-type']),
  };
}

function readBody(
  bytes: Buffer,
  contentType: string | undefined,
): Pick<ApiCall, 'body' | 'bodyProblem'> {
  if (bytes.length === 0) return { body: undefined, bodyProblem: undefined };
  const text = bytes.toString('utf8');
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    return { body: text, bodyProblem: 'Content-Type must be application/json' };
  }
  try {
    return { body: JSON.parse(text) as unknown, bodyProblem: undefined };
  } catch {
    return { body: text, bodyProblem: 'Request body is not valid JSON' };
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
