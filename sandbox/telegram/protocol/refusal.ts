import type { ResponseParameters } from 'grammy/types';

const PREFIX: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/**
 * A call that Telegram refuses. It is thrown from wherever the fault is found, and turned into the
 * error envelope at one place (`call-runner.ts`): to the stand-in a refusal is an HTTP answer.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(code: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

/** `refusal(400, 'chat not found')` is described as `Bad Request: chat not found`. */
export function refusal(code: number, text: string): Refusal {
  const prefix = PREFIX[code] ?? 'Bad Request';
  return new Refusal(code, `${prefix}: ${text}`);
}

export function badRequest(text: string): Refusal {
  return refusal(400, text);
}

export function tooManyRequests(retryAfterSeconds: number): Refusal {
  return new Refusal(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
    retry_after: retryAfterSeconds,
  });
}

export const methodNotFound = (): Refusal => refusal(404, 'method not found');
