import { isIP } from 'node:net';

export interface ConfigurationProblem {
  readonly name: string;
  /** What is wrong and what to do. Never shows a secret's value. */
  readonly message: string;
}

export type Environment = { readonly [name: string]: string | undefined };

/** Reads variables and gathers what is wrong with them. An empty variable counts as absent. */
export class EnvironmentReader {
  readonly #environment: Environment;
  readonly problems: ConfigurationProblem[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  problem(name: string, message: string): void {
    this.problems.push({ name, message });
  }

  optional(name: string, pattern: RegExp, what: string): string | undefined {
    const value = this.#environment[name]?.trim() || undefined;
    if (value !== undefined && !pattern.test(value)) {
      this.problem(name, `must be ${what}`);
    }
    return value;
  }

  required(name: string, pattern: RegExp, what: string): string {
    const value = this.optional(name, pattern, what);
    if (value === undefined) {
      this.problem(name, `is missing: set it to ${what}`);
    }
    return value ?? '';
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.optional(name, /^\d+$/, `a whole number from ${min} to ${max}`);
    const number = value === undefined ? undefined : Number(value);
    if (number !== undefined && (number < min || number > max)) {
      this.problem(name, `must be a whole number from ${min} to ${max}: current value is ${value}`);
    }
    return number;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.#environment[name]?.trim() || undefined;
    const chosen = choices.find((choice) => choice === value);
    if (value !== undefined && chosen === undefined) {
      this.problem(name, `must be one of ${choices.join(', ')}: current value is ${value}`);
    }
    return chosen;
  }

  /** Comma-separated addresses or CIDR ranges. */
  networks(name: string): readonly string[] | undefined {
    const value = this.#environment[name]?.trim() || undefined;
    const networks = value?.split(',').map((network) => network.trim());
    for (const network of networks ?? []) {
      if (!isNetwork(network)) {
        this.problem(name, `must be addresses or ranges like 10.0.0.0/8: one is ${network}`);
      }
    }
    return networks;
  }

  /** The value without a trailing slash. It may hold a password, so it is never repeated. */
  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.#environment[name]?.trim() || undefined;
    if (value === undefined) {
      return undefined;
    }
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      this.problem(name, `must be a URL that starts with ${protocols.join('// or ')}//`);
    }
    return value.replace(/\/+$/, '');
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  return family !== 0 && isPrefix && rest.length === 0;
}
