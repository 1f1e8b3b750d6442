import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, LoggedCall } from '../control-api.ts';
import type { World } from '../state/world.ts';
import { type Address, parseAddress } from './address.ts';
import { type CallAnswer, type CallRunner, failure, type PreparedCall } from './call-runner.ts';
import { type RawCall, readCall } from './read-call.ts';
import { methodNotFound, Refusal, refusal } from './refusal.ts';

type Connection = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** How a call ended, for the journal. `status` 0: the connection was dropped. */
type Ending = { readonly status: number; readonly error?: string; readonly faultId?: string };

/** The Bot API over HTTP: addresses, tokens, faults and the journal of calls. */
export class BotApiServer {
  readonly #world: World;
  readonly #runner: CallRunner;

  constructor(world: World, runner: CallRunner) {
    this.#world = world;
    this.#runner = runner;
  }

  /** Answers any request below the API root; `url` is the request's address relative to that root. */
  async handle(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    const [path = '', query = ''] = splitOnce(url, '?');
    const connection = { request, response };
    const address = parseAddress(path);
    try {
      if (address === undefined) throw new Refusal(404, 'Not Found');
      if (address.token !== this.#world.token) throw refusal(401, 'invalid token specified');
      if (address.kind === 'file') await this.#download(connection, address.path);
      else await this.#call(connection, address, query);
    } catch (error) {
      send(connection, failure(error));
    }
  }

  async #call(
    connection: Connection,
    address: Extract<Address, { kind: 'method' }>,
    query: string,
  ): Promise<void> {
    const raw = await this.#read(connection, address.method, query);
    const call = this.#runner.prepare(address.method, raw);
    const violations = this.#runner.violations(call);
    const atMs = this.#world.clock.now();
    const fault = this.#world.faults.take(call);
    const ending =
      fault === undefined
        ? await this.#answer(connection, call, violations)
        : await this.#fail(connection, call, violations, fault);
    this.#world.calls.record({ ...describeCall(call, raw), atMs, violations, ...ending });
  }

  async #read({ request }: Connection, method: string, query: string): Promise<RawCall> {
    try {
      return await readCall(request, query);
    } catch (error) {
      if (error instanceof Refusal) {
        const { code: status, message } = error;
        const atMs = this.#world.clock.now();
        const violations = [message];
        this.#world.calls.record({ method, params: {}, atMs, status, error: message, violations });
      }
      throw error;
    }
  }

  async #answer(
    connection: Connection,
    call: PreparedCall,
    violations: readonly string[],
  ): Promise<Ending> {
    const answer = await this.#run(connection, call, violations);
    send(connection, answer);
    return endingOf(answer);
  }

  #run(connection: Connection, call: PreparedCall, violations: readonly string[]) {
    return this.#runner.run(call, violations, (run) => connection.response.once('close', run));
  }

  async #fail(
    connection: Connection,
    call: PreparedCall,
    violations: readonly string[],
    fault: Fault,
  ): Promise<Ending> {
    const faultId = fault.id;
    switch (fault.kind) {
      case 'error': {
        const refused = new Refusal(fault.error_code, fault.description, fault.parameters);
        const answer = failure(refused);
        send(connection, answer);
        return { ...endingOf(answer), faultId };
      }
      case 'method-not-found': {
        const answer = failure(methodNotFound());
        send(connection, answer);
        return { ...endingOf(answer), faultId };
      }
      case 'http': {
        const contentType = fault.contentType ?? 'text/html';
        connection.response.writeHead(fault.status, { 'content-type': contentType });
        connection.response.end(fault.body);
        return { status: fault.status, error: fault.body.slice(0, 200), faultId };
      }
      case 'drop-before':
        connection.request.socket.destroy();
        return { status: 0, faultId };
      case 'drop-after':
        await this.#run(connection, call, violations);
        connection.request.socket.destroy();
        return { status: 0, faultId };
      case 'delay':
        await new Promise<void>((resolve) => this.#world.clock.after(fault.delayMs, resolve));
        return { ...(await this.#answer(connection, call, violations)), faultId };
    }
  }

  async #download({ response }: Connection, path: string): Promise<void> {
    const file = this.#world.files.byPath(path);
    const bytes = file === undefined ? undefined : await this.#world.files.read(file);
    if (bytes === undefined) throw new Refusal(404, 'Not Found');
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': bytes.length,
    });
    response.end(bytes);
  }
}

function send({ response }: Connection, answer: CallAnswer): void {
  if (response.destroyed || response.headersSent) return;
  const { status, body, retryAfterSeconds } = answer;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(body);
}

function endingOf(answer: CallAnswer): Ending {
  const { status, error } = answer;
  return error === undefined ? { status } : { status, error };
}

function describeCall(
  call: PreparedCall,
  raw: RawCall,
): Pick<LoggedCall, 'method' | 'chatId' | 'params'> {
  const { method, chatId, params } = call;
  const base = chatId === undefined ? { method } : { method, chatId };
  if (raw.files.size === 0) return { ...base, params };
  const files = [...raw.files].map(([name, file]) => [
    `attach://${name}`,
    { file: file.fileName, sizeBytes: file.bytes.length },
  ]);
  return { ...base, params: { ...params, ...Object.fromEntries(files) } };
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
