import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type {
  UrlProblem,
  WebhookAnswer,
  WebhookRequest,
  WebhookSender,
} from '../../application/ports/webhook-sender.ts';
import { deliveryTimeoutMs, longestResponseBytes } from '../../domain/webhooks/delivery.ts';
import { isPublicAddress } from './public-address.ts';
import {
  type HostAddress,
  type ResolveHost,
  resolveAsSystem,
  resolveByDns,
} from './resolve-host.ts';
import { failureOf, RefusedAddress } from './send-failure.ts';
import { signedHeaders } from './signature.ts';

export interface HttpWebhookSenderOptions {
  /** Plain HTTP and private addresses are allowed: for tests and the demo. */
  readonly isInsecureAllowed: boolean;
  /** For a whole request. */
  readonly timeoutMs?: number | undefined;
  /** When absent, the name servers are asked, or the system where private addresses are allowed. */
  readonly resolve?: ResolveHost | undefined;
}

const userAgent = 'NanoBanana-Webhooks/1';

/** Names that mean this machine or its network, whatever a resolver says of them. */
const localNames = /(^|\.)(localhost|local|internal|localdomain|home\.arpa)\.?$/i;

/**
 * Sends webhooks to URLs that strangers chose. A name is resolved once, all its addresses must be
 * public, and the connection goes to one of these: no second look-up could say something else. The
 * address is looked at once more when the connection stands, before a byte is sent. Redirects
 * are answers like any other and are not followed.
 */
export class HttpWebhookSender implements WebhookSender {
  readonly #isInsecureAllowed: boolean;
  readonly #timeoutMs: number;
  readonly #resolve: ResolveHost;

  constructor(options: HttpWebhookSenderOptions) {
    this.#isInsecureAllowed = options.isInsecureAllowed;
    this.#timeoutMs = options.timeoutMs ?? deliveryTimeoutMs;
    this.#resolve =
      options.resolve ?? (options.isInsecureAllowed ? resolveAsSystem : resolveByDns());
  }

  problemWith(text: string): UrlProblem | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
      return 'malformed';
    }
    if (url.username !== '' || url.password !== '') {
      return 'credentials';
    }
    if (this.#isInsecureAllowed) {
      return undefined;
    }
    if (url.protocol !== 'https:') {
      return 'insecure';
    }
    const host = hostOf(url);
    const isLocal = isIP(host) === 0 ? localNames.test(host) : !isPublicAddress(host);
    return isLocal ? 'private_address' : undefined;
  }

  async send(request: WebhookRequest): Promise<WebhookAnswer> {
    const startedAt = performance.now();
    const durationMs = () => Math.round(performance.now() - startedAt);
    // It was allowed when it was saved; the rules may have become stricter since.
    if (this.problemWith(request.url) !== undefined) {
      return { kind: 'failed', error: 'address_refused', durationMs: durationMs() };
    }
    try {
      const answer = await this.#post(request);
      return { kind: 'answered', ...answer, durationMs: durationMs() };
    } catch (error) {
      return { kind: 'failed', error: failureOf(error), durationMs: durationMs() };
    }
  }

  #post({ url: text, id, timestamp, body, secrets }: WebhookRequest): Promise<Answer> {
    const url = new URL(text);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': userAgent,
        accept: '*/*',
        connection: 'close',
        ...signedHeaders(id, timestamp, body, secrets),
      },
      // A connection of its own: one that is kept open could be one that was checked for another host.
      agent: false,
      lookup: this.#lookup(),
    });
    return this.#answerTo(sent, body);
  }

  /** The whole exchange within the time limit. Once there is a status, it is the answer. */
  #answerTo(sent: ClientRequest, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let answered: IncomingMessage | undefined;
      const timer = setTimeout(() => {
        answered?.destroy();
        sent.destroy(Object.assign(new Error('No answer in time'), { code: 'ETIMEDOUT' }));
      }, this.#timeoutMs);
      sent.on('error', (error) => {
        if (answered === undefined) {
          clearTimeout(timer);
          reject(error);
        }
      });
      sent.once('response', (response) => {
        answered = response;
        void readBeginning(response).then((text) => {
          clearTimeout(timer);
          sent.destroy();
          const status = response.statusCode ?? 0;
          resolve({ status, response: text, retryAfterMs: retryAfterIn(response) });
        });
      });
      sent.once('socket', (socket) => {
        this.#whenConnected(socket, (refused) => {
          if (refused === undefined) {
            sent.end(body);
          } else {
            sent.destroy(refused);
          }
        });
      });
    });
  }

  #whenConnected(socket: Socket, then: (refused: Error | undefined) => void): void {
    const look = () => {
      const address = socket.remoteAddress ?? '';
      const isAllowed = this.#isInsecureAllowed || isPublicAddress(address);
      then(isAllowed ? undefined : new RefusedAddress(address));
    };
    if (socket.connecting) {
      socket.once('connect', look);
    } else {
      look();
    }
  }

  /** What the connection asks instead of the system. */
  #lookup(): LookupFunction {
    return (host, options, callback) => {
      this.#checked(host).then(
        (addresses) => {
          const [first] = addresses;
          if (options.all) {
            callback(null, [...addresses]);
          } else {
            callback(null, first.address, first.family);
          }
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)), []);
        },
      );
    };
  }

  /** One address among them that is not public is a trap or a mistake: none is used. */
  async #checked(host: string): Promise<readonly [HostAddress, ...HostAddress[]]> {
    const [first, ...others] = await this.#resolve(host);
    if (first === undefined) {
      throw Object.assign(new Error('The name has no address'), { code: 'ENOTFOUND' });
    }
    const refused = [first, ...others].find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined && !this.#isInsecureAllowed) {
      throw new RefusedAddress(refused.address);
    }
    return [first, ...others];
  }
}

type Answer = Pick<
  Extract<WebhookAnswer, { kind: 'answered' }>,
  'status' | 'response' | 'retryAfterMs'
>;

/** IPv6 addresses stand in brackets in a URL. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** The status is the answer: a body that breaks off, or never ends, does not change it. */
function readBeginning(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = () => {
      const bytes = Buffer.concat(chunks).subarray(0, longestResponseBytes);
      // Cut within a character, its beginning is left out.
      resolve(new TextDecoder().decode(bytes, { stream: true }));
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= longestResponseBytes) {
        end();
      }
    });
    for (const event of ['end', 'error', 'close'] as const) {
      response.once(event, end);
    }
  });
}

/** Only seconds: few servers send a date, and their clocks differ. */
function retryAfterIn({ statusCode, headers }: IncomingMessage): number | undefined {
  const seconds = headers['retry-after'];
  return (statusCode === 429 || statusCode === 503) && /^\d{1,6}$/.test(seconds ?? '')
    ? Number(seconds) * 1_000
    : undefined;
}
