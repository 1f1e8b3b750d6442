import type { GenerationId } from '../../domain/shared/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { GenerationRepository, Lease } from '../ports/generation-repository.ts';

/** How long a worker owns a generation without renewing. Renewal runs at a third of it. */
const defaultLeaseMs = 15_000;

/**
 * The generations that this process works on. `renew` is called on a timer: it extends the leases
 * and aborts the work whose generation was canceled or taken over meanwhile.
 */
export class Leases {
  readonly #generations: GenerationRepository;
  readonly #clock: Clock;
  readonly #active = new Map<GenerationId, { lease: Lease; controller: AbortController }>();
  readonly durationMs: number;

  constructor(generations: GenerationRepository, clock: Clock, durationMs = defaultLeaseMs) {
    this.#generations = generations;
    this.#clock = clock;
    this.durationMs = durationMs;
  }

  until(): Date {
    return new Date(this.#clock.now().getTime() + this.durationMs);
  }

  /** @returns aborted when the lease is lost. */
  hold(lease: Lease): AbortSignal {
    // An earlier attempt of this very process lost its lease to this one.
    this.#active.get(lease.id)?.controller.abort();
    const controller = new AbortController();
    this.#active.set(lease.id, { lease, controller });
    return controller.signal;
  }

  drop(lease: Lease): void {
    if (this.#active.get(lease.id)?.lease.attempt === lease.attempt) {
      this.#active.delete(lease.id);
    }
  }

  async renew(): Promise<void> {
    const held = [...this.#active.values()];
    if (held.length === 0) {
      return;
    }
    const kept = new Set(
      await this.#generations.renewLeases(
        held.map(({ lease }) => lease),
        this.until(),
      ),
    );
    for (const { lease, controller } of held) {
      if (!kept.has(lease.id)) {
        controller.abort();
      }
    }
  }
}
