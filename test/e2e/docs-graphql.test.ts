import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../harness/engine.ts';
import { skipVisibly } from '../harness/require-all.ts';
import { ApiClient } from './harness/api.ts';
import { differences, type Example, examplesOf, valuesIn } from './harness/doc-examples.ts';
import { until } from './harness/product.ts';
import { Shop } from './harness/shop.ts';
import type { World } from './harness/world.ts';

/*
 * Every example of docs/graphql.md and docs/webhooks.md, in the order in which a reader meets them, against
 * the running product. They run as they stand there, but for the addresses and the key.
 */

const password = 'correct horse battery';
/** As the guide has it. */
const userId = 700_000_001;
const documentedHook = 'https://hooks.example.com/nano-banana';

const guide = examplesOf('docs/graphql.md');
const webhooks = examplesOf('docs/webhooks.md');
const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'nano-banana-docs-'));
const hasCurl = isThere('curl');
if (!hasCurl) {
  skipVisibly('The examples of the guide that use curl', 'install curl');
}

let shop: Shop;
let world: World;
let environment: Record<string, string>;
let hook: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  const hookPort = await freePort();
  hook = `http://127.0.0.1:${hookPort}/nano-banana`;
  shop = await Shop.start({
    autostart: false,
    takesRubles: false,
    environment: {
      ADMIN_PASSWORD: password,
      ALLOW_INSECURE_WEBHOOKS: 'on',
      SETTING_WELCOME_CREDITS: '1000',
      SETTING_REQUESTS_PER_MINUTE: '1000',
    },
  });
  world = shop.world;
  const product = await shop.startProcess();
  world.sandbox.telegram.createUser({ id: userId, first_name: 'Ann', language_code: 'en' });
  await world.ask(userId, '/start');
  environment = {
    PATH: process.env.PATH ?? '',
    HOME: directory,
    NB_URL: product.url,
    ADMIN_PASSWORD: password,
    PORT: String(hookPort),
  };
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  for (const { mode, name, code } of [...guide, ...webhooks]) {
    if (mode === 'file' || name.endsWith('.ts')) {
      writeFileSync(join(directory, name), code);
    }
  }
});

afterAll(async () => {
  for (const child of running) {
    child.kill();
  }
  await shop.close();
  rmSync(directory, { recursive: true });
});

describe('The guide', () => {
  test('has every code that an error can have', () => {
    const adapter = join(root, 'src/adapters/graphql');
    const sources = [
      'errors/request-errors.ts',
      'protection/refusals.ts',
      'protection/public-errors.ts',
      'http/graphql-answers.ts',
    ].map((file) => readFileSync(join(adapter, file), 'utf8'));
    const codes = new Set(sources.join('\n').match(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g));
    const text = readFileSync(join(root, 'docs/graphql.md'), 'utf8');
    // What GraphQL servers without persisted queries answer, and the names of HTTP methods.
    const missing = [...codes].filter((code) => !text.includes(`\`${code}\``));

    expect(missing).toEqual(['PERSISTED_QUERY_NOT_SUPPORTED']);
  });

  test('has TypeScript that its compiler takes', () => {
    writeFileSync(
      join(directory, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          ...{ strict: true, noEmit: true, module: 'nodenext', target: 'es2023' },
          ...{ lib: ['es2023'], types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
          ...{ allowImportingTsExtensions: true, skipLibCheck: true },
        },
        include: ['*.ts'],
      }),
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');

    expect(outputOf(process.execPath, [compiler, '-p', directory])).toBe('');
  });
});

describe.skipIf(!hasCurl)('The examples of the guide', () => {
  test('get a key', async () => {
    const written = await answered('get-a-key');

    environment.NB_KEY = /"token":"(nb_[^"]+)"/.exec(written)?.[1] ?? '';
    expect(environment.NB_KEY).toMatch(/^nb_\w{8}_/);
  });

  test.each(['ask', 'errors', 'writes', 'statistics', 'audit'])(
    'answer as written: %s',
    async (name) => {
      await answered(name);
    },
  );

  test('list users', async () => {
    // By balance, a new user is in the list some seconds later.
    const isListed = async () => (await run(example('lists.ts'))).includes(`usr_${userId} Ann\n`);
    await until('the user to be listed', isListed);
  });

  test('make a picture', async () => {
    expect(await run(example('generate.ts'))).toBe('SUCCEEDED 2\n');
    expect(readdirSync(directory)).toContain('picture-0.png');
  });

  test('send a message with that picture', async () => {
    writeFileSync(join(directory, 'picture.png'), readFileSync(join(directory, 'picture-0.png')));
    environment.NB_PICTURE = (JSON.parse(await answered('upload')) as { id: string }).id;
    const before = world.lastMessageId(userId);

    await answered('message');
    const message = await world.answerAfter(userId, before);
    expect(message).toMatchObject({ caption: 'You have won!', photo: expect.anything() });
  });

  test('tell what a request costs', async () => {
    expect(await run(example('limits'))).toMatch(/^x-query-cost: \d+\s*$/i);
  });

  test('use persisted queries', async () => {
    expect(await run(example('persisted.ts'))).toBe('{"data":{"viewer":{"name":"my shop"}}}\n\n');
  });

  test('show counters live', async () => {
    expect(await run(example('live'))).toContain('data: {"data":{"totalsChanged":{"users":');
  });

  test('show generations live', async () => {
    const child = start(example('live.ts'));
    const client = new ApiClient(environment.NB_URL ?? '', { apiKey: environment.NB_KEY ?? '' });
    // Until one begins after the stream has.
    for (let round = 0; child.process.exitCode === null && round < 20; round += 1) {
      await client.data(
        'mutation ($input: CreateGenerationInput!) { createGeneration(input: $input) { __typename } }',
        {
          input: {
            userId: `usr_${userId}`,
            kind: 'TEXT',
            prompt: 'Hi',
            idempotencyKey: `${round}`,
          },
        },
      );
      await world.settled(userId);
    }
    await until('the example to end', () => child.process.exitCode !== null);

    expect(child.process.exitCode, child.complaints()).toBe(0);
    expect(child.written()).toMatch(/^gen_[\w-]+ SUCCEEDED$/m);
  });
});

