import type { PostgresEngine } from './engines/postgres-engine.ts';
import type { RedisEngine } from './engines/redis-engine.ts';
import type { Line } from './report.ts';

/** What scenarios share: started once, stopped by whoever started it. */
export interface Bench {
  readonly postgres: PostgresEngine;
  /** Absent on a machine without one. */
  readonly redis: RedisEngine | undefined;
  /** Says what happens now, to somebody who waits. */
  readonly say: (what: string) => void;
}

export interface Measured {
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
}

export type Scenario = (bench: Bench) => Promise<Measured>;
