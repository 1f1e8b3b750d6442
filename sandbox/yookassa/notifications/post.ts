import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type Post = {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly localAddress?: string | undefined;
  readonly signal: AbortSignal;
};

export type PostResult = { readonly status: number; readonly error?: string };

/**
 * Sends JSON and reads the status; 0 with an error when there is no answer. Not `fetch`, which
 * cannot choose the sender's address, and reuses connections that the receiver is about to close.
 */
export async function post({
  url,
  body,
  headers,
  localAddress,
  signal,
}: Post): Promise<PostResult> {
  try {
    return { status: await send(new URL(url), body, { headers, localAddress, signal }) };
  } catch (error) {
    return { status: 0, error: error instanceof Error ? error.message : String(error) };
  }
}

function send(
  url: URL,
  body: string,
  { headers, localAddress, signal }: Pick<Post, 'headers' | 'localAddress' | 'signal'>,
): Promise<number> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      signal,
      ...(localAddress === undefined ? {} : { localAddress }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    outgoing.end(body);
  });
}
