import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly id: string;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, received: Received) => void;

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** From now on; 204 at first. */
  answer(answer: Answer): void;
  close(): Promise<void>;
}

/** An integrator's server on this machine. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: Answer = (response) => response.writeHead(204).end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      const body = Buffer.concat(chunks).toString();
      const one = { id: String(headers['webhook-id']), method, path, headers, body };
      received.push(one);
      answer(response, one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer: (next) => {
      answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const toleranceSeconds = 300;

/**
 * What a receiver does, written from the text of the Standard Webhooks specification and on another
 * implementation of HMAC than the sender's.
 */
export async function isGenuine(
  { headers, body }: Pick<Received, 'headers' | 'body'>,
  secret: string,
  now: Date,
): Promise<boolean> {
  const [id, seconds, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  if (Math.abs(now.getTime() / 1_000 - Number(seconds)) > toleranceSeconds) {
    return false;
  }
  const bytes = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (c) => c.charCodeAt(0));
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${seconds}.${body}`);
  const verdicts = (signatures ?? '')
    .split(' ')
    .map((signature) => signature.split(','))
    .filter(([version]) => version === 'v1')
    .map(([, mac = '']) => {
      const claimed = Uint8Array.from(atob(mac), (c) => c.charCodeAt(0));
      return crypto.subtle.verify('HMAC', key, claimed, signed);
    });
  return (await Promise.all(verdicts)).includes(true);
}
