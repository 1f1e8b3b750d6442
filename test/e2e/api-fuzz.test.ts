import { execFileSync } from 'node:child_process';
import { Agent, request as sendRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idsOf, schemaOf, unknownIds } from './harness/api-documents.ts';
import { ApiFuzz, type FuzzRequest } from './harness/api-fuzz.ts';
import { ApiWorld, ownerPassword } from './harness/api-world.ts';
import { errorsIn } from './harness/log-scan.ts';

/*
 * Whatever is sent: an answer soon, nothing that the answer should not tell, and a process that lives on.
 * FUZZ_REQUESTS and FUZZ_SEED repeat a run, or make a longer one.
 */
const requests = Number(process.env.FUZZ_REQUESTS ?? 20_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

const atOnce = 8;
const answerWithinMs = 5_000;
/** In MiB: whatever stays behind after requests fills it within one run, and ends the process. */
const smallHeap = '--max-old-space-size=256';
/** What is beside the heap does not grow with the number of requests either. */
const mostGrowth = 1.3;

/** These would sign the test out, or make it wait for its own failures. */
const without = new Set([
  'Mutation.login',
  'Mutation.logout',
  'Mutation.changePassword',
  'Mutation.setupTotp',
  'Mutation.confirmTotp',
  'Mutation.disableTotp',
  'Mutation.revokeSession',
]);

/** These lives were written into the database: the books know nothing of how their credits came. */
const expectedErrors = new Set(['credit_audit_unclean', 'operator_alert']);

/** What only somebody inside should ever read. */
const leaks: Readonly<Record<string, RegExp>> = {
  'stack trace': /\bat (?:async )?[\w.<>]+ \(|\bat file:|node:internal/,
  'path of a file': /node_modules|\.ts:\d+|\/src\/(?:adapters|application|domain)/,
  SQL: /\bSELECT [\w".]+,|\bINSERT INTO\b|\bFROM "?\w+"? WHERE\b|QueryFailedError/i,
  'words of PostgreSQL':
    /syntax error at or near|violates \w+ constraint|invalid input syntax|relation "|out of range for type|invalid byte sequence/i,
  'a secret': /scrypt|\$2[aby]\$|postgres(?:ql)?:\/\/|sandbox-key/i,
};

let api: ApiWorld;
let agent: Agent;

beforeAll(async () => {
  api = await ApiWorld.start({ environment: { NODE_OPTIONS: smallHeap } });
  agent = new Agent({ keepAlive: true, maxSockets: atOnce });
});

afterAll(async () => {
  agent.destroy();
  await api.close();
});

interface Outcome {
  readonly request: FuzzRequest;
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

function send(request: FuzzRequest, cookie: string): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(
      `${api.url}/graphql${request.search}`,
      {
        agent,
        method: request.method,
        timeout: answerWithinMs * 2,
        headers: {
          cookie,
          accept: 'application/graphql-response+json',
          'content-type': 'application/json',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            request,
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            ms: performance.now() - started,
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer in time')));
    outgoing.on('error', (cause) =>
      reject(new Error(`No answer to ${describe(request)}`, { cause })),
    );
    outgoing.end(request.method === 'POST' ? request.body : undefined);
  });
}

const describe = ({ method, search, body }: FuzzRequest): string =>
  `${method} ${search}${body}`.slice(0, 3_000);

function faultsIn({ request, status, text, ms }: Outcome): readonly string[] {
  const sent = `${decodeURIComponent(request.search.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'))}${request.body}`;
  const leaked = Object.entries(leaks).flatMap(([what, pattern]) => {
    const found = pattern.exec(text)?.[0];
    // Errors may quote what was sent.
    return found === undefined || sent.includes(found) ? [] : [`${what}: ${found}`];
  });
  return [
    ...leaked,
    ...(status >= 500 || text.includes('INTERNAL_SERVER_ERROR') ? [`answered ${status}`] : []),
    ...(ms > answerWithinMs ? [`took ${Math.round(ms)} ms`] : []),
    ...(isJson(text) ? [] : ['answered with no JSON']),
  ];
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Bytes. */
const residentBytes = (): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(api.product.child.pid)]).toString()) *
  1_024;

test(`${requests} random requests are all answered, and leave nothing behind (seed ${seed})`, async () => {
  const lives = await api.lives(3);
  const fuzz = new ApiFuzz({
    seed,
    schema: await schemaOf(api.owner),
    ids: [...lives.map(idsOf), unknownIds],
    without,
  });
  const cookie = api.owner.cookie ?? '';
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  let answered = 0;
  let withData = 0;
  let half = 0;
  const worker = async (): Promise<void> => {
    while (answered < requests && faults.length < 20) {
      answered += 1;
      const outcome = await send(fuzz.next(), cookie);
      const found = faultsIn(outcome);
      if (found.length > 0) {
        faults.push(
          `${found.join('; ')}\n${outcome.text.slice(0, 600)}\n${describe(outcome.request)}`,
        );
      }
      statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
      withData += outcome.text.startsWith('{"data":{') ? 1 : 0;
      if (half === 0 && answered >= requests / 2) {
        half = residentBytes();
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const growth = residentBytes() / half;
  process.stdout.write(
    `fuzz: seed ${seed}, ${answered} requests, ${withData} answered with data, by status ${JSON.stringify(Object.fromEntries(statuses))}, ` +
      `${Math.round(half / 2 ** 20)} MiB after the first half, then ${growth.toFixed(2)} times that\n`,
  );

  expect(faults, `seed ${seed}`).toEqual([]);
  expect(growth).toBeLessThan(mostGrowth);
  // Random, but not so random that nothing gets through.
  expect(withData).toBeGreaterThan(requests / 10);
  expect(await api.owner.data('{ viewer { name } }')).toEqual({ viewer: { name: 'owner' } });
  expect(errorsIn(api.world.output()).filter((event) => !expectedErrors.has(event))).toEqual([]);
  expect(api.world.output()).not.toContain(ownerPassword);
}, 600_000);
