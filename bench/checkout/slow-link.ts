import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a database on which every answer takes longer, or none comes any more. */
export class SlowLink {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Answers that wait while the link stalls, oldest first. */
  #held: (() => void)[] = [];
  #delayMs = 0;
  #stalls = false;

  private constructor(databaseUrl: string) {
    this.#target = new URL(databaseUrl);
    this.#server = createServer((client) => this.#join(client));
  }

  static async open(databaseUrl: string): Promise<SlowLink> {
    const link = new SlowLink(databaseUrl);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  /** The database's URL by way of this link. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** From now on every answer comes so much later. */
  slowBy(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /** No answer comes any more, on old connections or new. */
  stall(): void {
    this.#stalls = true;
  }

  /** What was held back comes now, and all else at once. */
  mend(): void {
    this.#stalls = false;
    this.#delayMs = 0;
    for (const pass of this.#held.splice(0)) {
      pass();
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  #join(client: Socket): void {
    const database = connect(Number(this.#target.port) || 5_432, this.#target.hostname);
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(database);
    // One answer never overtakes another, also when the link gets faster meanwhile.
    let lastDueMs = 0;
    database.on('data', (chunk: Buffer) => {
      const pass = () => client.write(chunk);
      if (this.#stalls) {
        this.#held.push(pass);
        return;
      }
      const nowMs = performance.now();
      if (this.#delayMs === 0 && lastDueMs < nowMs) {
        pass();
        return;
      }
      lastDueMs = Math.max(nowMs + this.#delayMs, lastDueMs);
      setTimeout(pass, lastDueMs - nowMs);
    });
  }
}
