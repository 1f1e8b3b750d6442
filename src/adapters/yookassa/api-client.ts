import { z } from 'zod';
import type { Logger } from '../../application/ports/logger.ts';
import { Outage } from '../../application/ports/outage.ts';
import type { GatewayRefusal } from '../../application/ports/payment-gateway.ts';

export interface YooKassaOptions {
  /** e.g. `https://api.yookassa.ru/v3`; no slash at the end. */
  readonly apiUrl: string;
  readonly shopId: string;
  readonly secretKey: string;
  readonly logger: Logger;
  /** For a whole call. YooKassa itself gives up after 30 s. 15 s when absent. */
  readonly timeoutMs?: number | undefined;
  /** The platform's when absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The API's answer: its JSON, or that it will not do it. */
export type ApiAnswer =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly refusal: GatewayRefusal };

export interface ApiCall {
  readonly method: 'GET' | 'POST';
  /** Below the API's URL: `/payments`. It is logged. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string } | undefined;
  readonly idempotencyKey?: string | undefined;
  /** JSON. */
  readonly body?: string | undefined;
}

const defaultTimeoutMs = 15_000;
const longestDescription = 300;

/** Body of every refusal. Source: YooKassa's OpenAPI, schema `Error`. */
const errorBody = z.object({
  code: z.string().max(100),
  description: z.string().nullish(),
  parameter: z.string().nullish(),
});

/**
 * One call of YooKassa's API v3 at a time: no repetition in here, as only the caller knows whether a
 * key is still fresh. Throws `Outage` when the outcome is unknown: network, time-out, 429, 5xx, or an
 * answer that is not YooKassa's (a proxy's page). Logs and errors never hold a body or a credential.
 */
export class YooKassaClient {
  readonly #apiUrl: string;
  readonly #authorization: string;
  readonly #logger: Logger;
  readonly #timeoutMs: number;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: YooKassaOptions) {
    const { apiUrl, shopId, secretKey, logger, timeoutMs = defaultTimeoutMs } = options;
    this.#apiUrl = apiUrl;
    this.#authorization = `Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`;
    this.#logger = logger;
    this.#timeoutMs = timeoutMs;
    this.#fetch = options.fetch ?? globalThis.fetch;
  }

  async call(call: ApiCall): Promise<ApiAnswer> {
    const { status, text } = await this.#send(call);
    const { method, path } = call;
    if (status === 408 || status === 429 || status >= 500) {
      throw new Outage(`YooKassa answered ${status} to ${method} ${path}`);
    }
    const body = jsonOf(text, call);
    if (status >= 200 && status < 300) {
      return { kind: 'done', body };
    }
    const refusal = refusalOf(body, status, call);
    this.#tellRefusal(call, status, refusal);
    return { kind: 'refused', status, refusal };
  }

  async #send(call: ApiCall): Promise<{ readonly status: number; readonly text: string }> {
    const { method, path, body } = call;
    const startedAt = performance.now();
    const fields = () => ({ method, path, durationMs: Math.round(performance.now() - startedAt) });
    try {
      const response = await this.#fetch(this.#urlOf(call), {
        method,
        headers: this.#headersOf(call),
        ...(body === undefined ? {} : { body }),
        // Followed, the credentials would go wherever a hijacked answer points to.
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const text = await response.text();
      this.#logger.debug('yookassa_call', { ...fields(), status: response.status });
      return { status: response.status, text };
    } catch (cause) {
      this.#logger.warn('yookassa_unreachable', fields(), cause);
      throw new Outage(`YooKassa cannot be reached for ${method} ${path}`, { cause });
    }
  }

  #urlOf({ path, query }: ApiCall): string {
    // It encodes the `+` and `:` of times and cursors, which YooKassa insists on.
    const search = new URLSearchParams(query).toString();
    return `${this.#apiUrl}${path}${search === '' ? '' : `?${search}`}`;
  }

  #headersOf({ body, idempotencyKey }: ApiCall): Record<string, string> {
    return {
      authorization: this.#authorization,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotence-key': idempotencyKey }),
    };
  }

  #tellRefusal({ method, path }: ApiCall, status: number, { code }: GatewayRefusal): void {
    if (status === 401 || status === 403) {
      this.#logger.error('yookassa_access_refused', { method, path, status, code });
    } else {
      this.#logger.info('yookassa_call_refused', { method, path, status, code });
    }
  }
}

function jsonOf(text: string, { method, path }: ApiCall): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text.
    throw new Outage(`YooKassa's answer to ${method} ${path} is not JSON`);
  }
}

function refusalOf(body: unknown, status: number, { method, path }: ApiCall): GatewayRefusal {
  const error = errorBody.safeParse(body);
  if (!error.success) {
    throw new Outage(`The answer ${status} to ${method} ${path} is not YooKassa's`);
  }
  const { code, description, parameter } = error.data;
  const where = parameter ? ` (${parameter})` : '';
  // A description may quote what it finds wrong.
  const shown = (description ?? code).replaceAll(/[^\s"'<>]+@[^\s"'<>]+/g, '<e-mail>');
  return { kind: 'refused', code, description: `${shown.slice(0, longestDescription)}${where}` };
}
