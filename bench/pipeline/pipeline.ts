import { setTimeout as delay } from 'node:timers/promises';
import type { Memory } from '../processes/memory.ts';
import type { Goal, Line } from '../report.ts';
import type { Bench, Measured } from '../scenario.ts';
import { median, percentile } from '../statistics.ts';
import type { Journal } from './load.ts';
import type { Product } from './product.ts';
import {
  type Bot,
  burstUsers,
  type LoadedBurst,
  type Subject,
  startBareBotSubject,
  startProductSubject,
} from './subject.ts';

const bursts = 5;
const idleMs = 30_000;
const slowModelMs = 200;
const bytesOfMib = 1_048_576;

const goals = {
  ratio: { atLeast: 0.4 },
  addedMs: { atMost: 15 },
  idleMib: { atMost: 200 },
};

/** Paid text generations through the whole product, against a bare bot on the same queue. */
export async function pipeline(bench: Bench): Promise<Measured> {
  const onRedis = bench.redis && (await measureOnRedis(bench, bench.redis.url));
  const onPostgres = await measureOnPostgres(bench, onRedis === undefined);
  const without = 'The queue on Redis and its floor are left out: no REDIS_URL, no redis-server.';
  return {
    lines: [...(onRedis?.lines ?? []), ...onPostgres.lines],
    notes: [...(onRedis?.notes ?? [without]), ...onPostgres.notes],
  };
}

async function measureOnRedis(bench: Bench, redisUrl: string): Promise<Measured> {
  const scenario = 'pipeline on Redis';
  return withProduct(bench, redisUrl, async (product) => {
    const idle = await idleMemory(bench, product.bot);
    const floor = await startBareBotSubject(redisUrl);
    try {
      bench.say(`${scenario}: ${bursts} bursts of ${burstUsers} users, in turns with the floor`);
      const floorFirst = await floor.burst();
      const first = await product.burst();
      const rounds = await inTurns(product, floor);
      bench.say(`${scenario}: one message at a time`);
      const floorAdded = await floor.added(0);
      return {
        lines: [
          { scenario, measure: 'start to /readyz', value: product.bot.readyMs, unit: 'ms' },
          ...memoryLines(scenario, 'idle', idle, goals.idleMib),
          firstLine(scenario, first, floorFirst),
          ...burstLines(scenario, rounds),
          ...addedLines(scenario, 0, await product.added(0), floorAdded),
          ...addedLines(scenario, slowModelMs, await product.added(slowModelMs)),
          ...memoryLines(scenario, 'after load', await product.bot.memory()),
        ],
        notes: [callsNote(scenario, rounds)],
      };
    } finally {
      await floor.stop();
    }
  });
}

async function measureOnPostgres(bench: Bench, withIdle: boolean): Promise<Measured> {
  const scenario = 'pipeline on PostgreSQL';
  return withProduct(bench, undefined, async (product) => {
    const idle = withIdle ? await idleMemory(bench, product.bot) : undefined;
    bench.say(`${scenario}: ${bursts} bursts of ${burstUsers} users`);
    const first = await product.burst();
    const rounds = await inTurns(product, undefined);
    bench.say(`${scenario}: one message at a time`);
    return {
      lines: [
        { scenario, measure: 'start to /readyz', value: product.bot.readyMs, unit: 'ms' },
        ...(idle === undefined ? [] : memoryLines(scenario, 'idle', idle, goals.idleMib)),
        firstLine(scenario, first),
        ...burstLines(scenario, rounds),
        ...addedLines(scenario, 0, await product.added(0)),
        ...memoryLines(scenario, 'after load', await product.bot.memory()),
      ],
      notes: [callsNote(scenario, rounds)],
    };
  });
}

/** Starts the product on a database of its own, and checks the books in the end. */
async function withProduct(
  { postgres, say }: Bench,
  redisUrl: string | undefined,
  measure: (product: Subject<Product>) => Promise<Measured>,
): Promise<Measured> {
  const database = await postgres.newDatabase();
  try {
    const product = await startProductSubject(database.url, redisUrl);
    try {
      const measured = await measure(product);
      await product.bot.checkBooks(product.sent);
      say(`the books are exact: ${product.sent} requests, each charged once, audit clean`);
      return measured;
    } finally {
      await product.stop();
    }
  } finally {
    await database.drop();
  }
}

