import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A network line to a server that a test can cut and mend. */
export interface Line {
  /** The server's URL as seen through this line. */
  readonly url: string;
  /** Drops what is connected and refuses what comes. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function lineTo(serverUrl: string): Promise<Line> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const port = await listen(server, 0);
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    async cut() {
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
    async mend() {
      await listen(server, port);
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('Cannot listen for the line');
  }
  return address.port;
}
