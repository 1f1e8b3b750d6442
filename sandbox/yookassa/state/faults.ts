import type { Fault, FaultRule } from '../control-api.ts';
import { fitsPath } from './path-pattern.ts';

export type CallFacts = {
  readonly method: string;
  readonly path: string;
  readonly shopId: string | undefined;
};

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
  take(call: CallFacts): Fault | undefined {
    for (const armed of this.#armed) {
      if (!applies(armed, call)) continue;
      armed.seen += 1;
      if (armed.seen <= (armed.rule.skip ?? 0)) continue;
      armed.hits += 1;
      return describe(armed);
    }
    return undefined;
  }
}

function applies({ rule, hits }: Armed, call: CallFacts): boolean {
  if (rule.times !== undefined && hits >= rule.times) return false;
  if (rule.shopId !== undefined && rule.shopId !== call.shopId) return false;
  if (rule.method !== undefined && rule.method !== call.method) return false;
  return fitsPath(rule.path, call.path);
}

function describe(armed: Armed): Fault {
  return { ...armed.rule, id: armed.id, hits: armed.hits };
}
