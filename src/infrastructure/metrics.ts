import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { JobQueue } from '../application/ports/job-queue.ts';

export interface Metrics {
  /** The Prometheus text exposition. */
  text(): Promise<string>;
  /** From now on the queue's depth is told, too. */
  watchQueue(queue: JobQueue): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
  };
}
