import { Client } from 'pg';
import type { Bench, Measured } from '../scenario.ts';
import { median } from '../statistics.ts';
import { handWrittenHolds } from './hand-written.ts';
import type { HoldMaker } from './hold.ts';
import { productHolds } from './product-holds.ts';

const accounts = 1_000;
const holdsInRound = 4_000;
const rounds = 5;
/** Also the size of both pools: nobody waits for a connection. */
const concurrency = 16;
const balance = 1_000_000;
const goal = 0.7;

/** Holds per second through the product's ledger, against the same SQL written by hand. */
export async function ledger({ postgres, say }: Bench): Promise<Measured> {
  const database = await postgres.newDatabase();
  try {
    await openAccounts(database.url);
    const product = await productHolds(database.url, concurrency);
    const floor = handWrittenHolds(database.url, concurrency);
    try {
      return await compare(product, floor, say);
    } finally {
      await product.close();
      await floor.close();
    }
  } finally {
    await database.drop();
  }
}

/** In turns, so that whatever else the machine does hits both alike. */
async function compare(product: HoldMaker, floor: HoldMaker, say: Bench['say']): Promise<Measured> {
  say(`ledger: ${rounds} rounds of ${holdsInRound} holds each way`);
  await rate(product, 'warm-product');
  await rate(floor, 'warm-floor');
  const measured: { readonly product: number; readonly floor: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const floorFirst = round % 2 === 0 ? await rate(floor, `floor-${round}`) : undefined;
    const own = await rate(product, `product-${round}`);
    measured.push({ product: own, floor: floorFirst ?? (await rate(floor, `floor-${round}`)) });
  }
  return {
    lines: [
      {
        scenario: 'ledger',
        measure: `holds, ${concurrency} at a time on ${accounts} accounts`,
        value: median(measured.map((one) => one.product)),
        unit: '/s',
        floor: median(measured.map((one) => one.floor)),
        ratio: median(measured.map((one) => one.product / one.floor)),
        goal: { atLeast: goal },
      },
    ],
    notes: [],
  };
}

/** Holds a second. */
async function rate(maker: HoldMaker, name: string): Promise<number> {
  let next = 0;
  const worker = async () => {
    while (next < holdsInRound) {
      const index = next;
      next += 1;
      // A prime step visits the accounts in no order that an index would like.
      const user = ((index * 7_919) % accounts) + 1;
      await maker.hold({ user, amount: 1, holdId: `${name}-${index}` });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (holdsInRound / (performance.now() - startedAt)) * 1_000;
}

async function openAccounts(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO users (id, first_name, mode, send_as_file, referral_code, created_at, last_seen_at)
       SELECT id, 'Ann', 'text', false, 'code-' || id, now(), now()
       FROM generate_series(1, ${accounts}) AS id`,
    );
    await client.query(
      `INSERT INTO credit_accounts (user_id, available, held)
       SELECT id, ${balance}, 0 FROM generate_series(1, ${accounts}) AS id`,
    );
  } finally {
    await client.end();
  }
}
