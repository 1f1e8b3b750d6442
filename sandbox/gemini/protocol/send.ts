import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, StreamFault } from './outcome.ts';

type Stream = Extract<Outcome, { kind: 'stream' }>;

const JSON_TYPE = 'application/json; charset=UTF-8';

/** Waits unless the call is given up; `false` when it was. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (durationMs === 0) return true;
  try {
    await sleep(durationMs, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes an outcome to the socket. `signal` is aborted when the client leaves or the stand-in shuts down.
 * Returns the HTTP status that went out, 0 when none did.
 */
export async function send(
  response: ServerResponse,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<number> {
  switch (outcome.kind) {
    case 'json':
      end(response, outcome.status, JSON_TYPE, JSON.stringify(outcome.body), outcome.headers);
      return outcome.status;
    case 'html':
      end(response, outcome.status, 'text/html; charset=UTF-8', outcome.html);
      return outcome.status;
    case 'cut':
      return cutBody(response, JSON.stringify(outcome.body));
    case 'hang':
      await pause(outcome.maxMs, signal);
      response.destroy();
      return 0;
    case 'stream':
      return sendStream(response, outcome, signal);
  }
}

function end(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Announces the whole length, sends half of it and drops the connection. */
async function cutBody(response: ServerResponse, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': bytes.length });
  await write(response, bytes.subarray(0, Math.ceil(bytes.length / 2)));
  response.destroy();
  return 200;
}

async function sendStream(
  response: ServerResponse,
  stream: Stream,
  signal: AbortSignal,
): Promise<number> {
  const { fault } = stream;
  const blocks = encodeBlocks(stream, fault);
  const type = stream.format === 'sse' ? 'text/event-stream' : JSON_TYPE;
  response.writeHead(200, { 'content-type': type });
  if (stream.perChunkMs === 0) {
    const text = blocks.join('');
    if (fault === undefined || fault.error !== undefined) {
      response.end(text);
    } else {
      await write(response, text);
      response.destroy();
    }
    return 200;
  }
  for (const [index, block] of blocks.entries()) {
    if (index > 0 && !(await pause(stream.perChunkMs, signal))) {
      response.destroy();
      return 200;
    }
    await write(response, block);
  }
  if (fault !== undefined && fault.error === undefined) response.destroy();
  else response.end();
  return 200;
}

/** The blocks to write; a fault replaces the rest by an error chunk or by half of the next block. */
function encodeBlocks(stream: Stream, fault: StreamFault | undefined): string[] {
  const { chunks, format } = stream;
  const encode = (chunk: object, index: number): string => {
    const json = JSON.stringify(chunk);
    if (format === 'sse') return `data: ${json}\r\n\r\n`;
    return `${index === 0 ? '[' : ','}${json}${index === chunks.length - 1 ? ']' : '\r\n'}`;
  };
  if (fault === undefined) return chunks.map(encode);
  const good = Math.min(fault.afterChunks, chunks.length - 1);
  const blocks = chunks.slice(0, good).map(encode);
  if (fault.error !== undefined) return [...blocks, encode(fault.error.body, good)];
  const next = encode(chunks[good] ?? {}, good);
  return [...blocks, next.slice(0, Math.ceil(next.length / 2))];
}

/** Resolves when the bytes were handed to the socket, or the socket is gone. */
function write(response: ServerResponse, data: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    response.once('close', resolve);
    response.write(data, () => {
      response.off('close', resolve);
      resolve();
    });
  });
}
