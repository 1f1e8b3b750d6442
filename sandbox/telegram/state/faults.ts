import type { Fault, FaultRule } from '../control-api.ts';

type Armed = { readonly id: string; readonly rule: FaultRule; hits: number; seen: number };

/** Scripted failures. The oldest rule that still applies wins. */
export class FaultScript {
  #armed: Armed[] = [];
  #lastId = 0;

  add(rule: FaultRule): Fault {
    this.#lastId += 1;
    const armed: Armed = { id: String(this.#lastId), rule, hits: 0, seen: 0 };
    this.#armed.push(armed);
    return describe(armed);
  }

  list(): Fault[] {
    return this.#armed.map(describe);
  }

  /** @returns how many rules were removed; all of them without an id. */
  remove(id?: string): number {
    const before = this.#armed.length;
    this.#armed = id === undefined ? [] : this.#armed.filter((armed) => armed.id !== id);
    return before - this.#armed.length;
  }

  /** Counts the call, and returns the rule that hits it. */
  take(method: string, chatId: number | undefined): Fault | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const armed of this.#armed) {
      if (!applies(armed, method, chatId)) continue;
      armed.seen += 1;
      if (armed.seen <= (armed.rule.skip ?? 0)) continue;
      armed.hits += 1;
      return describe(armed);
    }
    return undefined;
  }
}

function applies(armed: Armed, method: string, chatId: number | undefined): boolean {
  const { rule } = armed;
  if (rule.times !== undefined && armed.hits >= rule.times) return false;
  if (rule.chatId !== undefined && rule.chatId !== chatId) return false;
  return rule.method === '*' || rule.method.toLowerCase() === method.toLowerCase();
}

function describe(armed: Armed): Fault {
  return { ...armed.rule, id: armed.id, hits: armed.hits };
}
