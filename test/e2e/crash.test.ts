import type { Message } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { freshRedis, redisUrl } from '../harness/redis.ts';
import { type ProductProcess, until } from './harness/product.ts';
import { randomFrom } from './harness/weather.ts';
import { World } from './harness/world.ts';

/*
 * Workers are killed with `kill -9` at random moments while paid requests run. In the end every
 * request is final, each delivered one was charged once, each other one not at all.
 */

const kills = 50;
const requests = 200;
const users = 25;
const welcome = 100;
const workers = 2;
const longestLifeMs = 700;

type Kind = 'text' | 'image' | 'blocked';

interface Request {
  readonly user: number;
  readonly kind: Kind;
  readonly marker: string;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly prompt: string;
  readonly status: string;
  readonly charged: string | null;
  readonly captures: string;
  readonly captured: string;
  readonly released: string;
}

function send(world: World, request: Request): void {
  const text = {
    text: `echo: ${request.marker}`,
    image: `/image ${request.marker}`,
    blocked: `${request.marker} #blocked`,
  }[request.kind];
  world.sandbox.telegram.sendText(request.user, { text });
}

function planned(index: number, people: readonly number[]): Request {
  const user = people[index % people.length] ?? 0;
  const kind: Kind = index % 4 === 1 ? 'image' : index % 20 === 10 ? 'blocked' : 'text';
  return { user, kind, marker: `marker-${index}-end` };
}

/** How often the user got the result of a request. */
function deliveries(world: World, { user, kind, marker }: Request): number {
  const { messages } = world.sandbox.telegram.chat(user, { limit: 500 });
  const carries = (message: Message) =>
    kind === 'image'
      ? message.photo !== undefined && message.reply_to_message?.text?.includes(marker)
      : message.text === marker;
  return messages.filter((message) => message.from?.is_bot === true && carries(message)).length;
}

async function killAtRandom(
  world: World,
  environment: Readonly<Record<string, string>>,
  random: () => number,
  beforeKill: (kill: number) => void,
): Promise<void> {
  const alive: ProductProcess[] = [];
  const starting = Array.from({ length: workers }, () => world.startProcess('worker', environment));
  alive.push(...(await Promise.all(starting)));
  for (let kill = 1; kill <= kills; kill += 1) {
    const victim = alive.shift();
    await victim?.ready();
    beforeKill(kill);
    await new Promise((resolve) => setTimeout(resolve, random() * longestLifeMs));
    await victim?.kill();
    alive.push(await world.startProcess('worker', environment));
  }
  await Promise.all(alive.map((worker) => worker.ready()));
}

async function crash(redis: string | undefined): Promise<void> {
  const seed = Date.now() % 1_000_000;
  const world = await World.start({
    command: 'server',
    environment: {
      ...(redis === undefined ? {} : { REDIS_URL: redis }),
      SETTING_WELCOME_CREDITS: String(welcome),
      SETTING_REQUESTS_PER_MINUTE: '1000',
      SETTING_WAITING_JOBS_PER_USER: '100',
      WORKER_LEASE_SECONDS: '2',
      LOG_LEVEL: 'warn',
    },
  });
  try {
    world.sandbox.gemini.setLatency({ textMs: 150, imageMs: 400, perChunkMs: 20 });
    world.sandbox.gemini.setPictures({ mode: 'tiny' });
    const people = Array.from({ length: users }, () => world.newUser());
    await Promise.all(people.map((user) => world.ask(user, '/start')));

    const sent: Request[] = [];
    const sendSome = (upTo: number) => {
      while (sent.length < upTo) {
        const request = planned(sent.length, people);
        sent.push(request);
        send(world, request);
      }
    };
    await killAtRandom(world, {}, randomFrom(seed), (kill) => {
      sendSome(Math.ceil((requests * kill) / kills));
    });
    await until(
      'every request to be accepted',
      async () => (await generations(world)).length === requests,
    );
    await world.settled(undefined, 90_000);

    const rows = await generations(world);
    const outcomes = { delivered: 0, refused: 0, twice: 0 };
    for (const request of sent) {
      const row = rows.find(({ prompt }) => prompt.includes(request.marker));
      const seen = deliveries(world, request);
      const price = request.kind === 'image' ? 2 : 1;
      const problem = `${request.marker} (seed ${seed})`;
      if (request.kind === 'blocked') {
        outcomes.refused += 1;
        expect(row, problem).toMatchObject({ status: 'blocked', captured: '0', released: '1' });
      } else {
        outcomes.delivered += 1;
        outcomes.twice += seen > 1 ? 1 : 0;
        expect(seen, problem).toBeGreaterThan(0);
        expect(row, problem).toMatchObject({
          status: 'succeeded',
          captures: '1',
          captured: String(price),
          released: '0',
        });
      }
    }
    expect(rows).toHaveLength(requests);
    expect(await world.audit()).toEqual({ exitCode: 0, findings: [] });
    process.stdout.write(
      `crash test on ${redis === undefined ? 'PostgreSQL' : 'Redis'}: ${kills} kills, ${requests} requests, ` +
        `${outcomes.delivered} delivered and charged once, ${outcomes.refused} refused and not charged, ` +
        `${outcomes.twice} shown twice, audit clean\n`,
    );
  } finally {
    await world.close();
  }
}

function generations(world: World): Promise<Row[]> {
  return world.query<Row>(
    `select g.id, g.user_id, g.prompt, g.status, g.charged,
            count(e.*) filter (where e.operation = 'capture') as captures,
            coalesce(sum(e.amount) filter (where e.operation = 'capture'), 0) as captured,
            coalesce(sum(e.amount) filter (where e.operation = 'release'), 0) as released
     from generations g left join credit_entries e on e.hold_id = g.id::text
     group by g.id`,
  );
}

describe('a worker that is killed again and again', () => {
  test('loses and doubles nothing on PostgreSQL', () => crash(undefined), 600_000);

  test.skipIf(redisUrl() === undefined)(
    'loses and doubles nothing on Redis',
    async () => {
      const redis = await freshRedis();
      try {
        await crash(redis.url);
      } finally {
        await redis.drop();
      }
    },
    600_000,
  );
});
