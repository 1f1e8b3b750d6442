import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../harness/engine.ts';

/** One process of the product, started as its users start it, reachable over HTTP alone. */
export interface ProductProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything that it wrote so far. */
  output(): string;
  /** What it wrote to standard output alone: a runtime's own warnings go elsewhere. */
  printed(): string;
  /** Its log lines of one event, parsed. */
  logged(event: string): readonly Readonly<Record<string, unknown>>[];
  /** Resolves when `/readyz` answers 200; rejects when the process ends before. */
  ready(): Promise<void>;
  /** Ends it as an operator would; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

export type ProductCommand = 'all' | 'server' | 'worker' | 'migrate' | 'audit' | 'reconcile';

export interface ProductOptions {
  /** `all` when absent. */
  readonly command?: ProductCommand | undefined;
  readonly runtime?: Runtime | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const entry = 'src/infrastructure/main.ts';
const readyWithinMs = 60_000;
const pollMs = 50;

const runtimes = ['node', 'deno'] as const;
export type Runtime = (typeof runtimes)[number];

/** `E2E_RUNTIME=deno` runs the same tests over the same source under Deno. */
const defaultRuntime = runtimes.find((name) => name === process.env.E2E_RUNTIME) ?? 'node';

function commandLine(runtime: Runtime, command: ProductCommand): readonly string[] {
  return runtime === 'deno'
    ? [`${root}/node_modules/.bin/deno`, ...denoFlags(), entry, command]
    : [process.execPath, '--import', 'tsx', entry, command];
}

/** As `deno task` gives them, without its process in between, which a `kill -9` would hit instead. */
function denoFlags(): readonly string[] {
  const settings: { tasks: { run: string } } = JSON.parse(
    readFileSync(`${root}/deno.json`, 'utf8'),
  );
  return settings.tasks.run.replace('env deno ', '').split(' ');
}

export async function startProduct(options: ProductOptions): Promise<ProductProcess> {
  const port = Number(options.environment.PORT) || (await freePort());
  const command = options.command ?? 'all';
  const [program = '', ...flags] = commandLine(options.runtime ?? defaultRuntime, command);
  const child = spawn(program, flags, {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: '127.0.0.1',
      ...(command === 'worker' ? { WORKER_PORT: String(port) } : { PORT: String(port) }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    child,
    output: () => output,
    printed: () => printed,
    logged: (event) => linesOf(output, event),
    ready: () => ready(url, child, () => output),
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if ((await statusOf(`${url}/readyz`)) === 200) {
      return;
    }
    await pause();
  }
  throw new Error(`The product did not get ready:\n${output().slice(-4_000)}`);
}

/** The status of a GET, or undefined while nobody listens. */
export async function statusOf(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** Asks until it is so. For what cannot be waited for by an event; rejects when time runs out. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${withinMs} ms in vain for ${what}`);
    }
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollMs));
}

function linesOf(output: string, event: string): readonly Readonly<Record<string, unknown>>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
