import type { CallKind, Rule, RuleState, ScriptRequest, ScriptState } from '../control-api.ts';

export interface CallFacts {
  readonly kind: CallKind;
  readonly modelId: string;
  readonly prompt: string;
}

interface LiveRule {
  readonly id: number;
  readonly rule: Rule;
  skipped: number;
  used: number;
}

/** The scripted rules and how often each was used. */
export class Script {
  #rules: LiveRule[] = [];
  #lastId = 0;

  load(request: ScriptRequest): void {
    const added = request.rules.map((rule) => {
      this.#lastId += 1;
      return { id: this.#lastId, rule, skipped: 0, used: 0 };
    });
    this.#rules = request.mode === 'append' ? [...this.#rules, ...added] : added;
  }

  clear(): void {
    this.#rules = [];
  }

  state(): ScriptState {
    return { rules: this.#rules.map(({ id, rule, used }): RuleState => ({ ...rule, id, used })) };
  }

  /** The rule that decides this call; picking counts. */
  pick(facts: CallFacts): Rule | undefined {
    for (const live of this.#rules) {
      const { rule } = live;
      if (!matches(rule, facts)) continue;
      if (rule.times !== undefined && live.used >= rule.times) continue;
      if (live.skipped < (rule.skip ?? 0)) {
        live.skipped += 1;
        continue;
      }
      live.used += 1;
      return rule;
    }
    return undefined;
  }
}

function matches(rule: Rule, facts: CallFacts): boolean {
  const { model, kind, promptContains } = rule.match ?? {};
  if (model !== undefined && model !== facts.modelId) return false;
  if (kind !== undefined && kind !== facts.kind) return false;
  if (promptContains === undefined) return true;
  return facts.prompt.toLowerCase().includes(promptContains.toLowerCase());
}
