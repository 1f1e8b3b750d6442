/** What every scripted failure has, whatever it does and whichever calls it hits. */
export type Scripted = {
  /** How many calls it hits; absent = until removed. */
  readonly times?: number;
  /** Lets this many matching calls pass first. */
  readonly skip?: number;
};

type Armed<Rule> = { readonly id: string; readonly rule: Rule; hits: number; seen: number };

/** A rule with its name and how many calls it has hit so far. */
export type ArmedFault<Rule> = Rule & { readonly id: string; readonly hits: number };

/** Scripted failures. The oldest rule that still applies wins. */
export class FaultScript<Rule extends Scripted, Call> {
  readonly #fits: (rule: Rule, call: Call) => boolean;
  #armed: Armed<Rule>[] = [];
  #lastId = 0;

  /** @param fits whether a rule is meant for a call */
  constructor(fits: (rule: Rule, call: Call) => boolean) {
    this.#fits = fits;
  }

  add(rule: Rule): ArmedFault<Rule> {
    this.#lastId += 1;
    const armed: Armed<Rule> = { id: String(this.#lastId), rule, hits: 0, seen: 0 };
    this.#armed.push(armed);
    return describe(armed);
  }

  list(): ArmedFault<Rule>[] {
    return this.#armed.map(describe);
  }

  /** @returns how many rules were removed; all of them without an id. */
  remove(id?: string): number {
    const before = this.#armed.length;
    this.#armed = id === undefined ? [] : this.#armed.filter((armed) => armed.id !== id);
    return before - this.#armed.length;
  }

  /** Counts the call, and returns the rule that hits it. */
  take(call: Call): ArmedFault<Rule> | undefined {
    for (const armed of this.#armed) {
      const { times, skip = 0 } = armed.rule;
      if ((times !== undefined && armed.hits >= times) || !this.#fits(armed.rule, call)) continue;
      armed.seen += 1;
      if (armed.seen <= skip) continue;
      armed.hits += 1;
      return describe(armed);
    }
    return undefined;
  }
}

function describe<Rule>({ rule, id, hits }: Armed<Rule>): ArmedFault<Rule> {
  return { ...rule, id, hits };
}
