import type { Logger } from '../application/ports/logger.ts';

export interface Repeated {
  /** Begins no new round and resolves when the current one has ended. */
  stop(): Promise<void>;
}

/** Does something again and again, one round at a time. A round that fails is logged, not fatal. */
export function repeat(
  name: string,
  everyMs: number,
  work: () => Promise<unknown>,
  logger: Logger,
): Repeated {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  const next = () => {
    if (!stopped) {
      timer = setTimeout(() => {
        round = run();
      }, everyMs);
    }
  };
  const run = async () => {
    try {
      await work();
    } catch (error) {
      logger.warn('background_round_failed', { name }, error);
    }
    next();
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
