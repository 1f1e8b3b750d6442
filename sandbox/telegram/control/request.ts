import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ControlError } from '../../http/control-error.ts';

/** The body as its schema describes it; no body is `{}`. */
export function body<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  return schema.parse(request.body ?? {});
}

export function idParam(request: FastifyRequest, name: string): number {
  const value = Number(textParam(request, name));
  if (!Number.isSafeInteger(value)) throw new ControlError(400, `${name} must be a whole number`);
  return value;
}

export function textParam(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}
