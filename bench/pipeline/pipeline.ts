import { setTimeout as delay } from 'node:timers/promises';
import type { Memory } from '../processes/memory.ts';
import type { Line } from '../report.ts';
import type { Bench, Measured } from '../scenario.ts';
import { median, percentile } from '../statistics.ts';
import type { Burst, Journal } from './load.ts';
import type { Product } from './product.ts';
import { burstUsers, type Subject, startBareBotSubject, startProductSubject } from './subject.ts';

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
      await floor.burst();
      const first = await product.burst();
      await product.journal();
      const rates = await ratesInTurns(product, floor);
      const journal = await product.journal();
      const floorAdded = await floor.added(0);
      return {
        lines: [
          { scenario, measure: 'start to /readyz', value: product.bot.readyMs, unit: 'ms' },
          ...memoryLines(scenario, 'idle', idle, true),
          { scenario, measure: 'first burst, all users new', value: rateOf(first), unit: '/s' },
          {
            scenario,
            measure: 'paid texts',
            value: median(rates.map((one) => one.product)),
            unit: '/s',
            floor: median(rates.map((one) => one.floor)),
            ratio: median(rates.map((one) => one.product / one.floor)),
            goal: goals.ratio,
          },
          ...addedLines(scenario, 0, await product.added(0), floorAdded),
          ...addedLines(scenario, slowModelMs, await product.added(slowModelMs), undefined),
          ...memoryLines(scenario, 'after load', await product.bot.memory(), false),
        ],
        notes: [callsNote(scenario, journal, bursts * burstUsers)],
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
    await product.journal();
    const rates: number[] = [];
    for (let round = 0; round < bursts; round += 1) {
      rates.push(rateOf(await product.burst()));
    }
    const journal = await product.journal();
    return {
      lines: [
        { scenario, measure: 'start to /readyz', value: product.bot.readyMs, unit: 'ms' },
        ...(idle === undefined ? [] : memoryLines(scenario, 'idle', idle, true)),
        { scenario, measure: 'first burst, all users new', value: rateOf(first), unit: '/s' },
        { scenario, measure: 'paid texts', value: median(rates), unit: '/s' },
        ...addedLines(scenario, 0, await product.added(0), undefined),
        ...memoryLines(scenario, 'after load', await product.bot.memory(), false),
      ],
      notes: [callsNote(scenario, journal, bursts * burstUsers)],
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

async function ratesInTurns(product: Subject<Product>, floor: Subject<undefined>) {
  const rates: { readonly product: number; readonly floor: number }[] = [];
  for (let round = 0; round < bursts; round += 1) {
    const floorFirst = round % 2 === 0 ? rateOf(await floor.burst()) : undefined;
    const own = rateOf(await product.burst());
    rates.push({ product: own, floor: floorFirst ?? rateOf(await floor.burst()) });
  }
  return rates;
}

/** Answers a second, from the first message to the last answer. */
const rateOf = ({ elapsedMs, answerMs }: Burst): number => (answerMs.length / elapsedMs) * 1_000;

async function idleMemory({ say }: Bench, product: Product): Promise<Memory> {
  say(`pipeline: idle for ${idleMs / 1_000} s`);
  await delay(idleMs);
  return product.memory();
}

function memoryLines(scenario: string, when: string, memory: Memory, isGoal: boolean): Line[] {
  const helpers = memory.helpers.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  const names = [...new Set(memory.helpers.map(({ command }) => command))].join(', ');
  return [
    {
      scenario,
      measure: `resident memory ${when}`,
      value: memory.ownBytes / bytesOfMib,
      unit: 'MiB',
      ...(isGoal ? { goal: goals.idleMib } : {}),
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
  floor: readonly number[] | undefined,
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
function callsNote(scenario: string, { byMethod, violations }: Journal, texts: number): string {
  const shares = Object.entries(byMethod)
    .filter(([method]) => method !== 'getUpdates')
    .map(([method, count]) => `${method} ${(count / texts).toFixed(2)}`);
  const refused = violations === 0 ? 'none of them malformed' : `${violations} MALFORMED`;
  return `${scenario}: Bot API calls a text in a burst: ${shares.join(', ')}; ${refused}.`;
}
