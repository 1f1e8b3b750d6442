import { Outage } from '../../src/application/ports/outage.ts';

/** What a scripted call meets. `before`: it is not done; `after`: it is done, then this happens. */
export type ScriptedFault<Refusal> =
  | { readonly kind: 'outage'; readonly when: 'before' | 'after' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Waits for the promise, then does or answers as usual. */
  | { readonly kind: 'wait'; readonly when: 'before' | 'after'; readonly until: Promise<unknown> };

interface Line<Method, Refusal> {
  /** Absent: any. */
  readonly method: Method | undefined;
  readonly fault: ScriptedFault<Refusal>;
  left: number;
}

/** Faults of the next calls of a fake; the oldest line that fits a call is used for it. */
export class CallScript<Method extends string, Refusal> {
  readonly #lines: Line<Method, Refusal>[] = [];

  add(method: Method | undefined, fault: ScriptedFault<Refusal>, times = 1): void {
    this.#lines.push({ method, fault, left: times });
  }

  clear(): void {
    this.#lines.length = 0;
  }

  /** @param refuse makes the answer of a refused call; throws where the port knows no refusals. */
  async run<T>(method: Method, call: () => T, refuse: (refusal: Refusal) => T): Promise<T> {
    const fault = this.#take(method);
    switch (fault?.kind) {
      case undefined:
        return call();
      case 'refused':
        return refuse(fault.refusal);
      case 'outage':
        if (fault.when === 'after') {
          call();
        }
        throw new Outage(`The provider is away (scripted, ${fault.when} the call was done)`);
      case 'wait':
        return waited(fault, call);
    }
  }

  #take(method: Method): ScriptedFault<Refusal> | undefined {
    const line = this.#lines.find(
      (each) => each.left > 0 && (each.method === undefined || each.method === method),
    );
    if (line === undefined) {
      return undefined;
    }
    line.left -= 1;
    return line.fault;
  }
}

async function waited<T>(
  { when, until }: { readonly when: 'before' | 'after'; readonly until: Promise<unknown> },
  call: () => T,
): Promise<T> {
  if (when === 'before') {
    await until;
    return call();
  }
  const answer = call();
  await until;
  return answer;
}