interface Round {
  readonly product: LoadedBurst;
  readonly floor: LoadedBurst | undefined;
  /** Of the product. */
  readonly journal: Journal;
}

/** In turns, so that whatever else the machine does hits both alike. */
async function inTurns(
  product: Subject<Product>,
  floor: Subject<Bot> | undefined,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < bursts; round += 1) {
    await product.forget();
    await product.journal();
    const before = round % 2 === 0 ? await floor?.burst() : undefined;
    const own = await product.burst();
    const journal = await product.journal();
    rounds.push({ product: own, floor: before ?? (await floor?.burst()), journal });
  }
  return rounds;
}

/** Everything is cold: the code, the connections, and the product knows none of the users. */
function firstLine(scenario: string, { rate }: LoadedBurst, floor?: LoadedBurst): Line {
  const line = { scenario, measure: 'first burst, all users new', value: rate, unit: '/s' };
  return floor === undefined ? line : { ...line, floor: floor.rate, ratio: rate / floor.rate };
}

function burstLines(scenario: string, rounds: readonly Round[]): Line[] {
  const compared = rounds.flatMap(({ product, floor }) => (floor ? [{ product, floor }] : []));
  const line = (measure: string, unit: string, of: (burst: LoadedBurst) => number) => ({
    scenario,
    measure,
    unit,
    value: median(rounds.map(({ product }) => of(product))),
    ...(compared.length === 0 ? {} : { floor: median(compared.map(({ floor }) => of(floor))) }),
  });
  const paid = line('paid texts', '/s', ({ rate }) => rate);
  const cpu = line("the bot's processor time a text", 'ms', ({ cpuMs }) => cpuMs);
  if (compared.length === 0) {
    return [paid, cpu];
  }
  const ratio = median(compared.map(({ product, floor }) => product.rate / floor.rate));
  return [{ ...paid, ratio, goal: goals.ratio }, cpu];
}

async function idleMemory({ say }: Bench, product: Product): Promise<Memory> {
  say(`pipeline: idle for ${idleMs / 1_000} s`);
  await delay(idleMs);
  return product.memory();
}

function memoryLines(scenario: string, when: string, memory: Memory, goal?: Goal): Line[] {
  const helpers = memory.helpers.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  const names = [...new Set(memory.helpers.map(({ command }) => command))].join(', ');
  return [
    {
      scenario,
      measure: `resident memory ${when}`,
      value: memory.ownBytes / bytesOfMib,
      unit: 'MiB',
      ...(goal === undefined ? {} : { goal }),
    },
    ...(helpers === 0
      ? []
      : [
          {
            scenario,
            measure: `its helpers ${when} (${names})`,
            value: helpers / bytesOfMib,
            unit: 'MiB',
          },
        ]),
  ];
}

function addedLines(
  scenario: string,
  modelMs: number,
  added: readonly number[],
  floor?: readonly number[],
): Line[] {
  return [0.5, 0.95].map((share) => ({
    scenario,
    measure: `added to a model of ${modelMs} ms, p${share * 100}`,
    value: percentile(added, share),
    unit: 'ms',
    ...(floor === undefined ? {} : { floor: percentile(floor, share) }),
    ...(share === 0.5 ? { goal: goals.addedMs } : {}),
  }));
}

/** What of the Bot API one text takes, polls aside. */
function callsNote(scenario: string, rounds: readonly Round[]): string {
  const calls = new Map<string, number>();
  for (const { journal } of rounds) {
    for (const [method, count] of Object.entries(journal.byMethod)) {
      calls.set(method, (calls.get(method) ?? 0) + count);
    }
  }
  calls.delete('getUpdates');
  const texts = rounds.length * burstUsers;
  const shares = [...calls].map(([method, count]) => `${method} ${(count / texts).toFixed(2)}`);
  const malformed = rounds.reduce((sum, { journal }) => sum + journal.violations, 0);
  return `${scenario}: Bot API calls a text in a burst: ${shares.join(', ')}; malformed: ${malformed}.`;
}
