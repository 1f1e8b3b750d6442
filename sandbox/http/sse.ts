import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;

/** An open `text/event-stream` answer. A comment line every 15 s keeps proxies from closing it. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(response: ServerResponse, onClose: () => void) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': open\n\n');
    this.#heartbeat = setInterval(() => response.write(': alive\n\n'), HEARTBEAT_MS);
    response.on('close', () => {
      clearInterval(this.#heartbeat);
      onClose();
    });
  }

  send(id: number, data: unknown): void {
    this.#response.write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  close(): void {
    this.#response.end();
  }
}
