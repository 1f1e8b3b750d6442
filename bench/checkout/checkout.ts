import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type Product, startProduct } from '../pipeline/product.ts';
import { type Remote, startRemote } from '../processes/remote.ts';
import type { Line } from '../report.ts';
import type { Bench, Measured } from '../scenario.ts';
import { percentile } from '../statistics.ts';
import type { CheckoutBareBot } from './bare-bot-process.ts';
import { SlowLink } from './slow-link.ts';
import type { CheckoutStandIns } from './stand-ins-process.ts';

const scenario = 'checkout';
const payments = 100;
const crowd = 100;
const slowMs = 100;
const settleLimitMs = 30_000;
const lookEveryMs = 50;

/** A payer's patience; Telegram itself waits for ten seconds. */
const goal = { atMost: 1_000 };

type Buyers = Remote<CheckoutStandIns>;

/** From the pre-checkout query leaving Telegram to the answer arriving there, against a bot that only says yes. */
export async function checkout(bench: Bench): Promise<Measured> {
  const floor = await measureFloor(bench);
  const product = await measureProduct(bench);
  return {
    lines: [
      ...linesOf('idle', product.idle, floor),
      ...linesOf('workers saturated', product.saturated, floor),
      ...linesOf(`PostgreSQL ${slowMs} ms slower`, product.slow, floor),
    ],
    notes: [
      `${scenario}: ${payments} payments each; ${product.questions} texts were answered in ` +
        `${(product.crowdMs / 1_000).toFixed(0)} s while the workers were saturated. The floor is idle throughout.`,
    ],
  };
}

function linesOf(when: string, answerMs: readonly number[], floor: readonly number[]): Line[] {
  return (
    [
      ['p50', 0.5],
      ['p95', 0.95],
      ['max', 1],
    ] as const
  ).map(([name, share]) => ({
    scenario,
    measure: `answer to a pre-checkout query, ${when}, ${name}`,
    value: percentile(answerMs, share),
    unit: 'ms',
    floor: percentile(floor, share),
    ...(name === 'max' ? { goal } : {}),
  }));
}

async function measureFloor({ say }: Bench): Promise<readonly number[]> {
  say(`${scenario}: the bare bot`);
  return withStandIns(async (buyers, addresses) => {
    const bot = startRemote<CheckoutBareBot>('bench/checkout/bare-bot-process.ts', addresses);
    try {
      await bot.calls.ready(undefined);
      return await paid(buyers);
    } finally {
      await bot.process.stop();
    }
  });
}

interface Figures {
  readonly idle: readonly number[];
  readonly saturated: readonly number[];
  readonly slow: readonly number[];
  readonly questions: number;
  readonly crowdMs: number;
}

async function measureProduct(bench: Bench): Promise<Figures> {
  const database = await bench.postgres.newDatabase();
  const link = await SlowLink.open(database.url);
  try {
    return await withStandIns(async (buyers, addresses) => {
      const product = await startProduct({
        ...addresses,
        DATABASE_URL: link.url,
        DATABASE_SSL: '',
        REDIS_URL: bench.redis?.url ?? '',
        PUBLIC_URL: '',
        GEMINI_API_KEY: 'sandbox-key',
        SETTING_WELCOME_CREDITS: '10000',
        SETTING_REQUESTS_PER_MINUTE: '10000',
      });
      try {
        const figures = await measure(bench, buyers, link);
        await checkBooks(product, database.url, figures.questions);
        return figures;
      } finally {
        await product.stop();
      }
    });
  } finally {
    await link.close();
    await database.drop();
  }
}

async function measure({ say }: Bench, buyers: Buyers, link: SlowLink): Promise<Figures> {
  say(`${scenario}: idle`);
  const idle = await paid(buyers);
  say(`${scenario}: while ${crowd} users write without a pause`);
  const forCrowd = await buyers.invoices(payments);
  const startedAt = performance.now();
  await buyers.startCrowd(crowd);
  const saturated = await buyers.pay(forCrowd);
  const questions = await buyers.stopCrowd(undefined);
  const crowdMs = performance.now() - startedAt;
  say(`${scenario}: PostgreSQL answers ${slowMs} ms later`);
  const forSlow = await buyers.invoices(payments);
  link.slowBy(slowMs);
  const slow = await buyers.pay(forSlow);
  link.mend();
  return { idle, saturated, slow, questions, crowdMs };
}

async function paid(buyers: Buyers): Promise<readonly number[]> {
  return buyers.pay(await buyers.invoices(payments));
}

/** Every payment was credited once, every text was charged once, and the audit is clean. */
async function checkBooks(product: Product, databaseUrl: string, questions: number) {
  const expected = payments * 3;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const deadline = Date.now() + settleLimitMs;
    while ((await countPaid(client)) !== expected) {
      if (Date.now() > deadline) {
        throw new Error(`Only ${await countPaid(client)} of ${expected} payments were credited`);
      }
      await delay(lookEveryMs);
    }
  } finally {
    await client.end();
  }
  await product.checkBooks(questions);
}

async function countPaid(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM payments
     JOIN credit_entries ON reference = 'purchase:' || method || ':' || charge_id
     WHERE status = 'paid'`,
  );
  return rows[0]?.count ?? 0;
}

async function withStandIns<T>(
  measured: (
    buyers: Buyers,
    addresses: Readonly<
      Record<'TELEGRAM_API_ROOT' | 'TELEGRAM_BOT_TOKEN' | 'GEMINI_BASE_URL', string>
    >,
  ) => Promise<T>,
): Promise<T> {
  const standIns = startRemote<CheckoutStandIns>('bench/checkout/stand-ins-process.ts');
  try {
    const { telegramUrl, geminiUrl, token } = await standIns.calls.addresses(undefined);
    return await measured(standIns.calls, {
      TELEGRAM_API_ROOT: telegramUrl,
      TELEGRAM_BOT_TOKEN: token,
      GEMINI_BASE_URL: geminiUrl,
    });
  } finally {
    await standIns.process.stop();
  }
}
