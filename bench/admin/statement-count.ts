import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a database that notes every statement on its way there. */
export class StatementCount {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #statements: string[] = [];

  private constructor(databaseUrl: string) {
    this.#target = new URL(databaseUrl);
    this.#server = createServer((client) => this.#join(client));
  }

  static async open(databaseUrl: string): Promise<StatementCount> {
    const count = new StatementCount(databaseUrl);
    count.#server.listen(0, '127.0.0.1');
    await once(count.#server, 'listening');
    return count;
  }

  /** The database's URL by way of this count. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** The texts since the last call, without those that begin, end or limit a transaction. */
  take(): readonly string[] {
    const taken = this.#statements;
    this.#statements = [];
    return taken;
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
    const reader = new StatementReader((text) => {
      if (!/^\s*(BEGIN|START|COMMIT|ROLLBACK|SET)\b/i.test(text)) {
        this.#statements.push(text);
      }
    });
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
    client.on('data', (chunk: Buffer) => reader.read(chunk));
    client.pipe(database);
    database.pipe(client);
  }
}

const typeBytes = 1;
const lengthBytes = 4;
const encryptionRequest = 80_877_103;

/** Reads what a client of PostgreSQL sends (protocol 3.0, unencrypted). */
class StatementReader {
  readonly #onStatement: (text: string) => void;
  readonly #prepared = new Map<string, string>();
  #pending = Buffer.alloc(0);
  #hasBegun = false;

  constructor(onStatement: (text: string) => void) {
    this.#onStatement = onStatement;
  }

  read(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#takeMessage()) {}
  }

  /** @returns false when the rest of the message has not come yet */
  #takeMessage(): boolean {
    // What opens a connection has no type.
    const start = this.#hasBegun ? typeBytes : 0;
    if (this.#pending.length < start + lengthBytes) {
      return false;
    }
    const end = start + this.#pending.readInt32BE(start);
    if (this.#pending.length < end) {
      return false;
    }
    const body = this.#pending.subarray(start + lengthBytes, end);
    if (this.#hasBegun) {
      this.#note(String.fromCharCode(this.#pending[0] ?? 0), body);
    } else {
      this.#hasBegun = body.readInt32BE(0) !== encryptionRequest;
    }
    this.#pending = this.#pending.subarray(end);
    return true;
  }

  #note(type: string, body: Buffer): void {
    const [first = '', second = ''] = body.toString('latin1').split('\0', 2);
    switch (type) {
      case 'P':
        this.#prepared.set(first, second);
        break;
      case 'B':
        this.#onStatement(this.#prepared.get(second) ?? '');
        break;
      case 'Q':
        this.#onStatement(first);
        break;
    }
  }
}
