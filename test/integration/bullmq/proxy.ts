import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../harness/engine.ts';

/** Stands before a server and takes it away and brings it back. */
export interface ServerProxy {
  readonly url: string;
  /** Refuses new connections and breaks those that are open. */
  cut(): Promise<void>;
  /** Breaks the open connections; new ones are accepted. */
  breakConnections(): void;
  /** Accepts connections and answers nothing; those of now stay silent for good. */
  freeze(): void;
  restore(): Promise<void>;
}

export async function proxyTo(url: string): Promise<ServerProxy> {
  const target = new URL(url);
  const port = await freePort();
  const own = new URL(url);
  own.host = `127.0.0.1:${port}`;
  const connections = new Set<{ readonly near: Socket; isSilent: boolean }>();
  let isFrozen = false;
  let server: Server | undefined;

  const accept = (near: Socket) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    const connection = { near, isSilent: isFrozen };
    connections.add(connection);
    near.on('data', (chunk) => void (connection.isSilent || far.write(chunk)));
    far.on('data', (chunk) => void (connection.isSilent || near.write(chunk)));
    const end = () => {
      near.destroy();
      far.destroy();
      connections.delete(connection);
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  };
  const breakConnections = () => {
    for (const { near } of connections) near.destroy();
  };
  return {
    url: own.href,
    cut: async () => {
      if (server === undefined) return;
      const closed = once(server, 'close');
      server.close();
      breakConnections();
      await closed;
      server = undefined;
    },
    breakConnections,
    freeze: () => {
      isFrozen = true;
      for (const connection of connections) connection.isSilent = true;
    },
    restore: async () => {
      isFrozen = false;
      if (server !== undefined) return;
      server = createServer(accept).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
