import { badRequest } from './refusal.ts';

/**
 * Reads the parameters of a call whose types were already checked against the specification: a
 * reader that meets another type is a bug of the stand-in, not of the caller.
 */
export class Params {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.#values[name];
    return typeof value === 'number' ? value : undefined;
  }

  /** @throws {Refusal} when it is absent. */
  requiredInteger(name: string, otherwise: string): number {
    const value = this.integer(name);
    if (value === undefined) throw badRequest(otherwise);
    return value;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** A structured parameter; `T` must be what the specification says of it. */
  structure<T extends object>(name: string): T | undefined {
    const value = this.#values[name];
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  }
}
