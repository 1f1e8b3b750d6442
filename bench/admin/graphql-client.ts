import { Agent, request } from 'node:http';

export interface Answer {
  /** From the first byte sent to the last byte received. */
  readonly ms: number;
  readonly bytes: number;
  /** What is under `data`. */
  readonly data: Record<string, unknown>;
}

export interface Asked {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** One browser: one connection, kept alive, and the cookies that it was given. */
export class GraphqlClient {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error with what the server said, unless it answered 200 without any error */
  async ask({ document, variables = {} }: Asked): Promise<Answer> {
    const body = JSON.stringify({ query: document, variables });
    const startedAt = performance.now();
    const { status, text } = await this.#post(body);
    const ms = performance.now() - startedAt;
    const answer = parsed(text);
    if (status !== 200 || answer.errors !== undefined || answer.data === undefined) {
      const said = text.slice(0, 2_000);
      throw new Error(`${this.#url} answered ${status} to ${body.slice(0, 500)}: ${said}`);
    }
    return { ms, bytes: Buffer.byteLength(text), data: answer.data };
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string): Promise<{ readonly status: number; readonly text: string }> {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      accept: 'application/json',
      ...(this.#cookies.size === 0 ? {} : { cookie: [...this.#cookies.values()].join('; ') }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        this.#keepCookies(answer.headers['set-cookie'] ?? []);
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  #keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      this.#cookies.set(pair.split('=')[0] ?? '', pair);
    }
  }
}

function parsed(text: string): { data?: Record<string, unknown>; errors?: unknown } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
