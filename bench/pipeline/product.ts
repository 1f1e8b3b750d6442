import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '../processes/free-port.ts';
import { type Memory, memoryOf } from '../processes/memory.ts';
import { type NodeProcess, startNode } from '../processes/node-process.ts';

const entry = 'src/infrastructure/main.ts';
const readyLimitMs = 60_000;
const lookEveryMs = 10;
const outputKept = 8_000;

/** The product as its users start it: one process that is server and worker, or the server alone. */
export interface Product {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** From the start of the process to the first `200` of `/readyz`. */
  readonly readyMs: number;
  memory(): Promise<Memory>;
  /** Processor time so far, all threads. */
  cpuMs(): Promise<number>;
  /** @throws Error unless the audit is clean and each of `requests` was charged once. */
  checkBooks(requests: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startProduct(
  environment: Readonly<Record<string, string>> & { readonly DATABASE_URL: string },
  role: 'all' | 'server' = 'all',
): Promise<Product> {
  const port = await freePort();
  const env = { ...environment, HOST: '127.0.0.1', PORT: String(port) };
  const startedAt = performance.now();
  const running = startNode(entry, [role], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = kept(running);
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(`${url}/readyz`, running);
  } catch (cause) {
    await running.stop();
    throw new Error(`The product did not start:\n${output()}`, { cause });
  }
  return {
    url,
    readyMs: performance.now() - startedAt,
    memory: () => memoryOf(running.pid),
    cpuMs: () => cpuMs(`${url}/metrics`),
    async checkBooks(requests) {
      await settled(environment.DATABASE_URL);
      await checkCharges(environment.DATABASE_URL, requests);
      await checkAudit(env);
    },
    stop: () => running.stop(),
  };
}

async function ready(url: string, running: NodeProcess): Promise<void> {
  const deadline = Date.now() + readyLimitMs;
  while (running.isRunning() && Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) {
      return;
    }
    await delay(lookEveryMs);
  }
  throw new Error(`${url} did not answer 200 in time`);
}

async function cpuMs(metricsUrl: string): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const seconds = /^process_cpu_seconds_total (\S+)/m.exec(text)?.[1];
  if (seconds === undefined) {
    throw new Error(`Cannot find the processor time in ${metricsUrl}`);
  }
  return Number(seconds) * 1_000;
}

/** Its log must be read, or it would wait for room in the pipe. */
function kept({ child }: NodeProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-outputKept);
    });
  }
  return () => output;
}

const settleLimitMs = 30_000;

/** An answer is seen a moment before its charge is committed. */
async function settled(databaseUrl: string): Promise<void> {
  const deadline = Date.now() + settleLimitMs;
  while (Date.now() < deadline) {
    const [row] = await query<{ open: string }>(
      databaseUrl,
      `SELECT count(*) AS open FROM generations
       WHERE status IN ('queued', 'running', 'delivering')`,
    );
    if (row?.open === '0') {
      return;
    }
    await delay(lookEveryMs * 10);
  }
  throw new Error('Generations were still unfinished after all answers');
}

async function checkCharges(databaseUrl: string, requests: number): Promise<void> {
  const [row] = await query<{ charged: string; captures: string; held: string }>(
    databaseUrl,
    `SELECT
       (SELECT count(*) FROM generations WHERE status = 'succeeded' AND charged = 1) AS charged,
       (SELECT count(*) FROM credit_entries WHERE operation = 'capture') AS captures,
       (SELECT sum(held) FROM credit_accounts) AS held`,
  );
  const isExact =
    Number(row?.charged) === requests && Number(row?.captures) === requests && row?.held === '0';
  if (!isExact) {
    throw new Error(`The books are wrong after ${requests} requests: ${JSON.stringify(row)}`);
  }
}

async function checkAudit(env: Readonly<Record<string, string>>): Promise<void> {
  const audit = startNode(entry, ['audit'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const output = kept(audit);
  await once(audit.child, 'exit');
  if (audit.child.exitCode !== 0) {
    throw new Error(`The audit is not clean: ${output()}`);
  }
}

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
