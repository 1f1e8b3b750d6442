import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { lastLine, sumTallies, type Tally, type TestReport, tallyTests } from './gate-report.ts';

/**
 * The one gate, run by `npm test`: format, lint, types, boundaries, unused code, then all tests.
 * A step is a script of package.json, so that each can be run by itself (`npm run types`).
 */

const ROOT = resolve(import.meta.dirname, '..');

const REPORT_PATH = join(ROOT, 'node_modules/.cache/gate/report.json');

/** The slow ones first, so that the quick ones fill the gaps. */
const STATIC_STEPS = [
  'lint:types',
  'types',
  'types:core',
  'types:chat',
  'boundaries',
  'unused',
  'lint',
] as const;

const STEPS_AT_ONCE = 2;

const SKIPPING_FORBIDDEN = process.env.CI === 'true' || process.env.NB_REQUIRE_ALL === '1';

type Scripts = Readonly<Record<string, string>>;

async function main(): Promise<void> {
  const started = performance.now();
  const scripts = await readScripts();
  const tallies = await runStaticSteps(scripts);
  tallies.push(await runTests());
  const total = sumTallies(tallies);
  console.log(`gate: ${total.failed === 0 ? 'green' : 'red'} in ${secondsSince(started)}`);
  console.log(lastLine(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function readScripts(): Promise<Scripts> {
  const manifest: { scripts: Scripts } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  );
  return manifest.scripts;
}

async function runStaticSteps(scripts: Scripts): Promise<Tally[]> {
  const waiting = [...STATIC_STEPS];
  const tallies: Tally[] = [];
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      tallies.push(await runStaticStep(step, scripts));
    }
  };
  await Promise.all(Array.from({ length: STEPS_AT_ONCE }, worker));
  return tallies;
}

async function runStaticStep(step: string, scripts: Scripts): Promise<Tally> {
  const command = scripts[step];
  if (command === undefined) throw new Error(`package.json has no script '${step}'`);
  const started = performance.now();
  const { exitCode, output } = await run(command, 'collect');
  const passed = exitCode === 0;
  console.log(`${passed ? '✓' : '✗'} ${step.padEnd(12)} ${secondsSince(started)}`);
  if (!passed) console.log(output.trimEnd());
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

async function runTests(): Promise<Tally> {
  // An old report must not pass for that of a run that wrote none.
  await rm(REPORT_PATH, { force: true });
  const { exitCode } = await run(
    `vitest run --reporter=default --reporter=json --outputFile.json="${REPORT_PATH}"`,
    'show',
  );
  const report: TestReport | undefined = existsSync(REPORT_PATH)
    ? JSON.parse(await readFile(REPORT_PATH, 'utf8'))
    : undefined;
  return tallyTests({ exitCode, report }, { skippingForbidden: SKIPPING_FORBIDDEN });
}

function run(
  command: string,
  output: 'collect' | 'show',
): Promise<{ readonly exitCode: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd: ROOT,
      shell: true,
      stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
      },
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString() }),
    );
  });
}

function secondsSince(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`;
}

await main();
