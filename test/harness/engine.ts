import { createServer } from 'node:net';

/** A server that the tests run against, started for them or found in the environment. */
export interface Engine {
  readonly url: string;
  /** Name, major version and origin, as in `PostgreSQL 17 (container)`. */
  readonly label: string;
  stop(): Promise<void>;
}

/** A TCP port of the loopback interface that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') {
          reject(new Error(`Cannot read the port of a TCP server: its address is ${address}`));
        } else {
          resolve(address.port);
        }
      });
    });
  });
}
