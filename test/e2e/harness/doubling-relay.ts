import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A load balancer that has lost its mind: whatever is pushed goes to all servers at the same moment,
 * but for what may be answered once only, which goes to the first.
 */
export class DoublingRelay {
  readonly #server: Server;
  #targets: readonly string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        void this.#pass(request.url ?? '/', request.headers, body).then((status) => {
          response.writeHead(status).end();
        });
      });
    });
  }

  static async open(): Promise<DoublingRelay> {
    const relay = new DoublingRelay();
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  sendTo(targets: readonly string[]): void {
    this.#targets = targets;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The worst of the answers, so that what one of them could not take comes again to both. */
  async #pass(path: string, headers: IncomingHttpHeaders, body: string): Promise<number> {
    const targets = body.includes('"pre_checkout_query"')
      ? this.#targets.slice(0, 1)
      : this.#targets;
    const statuses = await Promise.all(
      targets.map((target) => post(`${target}${path}`, headers, body)),
    );
    return Math.max(503 * Number(statuses.length === 0), ...statuses);
  }
}

async function post(url: string, headers: IncomingHttpHeaders, body: string): Promise<number> {
  const secret = headers['x-telegram-bot-api-secret-token'];
  try {
    const { status } = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(typeof secret === 'string' ? { 'x-telegram-bot-api-secret-token': secret } : {}),
      },
      body,
    });
    return status;
  } catch {
    return 503;
  }
}
