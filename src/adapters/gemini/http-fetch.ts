import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ConnectionError } from './connection-error.ts';

export interface HttpRequest {
  readonly method?: string | undefined;
  readonly headers?: Headers | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What both the SDK and the Imagen client use of a fetch response. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  /** The content type alone. */
  readonly headers: Headers;
  readonly body: { getReader(): ChunkReader };
  text(): Promise<string>;
  json(): Promise<unknown>;
}

interface ChunkReader {
  read(): Promise<{ done: boolean; value: Uint8Array | undefined }>;
  releaseLock(): void;
}

export type HttpFetch = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/** Servers close idle connections sooner or later; closing first avoids writing into a closed one. */
const IDLE_SOCKET_MS = 30_000;

/**
 * `fetch` over `node:http` as far as the model providers need it. Under the SDK the global fetch takes 2.1 ms of CPU a
 * streamed answer and grows a busy process by 135 MB; this one takes 1.3 ms and 55 MB (Node 20, answers of 6 chunks). It has
 * no hidden time limits, and tells broken connections (`ConnectionError`) from bugs.
 */
export function createHttpFetch(): HttpFetch {
  const options = { keepAlive: true, timeout: IDLE_SOCKET_MS } as const;
  const plain = { agent: new HttpAgent(options), send: httpRequest };
  const secure = { agent: new HttpsAgent(options), send: httpsRequest };
  return (url, { method = 'GET', headers, body, signal }) => {
    const { agent, send } = url.startsWith('https:') ? secure : plain;
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const request = send(url, {
        method,
        agent,
        headers: { ...Object.fromEntries(headers ?? []), ...length },
      });
      // Not the `signal` option of node:http: it destroys with an error that can find no listener.
      const abort = () => request.destroy();
      signal?.addEventListener('abort', abort, { once: true });
      request.once('close', () => signal?.removeEventListener('abort', abort));
      if (signal?.aborted) {
        abort();
      }
      request.once('response', (message) => resolve(new LeanResponse(message)));
      request.on('error', (cause) => reject(new ConnectionError(cause)));
      request.end(body);
    });
  };
}

class LeanResponse implements HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage) {
    this.#message = message;
    // A body that is given up breaks when nobody reads it: that must not end the process.
    message.on('error', () => undefined);
    this.status = message.statusCode ?? 0;
    this.statusText = message.statusMessage ?? '';
    this.headers = new Headers({ 'content-type': message.headers['content-type'] ?? '' });
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get body(): { getReader(): ChunkReader } {
    const chunks: AsyncIterator<Uint8Array> = this.#message[Symbol.asyncIterator]();
    const read = async () => {
      try {
        const { done, value } = await chunks.next();
        return { done: done === true, value: done === true ? undefined : value };
      } catch (cause) {
        throw new ConnectionError(cause);
      }
    };
    return { getReader: () => ({ read, releaseLock: () => undefined }) };
  }

  async text(): Promise<string> {
    const chunks: Uint8Array[] = [];
    const reader = this.body.getReader();
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) {
        return Buffer.concat(chunks).toString('utf8');
      }
      chunks.push(value);
    }
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}
