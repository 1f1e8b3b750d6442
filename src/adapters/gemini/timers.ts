/** Delays, so that tests can run them by hand. */
export interface Timers {
  /** Runs the task once after `delayMs`, unless the returned function is called before. */
  after(delayMs: number, task: () => void): () => void;
}

export const systemTimers: Timers = {
  after(delayMs, task) {
    const handle = setTimeout(task, delayMs);
    return () => clearTimeout(handle);
  },
};
