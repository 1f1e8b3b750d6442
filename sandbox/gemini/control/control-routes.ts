import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  callsQuerySchema,
  catalogueSchema,
  latencySchema,
  picturesSchema,
  scriptRequestSchema,
} from '../control-api.ts';
import type { GeminiStandIn } from './control.ts';

/** Mounts the control API; the caller chooses the prefix. */
export function controlRoutes(app: FastifyInstance, standIn: GeminiStandIn): void {
  app.get('/script', () => standIn.scriptState());
  app.post('/script', (request, reply) =>
    checked(scriptRequestSchema, request.body, reply, (body) => standIn.script(body)),
  );
  app.delete('/script', () => standIn.clearScript());
  app.get('/latency', () => standIn.latency());
  app.post('/latency', (request, reply) =>
    checked(latencySchema.partial(), request.body, reply, (body) =>
      standIn.setLatency(withoutUndefined(body)),
    ),
  );
  app.get('/pictures', () => standIn.pictures());
  app.post('/pictures', (request, reply) =>
    checked(picturesSchema, request.body, reply, (body) => standIn.setPictures(body)),
  );
  app.get('/calls', (request, reply) =>
    checked(callsQuerySchema, request.query, reply, (query) => standIn.calls(query)),
  );
  app.post('/reset', () => {
    standIn.reset();
    return { ok: true };
  });
  app.get('/models', () => standIn.models());
  app.put('/models', (request, reply) =>
    checked(catalogueSchema, request.body, reply, (body) => standIn.setModels(body)),
  );
  app.get('/magic-words', () => ({ magicWords: standIn.magicWords() }));
}

function checked<T>(
  schema: z.ZodType<T>,
  input: unknown,
  reply: FastifyReply,
  run: (value: T) => object,
): object {
  const parsed = schema.safeParse(input);
  if (parsed.success) return run(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  reply.code(400);
  return { error: problems.join('; ') };
}

/** An absent field keeps its value; one that is present but undefined would erase it. */
function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
