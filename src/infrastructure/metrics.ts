import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { JobQueue } from '../application/ports/job-queue.ts';

export interface Metrics {
  /** The Prometheus text exposition. */
  text(): Promise<string>;
  /** From now on the queue's depth is told, too. */
  watchQueue(queue: JobQueue): void;
  /** From now on it is told how many follow what happens. */
  watchFollowers(count: () => number): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureMemory(registry);
  return {
    text: () => registry.metrics(),
    watchQueue(queue) {
      new Gauge({
        name: 'nano_banana_queue_jobs',
        help: 'Jobs that wait or run, by lane',
        labelNames: ['lane'],
        registers: [registry],
        async collect() {
          for (const [lane, jobs] of Object.entries(await queue.depth())) {
            this.set({ lane }, jobs);
          }
        },
      });
    },
    watchFollowers(count) {
      new Gauge({
        name: 'nano_banana_change_followers',
        help: 'Subscriptions and waiting requests of the API that follow what happens',
        registers: [registry],
        collect() {
          this.set(count());
        },
      });
    },
  };
}

/** The library's own gauges read /proc, which Deno keeps from programs; every runtime knows this one. */
function measureMemory(registry: Registry): void {
  const name = 'process_resident_memory_bytes';
  for (const unknown of [name, 'process_virtual_memory_bytes', 'process_heap_bytes']) {
    registry.removeSingleMetric(unknown);
  }
  new Gauge({
    name,
    help: 'Resident memory size in bytes.',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage().rss);
    },
  });
}
