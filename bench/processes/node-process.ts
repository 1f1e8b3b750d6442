import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface NodeProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  isRunning(): boolean;
  /** SIGTERM, and SIGKILL when that is not heeded in time. */
  stop(): Promise<void>;
}

const stopLimitMs = 15_000;

/** Starts a script of this repository on the runtime that runs the bench. */
export function startNode(
  script: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly stdio: StdioOptions },
): NodeProcess {
  const flags = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : ['--import', 'tsx'];
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [...flags, script, ...args], {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', ...options.env },
    stdio: options.stdio,
  });
  if (child.pid === undefined) {
    throw new Error(`Cannot start ${script}`);
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    child,
    pid: child.pid,
    isRunning,
    async stop() {
      if (!isRunning()) {
        return;
      }
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
