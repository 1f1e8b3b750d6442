import type { UploadedFile } from '../../http/multipart.ts';
import type { Method, MethodTable } from '../methods/method.ts';
import type { MethodCheck, SpecificationChecker } from '../spec/checker.ts';
import { coerce } from '../spec/coerce.ts';
import type { World } from '../state/world.ts';
import { Params } from './params.ts';
import type { RawCall } from './read-call.ts';
import { methodNotFound, Refusal } from './refusal.ts';

/** A call whose parameters are typed, not yet checked. */
export type PreparedCall = {
  /** As the specification spells it, or as it came when unknown. */
  readonly method: string;
  readonly chatId: number | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;
  readonly check: MethodCheck | undefined;
};

export type CallAnswer = {
  readonly status: number;
  readonly body: string;
  readonly error?: string;
  readonly retryAfterSeconds?: number;
};

/** What Telegram says of absent parameters that it knows by heart. */
const ABSENT: Readonly<Record<string, string>> = {
  chat_id: 'chat_id is empty',
  text: 'message text is empty',
  photo: 'there is no photo in the request',
  document: 'there is no document in the request',
  callback_query_id: 'query ID is empty',
  file_id: 'file_id not specified',
  message_id: 'message identifier is not specified',
  message_ids: 'message identifiers are not specified',
  title: 'parameter "title" is required',
  description: 'parameter "description" is required',
  payload: 'parameter "payload" is required',
  currency: 'parameter "currency" is required',
  prices: 'parameter "prices" is required',
  telegram_payment_charge_id: 'parameter "telegram_payment_charge_id" is required',
};

/** Takes a call from raw parameters to the answer's JSON. Knows no HTTP. */
export class CallRunner {
  readonly #world: World;
  readonly #checker: SpecificationChecker;
  readonly #methods: ReadonlyMap<string, Method>;

  constructor(world: World, checker: SpecificationChecker, tables: readonly MethodTable[]) {
    this.#world = world;
    this.#checker = checker;
    const entries = tables.flatMap((table) => Object.entries(table));
    this.#methods = new Map(entries);
  }

  prepare(name: string, raw: RawCall): PreparedCall {
    const check = this.#checker.method(name);
    const params = check === undefined ? raw.params : coerceAll(raw, check);
    const chatId = typeof params.chat_id === 'number' ? params.chat_id : undefined;
    return { method: check?.name ?? name, chatId, params, files: raw.files, check };
  }

  violations(call: PreparedCall): readonly string[] {
    if (call.check === undefined) return [`unknown method "${call.method}"`];
    return call.check.check(call.params);
  }

  /** `onDisconnect` registers what to do when the caller goes away before the answer. */
  async run(
    call: PreparedCall,
    violations: readonly string[],
    onDisconnect: (run: () => void) => void,
  ): Promise<CallAnswer> {
    try {
      const method = this.#methods.get(call.method);
      if (call.check === undefined || method === undefined) throw methodNotFound();
      const [violation] = violations;
      if (violation !== undefined) throw new Refusal(400, describe(violation));
      const params = new Params(call.params);
      const result = await method({ world: this.#world, params, files: call.files, onDisconnect });
      return success(result);
    } catch (error) {
      return failure(error);
    }
  }
}

function coerceAll(raw: RawCall, check: MethodCheck): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw.params)) {
    const field = check.fields.get(name);
    params[name] = field === undefined ? value : coerce(value, field);
  }
  for (const name of raw.files.keys()) {
    if (check.fields.has(name) && !(name in params)) params[name] = `attach://${name}`;
  }
  return params;
}

function describe(violation: string): string {
  const absent = /^field "(\w+)" is required$/.exec(violation)?.[1];
  return `Bad Request: ${(absent === undefined ? undefined : ABSENT[absent]) ?? violation}`;
}

function success(result: unknown): CallAnswer {
  return { status: 200, body: `{"ok":true,"result":${JSON.stringify(result)}}` };
}

/** The error envelope. Anything but a refusal is a bug of the stand-in and shows as 500. */
export function failure(error: unknown): CallAnswer {
  const refused =
    error instanceof Refusal
      ? error
      : new Refusal(500, `Internal Server Error: ${error instanceof Error ? error.stack : error}`);
  const { code, message, parameters } = refused;
  const envelope = { ok: false, error_code: code, description: message, parameters };
  return {
    status: code,
    body: JSON.stringify(envelope),
    error: message,
    ...(parameters?.retry_after === undefined ? {} : { retryAfterSeconds: parameters.retry_after }),
  };
}
