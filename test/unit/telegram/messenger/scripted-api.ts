import { Api, HttpError, InputFile } from 'grammy';
import { SpecificationChecker } from '../../../../sandbox/telegram/spec/checker.ts';
import { loadSpecification } from '../../../../sandbox/telegram/spec/specification.ts';

export interface ApiCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
}

/** How the server answers one call. */
export type ApiAnswer =
  | { readonly result: unknown }
  | {
      readonly code: number;
      readonly description: string;
      readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
    }
  /** The call fails without an answer. */
  | { readonly lost: string }
  /** Answers when the promise resolves. */
  | { readonly after: Promise<unknown>; readonly then?: ApiAnswer };

const checker = new SpecificationChecker(loadSpecification());

/**
 * A Bot API without a network: keeps every call, answers by a script, and checks each payload
 * against the published specification (10.1).
 */
export class ScriptedApi {
  readonly api = new Api('42:test-token');
  readonly calls: ApiCall[] = [];
  /** What the specification says against the calls; tests expect none. */
  readonly violations: string[] = [];
  readonly #script = new Map<string, ApiAnswer[]>();
  readonly #always = new Map<string, ApiAnswer>();
  #lastMessageId = 100;

  constructor() {
    this.api.config.use(async (_previous, method, payload, signal) => {
      const fields = payload as Readonly<Record<string, unknown>>;
      this.calls.push({ method, payload: fields, signal: signal as AbortSignal | undefined });
      this.#check(method, fields);
      const answer = await this.#answer(method, fields);
      return answer as never;
    });
  }

  /** The next calls of a method answer so, in order; later ones succeed. */
  answer(method: string, ...answers: readonly ApiAnswer[]): void {
    this.#script.set(method, [...(this.#script.get(method) ?? []), ...answers]);
  }

  /** Every call of a method answers so. */
  always(method: string, answer: ApiAnswer): void {
    this.#always.set(method, answer);
  }

  /** Payloads of the calls of one method. */
  of(method: string): readonly Readonly<Record<string, unknown>>[] {
    return this.calls.filter((call) => call.method === method).map(({ payload }) => payload);
  }

  get methods(): readonly string[] {
    return this.calls.map(({ method }) => method);
  }

  #check(method: string, payload: Readonly<Record<string, unknown>>): void {
    const given = Object.entries(payload).filter(([, value]) => value !== undefined);
    const sent = given.map(([name, value]) => [
      name,
      value instanceof InputFile ? 'attach://file' : value,
    ]);
    const faults = checker.method(method)?.check(Object.fromEntries(sent)) ?? ['unknown method'];
    this.violations.push(...faults.map((fault) => `${method}: ${fault}`));
  }

  async #answer(method: string, payload: Readonly<Record<string, unknown>>): Promise<unknown> {
    const scripted = this.#script.get(method)?.shift() ?? this.#always.get(method);
    return this.#play(scripted ?? { result: this.#usualResult(method, payload) }, method, payload);
  }

  async #play(
    answer: ApiAnswer,
    method: string,
    payload: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    if ('after' in answer) {
      await answer.after;
      return answer.then === undefined
        ? { ok: true, result: this.#usualResult(method, payload) }
        : this.#play(answer.then, method, payload);
    }
    if ('lost' in answer) {
      const reason = Object.assign(new Error(answer.lost), { code: answer.lost });
      throw Object.assign(new HttpError(`Network request for '${method}' failed!`, reason), {
        cause: reason,
      });
    }
    if ('code' in answer) {
      const { code, description, parameters } = answer;
      return { ok: false, error_code: code, description, parameters };
    }
    return { ok: true, result: answer.result };
  }

  #usualResult(method: string, payload: Readonly<Record<string, unknown>>): unknown {
    if (!/^send(Message|Photo|Document)$/.test(method)) {
      return true;
    }
    this.#lastMessageId += 1;
    return { message_id: this.#lastMessageId, date: 0, chat: { id: payload.chat_id } };
  }
}