describe.skipIf(!hasCurl)('The examples about webhooks', () => {
  test('register an endpoint, receive events and verify them', async () => {
    const registered = await answered('webhook');
    environment.WEBHOOK_SECRET = /"secret":"(whsec_[^"]+)"/.exec(registered)?.[1] ?? '';
    const endpointId = /"id":"(whe_[^"]+)"/.exec(registered)?.[1] ?? '';
    const receiver = start(webhooks.find(({ name }) => name === 'receiver.ts'));
    await until('the receiver to listen', () => isListening(hook));

    await makeEverythingHappen(endpointId);
    const documented = webhooks.filter(({ mode }) => mode === 'event');
    // What ended before may be told to an endpoint that is new, too: those were answers in words.
    const events = () =>
      (valuesIn(receiver.written()) as readonly Event[]).filter(
        ({ data }) => data.generation === undefined || data.generation.kind === 'image',
      );
    const heard = () => new Set(events().map(({ type }) => type));
    await until('every event', () => heard().size === documented.length, 60_000);

    for (const { name, answer } of documented) {
      const event = events().find(({ type }) => type === name);
      // One is shown as it is sent, the others without what they have in common.
      const shown = name === 'generation.finished' ? event : event?.data;
      expect(differences(answer[0], shown), name).toEqual([]);
    }
  });

  test('do not take what somebody else has signed', async () => {
    const headers = { 'webhook-id': 'evt_1', 'webhook-signature': 'v1,AAAA' };
    const now = String(Math.floor(Date.now() / 1_000));
    for (const timestamp of [now, '0', '', 'x']) {
      const answer = await fetch(hook, {
        method: 'POST',
        headers: { ...headers, 'webhook-timestamp': timestamp },
        body: '{}',
      });
      expect(answer.status).toBe(401);
    }
  });
});

interface Event {
  readonly type: string;
  readonly data: { readonly generation?: { readonly kind: string } };
}

/** One of each event that an endpoint can be told of. */
async function makeEverythingHappen(endpointId: string): Promise<void> {
  const owner = new ApiClient(environment.NB_URL ?? '');
  await owner.login('owner', password);
  const act = (mutation: string, input: object, idempotencyKey = mutation) => {
    const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
    return owner.data(
      `mutation ($input: ${name}Input!) { ${mutation}(input: $input) { __typename } }`,
      { input: { ...input, idempotencyKey } },
    );
  };
  const events = ['USER_CREATED', 'GENERATION_FINISHED', 'PAYMENT_PAID', 'PAYMENT_REFUNDED'];
  await act('saveWebhookEndpoint', {
    ...{ endpointId, url: hook, events: [...events, 'CREDITS_CHANGED'] },
  });
  await act('pingWebhookEndpoint', { endpointId });
  const user = await shop.customer();
  const { paymentId } = await shop.buy(user, 'starter', 'stars');
  await act('refundPayment', { paymentId: `pay_${paymentId}`, reason: 'Asked for it' });
  await act('createGeneration', { userId: `usr_${user}`, kind: 'IMAGE', prompt: 'A banana' });
}

const example = (name: string): Example | undefined =>
  guide.find((one) => one.mode === 'run' && one.name === name);

/** Runs one that documents its answer, which must have the same shape. */
async function answered(name: string): Promise<string> {
  const found = example(name);
  const written = await run(found);
  const values = valuesIn(written);
  expect(values).toHaveLength(found?.answer.length ?? 0);
  expect(values.flatMap((value, index) => differences(found?.answer[index], value))).toEqual([]);
  return written;
}

/** To its end, which must be a good one; or until it has written what it was to be run for. */
async function run(found: Example | undefined): Promise<string> {
  const child = start(found);
  const awaited = found?.until;
  const isOver = () =>
    child.process.exitCode !== null || (awaited !== undefined && child.written().includes(awaited));
  await until(`the example ${found?.name} to end`, isOver, 60_000);
  if (awaited !== undefined && child.process.exitCode === null) {
    child.process.kill();
    return child.written();
  }
  expect(child.process.exitCode, child.complaints()).toBe(0);
  return child.written();
}

function start(found: Example | undefined) {
  if (found === undefined) {
    throw new Error('Cannot run an example that the guide does not have');
  }
  const [command, ...parts] = commandOf(found);
  // With a socket as its input, bash would read the settings of this machine.
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, parts, { cwd: directory, env: environment, stdio });
  running.add(child);
  void once(child, 'exit').then(() => running.delete(child));
  let written = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  return { process: child, written: () => written, complaints: () => complaints };
}

function commandOf({ language, name, code }: Example): [string, ...string[]] {
  if (language === 'ts') {
    return [process.execPath, '--import', import.meta.resolve('tsx'), name];
  }
  const script = code.replaceAll(documentedHook, hook);
  return ['bash', '-euo', 'pipefail', '-c', script];
}

async function isListening(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status > 0;
  } catch {
    return false;
  }
}

function outputOf(command: string, parts: readonly string[]): string {
  try {
    return execFileSync(command, parts, { encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
