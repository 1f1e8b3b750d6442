import type { Clock } from '../../application/ports/clock.ts';

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Calls that end overloaded, one after the other, before the model is left alone. */
  readonly threshold?: number | undefined;
  /** How long it is left alone before one call tries it again. */
  readonly coolDownMs?: number | undefined;
}

interface Circuit {
  failures: number;
  openUntilMs: number;
  probing: boolean;
}

/**
 * Remembers which models are overloaded, so that callers turn to the fallback at once instead of waiting through the same
 * retries again. One call a cool-down finds out whether the model is back.
 */
export class CircuitBreaker {
  readonly #circuits = new Map<string, Circuit>();
  readonly #clock: Clock;
  readonly #threshold: number;
  readonly #coolDownMs: number;

  constructor({ clock, threshold = 5, coolDownMs = 10_000 }: CircuitBreakerOptions) {
    this.#clock = clock;
    this.#threshold = threshold;
    this.#coolDownMs = coolDownMs;
  }

  /** Whether the model may be called; a `true` must be followed by `record`. */
  admits(modelId: string): boolean {
    const circuit = this.#circuits.get(modelId);
    if (circuit === undefined || circuit.failures < this.#threshold) {
      return true;
    }
    if (circuit.probing || this.#clock.now().getTime() < circuit.openUntilMs) {
      return false;
    }
    circuit.probing = true;
    return true;
  }

  /** `unknown`: the call ended for a reason that says nothing about the model. */
  record(modelId: string, health: 'up' | 'down' | 'unknown'): void {
    if (health === 'up') {
      this.#circuits.delete(modelId);
      return;
    }
    const circuit = this.#circuits.get(modelId) ?? { failures: 0, openUntilMs: 0, probing: false };
    circuit.probing = false;
    if (health === 'down') {
      circuit.failures += 1;
      circuit.openUntilMs = this.#clock.now().getTime() + this.#coolDownMs;
      this.#circuits.set(modelId, circuit);
    }
  }
}
