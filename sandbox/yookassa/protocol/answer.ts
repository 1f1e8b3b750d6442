import { randomUUID } from 'node:crypto';
import type { Violation } from '../control-api.ts';
import type { ApiErrorBody } from '../objects.ts';
import { optional } from '../state/payment.ts';
import type { Refusal } from '../state/refusal.ts';

export type Answer = {
  readonly status: number;
  readonly body: unknown;
  /** The answer of an earlier call with the same key. */
  readonly repeated?: boolean;
  readonly violations?: readonly Violation[];
};

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_credentials',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_allowed',
  410: 'gone',
  429: 'too_many_requests',
  500: 'internal_server_error',
};

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  401: 'Basic authentication failed: wrong shopId or secret key',
  429: 'Too many requests',
  500: 'Internal server error',
};

type ErrorDetails = {
  readonly code?: string | undefined;
  readonly description?: string | undefined;
  readonly parameter?: string | undefined;
  readonly retryAfterMs?: number | undefined;
};

export function errorAnswer(status: number, details: ErrorDetails = {}): Answer {
  const body: ApiErrorBody = {
    type: 'error',
    id: randomUUID(),
    code: details.code ?? CODES[status] ?? 'internal_server_error',
    description: details.description ?? DESCRIPTIONS[status] ?? `Error ${status}`,
    ...optional('parameter', details.parameter),
    ...optional('retry_after', details.retryAfterMs),
  };
  return { status, body };
}

/** 400 that names the first violation, as the real server does. */
export function violationAnswer(violations: readonly Violation[]): Answer {
  const { parameter, problem = 'Invalid request' } = violations[0] ?? {};
  return { ...errorAnswer(400, { description: problem, parameter }), violations };
}

export function refusalAnswer({ kind, message, parameter }: Refusal): Answer {
  const details = { description: message, parameter };
  switch (kind) {
    case 'invalid':
      return violationAnswer([{ ...optional('parameter', parameter), problem: message }]);
    case 'not-found':
      return errorAnswer(404, details);
    case 'forbidden':
      return errorAnswer(403, details);
    case 'unsupported':
      return {
        ...errorAnswer(400, { ...details, code: 'not_supported' }),
        violations: [{ ...optional('parameter', parameter), problem: message }],
      };
  }
}
