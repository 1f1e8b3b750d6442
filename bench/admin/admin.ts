import type { Line } from '../report.ts';
import type { Bench, Measured } from '../scenario.ts';
import { median, percentile } from '../statistics.ts';
import { type StandIns, startStandIns } from './api-server.ts';
import { compareLists } from './compare-lists.ts';
import { countStatements } from './count-statements.ts';
import { type AdminDatabases, openDatabases } from './databases.ts';
import { Asker, measureInTurns, type Series } from './measure.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations/all-operations.ts';
import { readSamples } from './samples.ts';
import { type Sides, withServers } from './sides.ts';

const scenario = 'admin';
/** Answers that differ by less are about as much work to write down. */
const sameSize = 1.25;
const goals = { p95Ms: { atMost: 50 }, growth: { atMost: 1.5 }, none: { atMost: 0 } };

/** What the admin panel and integrators ask, at ten thousand rows and at ten million, and beside PostGraphile. */
export async function admin({ postgres, say }: Bench): Promise<Measured> {
  const databases = await openDatabases(postgres, say);
  const standIns = startStandIns();
  try {
    const sides = await sidesOf(databases);
    const { times, failures } = await measure(standIns, sides, say);
    const results = await withStatements(standIns, sides, times);
    const compared = await compareLists(standIns, sides.large, say);
    const growing = results.filter(isGrowing).map(growthNote);
    const { users, generations } = databases.largeSize;
    const size = `${generations.toLocaleString('en')} generations of ${users.toLocaleString('en')} users`;
    return {
      lines: [
        ...results.flatMap(linesOf),
        countLine('operations that take more SQL statements the more rows there are', growing),
        countLine('operations that failed', failures),
        ...compared.lines,
      ],
      notes: [
        `${scenario}: ${size}, against ten thousand of each. Times are those of one request at a time, warm.`,
        table(results),
        ...growing,
        ...failures,
        ...compared.notes,
      ],
    };
  } finally {
    await standIns.process.stop();
    await databases.close();
  }
}

async function sidesOf({ small, large }: AdminDatabases): Promise<Sides> {
  return {
    small: { url: small.url, samples: await readSamples(small.url) },
    large: { url: large.url, samples: await readSamples(large.url) },
  };
}

interface Times {
  readonly operation: Operation;
  readonly small: Series;
  readonly large: Series;
}

/** What HTTP, sign-in and GraphQL take when nothing is asked. */
const nothing: Operation = { name: 'nothing at all', document: '{ __typename }' };

interface Measurements {
  readonly times: readonly Times[];
  /** One sentence for each operation that was answered with an error. */
  readonly failures: readonly string[];
}

function measure(standIns: StandIns, sides: Sides, say: Bench['say']): Promise<Measurements> {
  return withServers(standIns, sides, false, async (small, large) => {
    const times: Times[] = [];
    const failures: string[] = [];
    for (const operation of [nothing, ...operations]) {
      say(`${scenario}: ${operation.name}`);
      const askers = [
        new Asker(small.client, operation, sides.small.samples),
        new Asker(large.client, operation, sides.large.samples),
      ];
      try {
        const [onSmall, onLarge] = await measureInTurns(askers);
        if (onSmall !== undefined && onLarge !== undefined) {
          times.push({ operation, small: onSmall, large: onLarge });
        }
      } catch (error) {
        failures.push(`${operation.name} failed: ${String(error)}`);
      }
    }
    return { times, failures };
  });
}

interface Result extends Times {
  readonly statements: { readonly small: readonly string[]; readonly large: readonly string[] };
}

/** On servers of their own, as counting takes time. */
function withStatements(
  standIns: StandIns,
  sides: Sides,
  times: readonly Times[],
): Promise<readonly Result[]> {
  return withServers(standIns, sides, true, async (small, large) => {
    const results: Result[] = [];
    for (const one of times) {
      const statements = {
        small: await countStatements(small, one.operation, sides.small.samples),
        large: await countStatements(large, one.operation, sides.large.samples),
      };
      results.push({ ...one, statements });
    }
    return results;
  });
}

function linesOf({ operation: { name }, small, large }: Result): Line[] {
  const [value, floor] = [median(large.ms), median(small.ms)];
  const p95 = { value: percentile(large.ms, 0.95), unit: 'ms', goal: goals.p95Ms };
  const [before, after] = [median(small.bytes), median(large.bytes)];
  const measure = `${name}: p50 beside ten thousand rows`;
  const growth = { scenario, value, unit: 'ms', floor, ratio: value / floor };
  return [
    { scenario, measure: `${name}: p95`, ...p95 },
    // Where ten thousand rows do not fill a page, more is read and told, and nothing can be compared.
    after > before * sameSize
      ? { ...growth, measure: `${measure} (${kib(before)} KiB, then ${kib(after)})` }
      : { ...growth, measure, goal: goals.growth },
  ];
}

const isGrowing = ({ statements: { small, large } }: Result): boolean =>
  large.length > small.length;

const countLine = (measure: string, found: readonly unknown[]): Line => ({
  scenario,
  measure,
  value: found.length,
  unit: '',
  goal: goals.none,
});

function growthNote({ operation: { name }, statements: { small, large } }: Result): string {
  const texts = (all: readonly string[]) => all.map((text) => text.slice(0, 80)).join(' | ');
  return `${name}: ${small.length} statements, then ${large.length}: ${texts(small)} >>> ${texts(large)}`;
}

const kib = (bytes: number): string => (bytes / 1_024).toFixed(1);

const headings = [
  'SQL',
  'KiB',
  'KiB',
  'p50',
  'p95',
  'max',
  'operation (ms at the larger size; KiB at both)',
];

function table(results: readonly Result[]): string {
  const rows = results.map(({ operation: { name }, small, large, statements }) => [
    String(statements.large.length),
    kib(median(small.bytes)),
    kib(median(large.bytes)),
    ...[0.5, 0.95, 1].map((share) => percentile(large.ms, share).toFixed(1)),
    name,
  ]);
  return [headings, ...rows]
    .map((row) =>
      row.map((cell, column) => (column < row.length - 1 ? cell.padStart(6) : cell)).join('  '),
    )
    .join('\n');
}
