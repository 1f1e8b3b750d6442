import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { admin } from './admin/admin.ts';
import { checkout } from './checkout/checkout.ts';
import { openPostgres } from './engines/postgres-engine.ts';
import { openRedis } from './engines/redis-engine.ts';
import { ledger } from './ledger/ledger.ts';
import { pipeline } from './pipeline/pipeline.ts';
import { asJson, asText, type Line } from './report.ts';
import type { Scenario } from './scenario.ts';

const scenarios: ReadonlyMap<string, Scenario> = new Map([
  ['ledger', ledger],
  ['pipeline', pipeline],
  ['checkout', checkout],
  ['admin', admin],
]);

const usage = `npm run bench -- [${[...scenarios.keys()].join('] [')}] [--json]`;

/** Runs the named scenarios, or all. A missed goal is a result, not a failure. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const names = positionals.length === 0 ? [...scenarios.keys()] : positionals;
  const unknown = names.filter((name) => !scenarios.has(name));
  if (unknown.length > 0) {
    console.error(`Cannot run ${unknown.join(', ')}. Usage: ${usage}`);
    return 1;
  }
  const postgres = await openPostgres();
  const redis = await openRedis();
  const lines: Line[] = [];
  const notes: string[] = [];
  try {
    const bench = { postgres, redis, say: (what: string) => console.error(`… ${what}`) };
    for (const name of names) {
      const measured = await scenarios.get(name)?.(bench);
      lines.push(...(measured?.lines ?? []));
      notes.push(...(measured?.notes ?? []));
    }
  } finally {
    await redis?.stop();
    await postgres.stop();
  }
  const facts = {
    machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${runtime()}`,
    database: postgres.label,
    queue: redis?.label ?? 'PostgreSQL alone: no REDIS_URL and no redis-server here',
  };
  const report = { facts, lines, notes };
  console.log(values.json ? asJson(report) : asText(report));
  return 0;
}

function runtime(): string {
  return 'Deno' in globalThis ? `Deno (Node ${process.version})` : `Node ${process.version}`;
}

process.exitCode = await main();
process.exit();
