import { createClient } from 'graphql-sse';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { toId } from '../../src/adapters/graphql/ids.ts';
import { ApiClient } from './harness/api.ts';
import { ApiStream } from './harness/api-stream.ts';
import { ApiWorld } from './harness/api-world.ts';
import { type ProductProcess, until } from './harness/product.ts';

/*
 * Two servers on one database: one that has the bot and the worker, and one that only serves. Who watches on
 * the second sees what happens through the first.
 */

let api: ApiWorld;
let other: ProductProcess;
let user: number;

const generations = `subscription ($userId: ID) {
  generationChanged(userId: $userId) { id status prompt user { telegramId } }
}`;

beforeAll(async () => {
  api = await ApiWorld.start({ command: 'all' });
  other = await api.world.startProcess('server');
  await other.ready();
  user = api.world.newUser();
  await api.world.ask(user, '/start');
});

afterAll(async () => {
  await api.close();
});

/** How long a stream may outlive the session or key that opened it. */
const revokedWithinMs = 20_000;

const opened: ApiStream[] = [];

async function open(...asked: Parameters<typeof ApiStream.open>): Promise<ApiStream> {
  const stream = await ApiStream.open(...asked);
  opened.push(stream);
  return stream;
}

/** Whatever became of the test. */
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stream) => stream.close()));
});

const watch = (client: ApiClient, userId?: number): Promise<ApiStream> =>
  open(
    other.url,
    client,
    generations,
    userId === undefined ? {} : { userId: toId('User', userId) },
  );

const statusesIn = (stream: ApiStream): readonly unknown[] =>
  stream.received.map(
    ({ data }) => (data?.generationChanged as { status: string } | undefined)?.status,
  );

/** Streams of the other server that follow what happens. */
async function openStreams(): Promise<number> {
  const metrics = await (await fetch(`${other.url}/metrics`)).text();
  return Number(/^nano_banana_change_followers (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN);
}

describe('a subscription on one server', () => {
  test('sees what a user does through another, up to the end', async () => {
    const stream = await watch(api.owner, user);
    // Longer than the server takes to look what is new.
    api.world.sandbox.gemini.script({
      mode: 'append',
      rules: [{ behaviour: { kind: 'answer' }, delay: { beforeMs: 1_500 }, times: 1 }],
    });
    await api.world.ask(user, 'Why is the sky blue?');
    await until('the end of it', () => statusesIn(stream).includes('SUCCEEDED'));

    const order = ['QUEUED', 'RUNNING', 'DELIVERING', 'SUCCEEDED'];
    const seen = statusesIn(stream).map((status) => order.indexOf(String(status)));
    // Of states in quick succession the newest is told, and never one that is over.
    expect(seen).toEqual(seen.toSorted());
    expect(statusesIn(stream)).toContain('RUNNING');
    expect(stream.received.at(-1)).toMatchObject({
      data: {
        generationChanged: {
          status: 'SUCCEEDED',
          prompt: 'Why is the sky blue?',
          user: { telegramId: String(user) },
        },
      },
    });
  });

  test('is read by the client library of graphql-sse', async () => {
    const client = createClient({
      url: `${other.url}/graphql/stream`,
      headers: { ...api.owner.headers },
      retryAttempts: 0,
    });
    const seen: unknown[] = [];
    const finished = new Promise<void>((resolve, reject) => {
      client.subscribe<{ generationChanged: { status: string } }>(
        { query: 'subscription { generationChanged { status } }' },
        {
          next: ({ data }) => {
            seen.push(data?.generationChanged.status);
            if (data?.generationChanged.status === 'SUCCEEDED') {
              client.dispose();
            }
          },
          error: reject,
          complete: resolve,
        },
      );
    });
    await until('somebody to watch', async () => (await openStreams()) > 0);
    await api.world.ask(user, 'And why is it red at night?');
    await finished;

    expect(seen.at(-1)).toBe('SUCCEEDED');
  });

  test('sees orders and payments', async () => {
    const stream = await open(
      other.url,
      api.owner,
      'subscription ($userId: ID) { paymentChanged(userId: $userId) { status credits } }',
      { userId: toId('User', user) },
    );
    const { telegram } = api.world.sandbox;
    const offer = await api.world.ask(user, '/buy');
    const [button] = (offer.reply_markup?.inline_keyboard ?? []).flat();
    const data = button !== undefined && 'callback_data' in button ? button.callback_data : '';
    await telegram.pressButton(user, offer.message_id, { data });
    const invoice = await telegram.watch.botMessage(user, {
      after: offer.message_id,
      timeoutMs: 20_000,
      matches: (message) => message.invoice !== undefined,
    });
    const statuses = () =>
      stream.received.map(
        ({ data: one }) => (one?.paymentChanged as { status: string } | undefined)?.status,
      );
    await until('the order', () => statuses().length > 0);
    expect(statuses()).not.toContain('PAID');
    await telegram.pay(user, { messageId: invoice.message_id });
    await until('the payment', () => statuses().includes('PAID'));
  });

  test('tells nobody of another user', async () => {
    const stranger = api.world.newUser();
    await api.world.ask(stranger, '/start');
    const [narrow, wide] = [await watch(api.owner, user), await watch(api.owner)];
    await api.world.ask(stranger, 'Hello');
    await until('all to be told', () => statusesIn(wide).includes('SUCCEEDED'));

    expect(narrow.received).toEqual([]);
  });
});

describe('a stream', () => {
  test('ends with the key that opened it', async () => {
    const client = await api.key(['generations:read', 'users:read']);
    const stream = await watch(client);
    await api.owner.data(
      'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }',
      { input: { apiKeyId: client.keyId } },
    );
    await until('its end', () => stream.isOver, revokedWithinMs);

    expect(stream.isOver).toBe(true);
  });

  test('ends with the session that opened it', async () => {
    const client = await api.admin('analyst', 'watcher');
    const stream = await watch(client);
    await client.data('mutation { logout }');
    await until('its end', () => stream.isOver, revokedWithinMs);

    expect(stream.isOver).toBe(true);
  });

  test('is freed when its reader goes away, and 100 at once are served', async () => {
    await until('nobody to watch', async () => (await openStreams()) === 0);
    const streams = await Promise.all(Array.from({ length: 100 }, () => watch(api.owner, user)));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    await until('all to be open', async () => (await openStreams()) === 100);

    await api.world.ask(user, 'To a hundred people');
    await until('all to be told', () =>
      streams.every((stream) => statusesIn(stream).includes('SUCCEEDED')),
    );
    await Promise.all(streams.map((stream) => stream.close()));
    await until('all to be freed', async () => (await openStreams()) === 0);
  });

  test('is refused to nobody', async () => {
    const nobody = await watch(new ApiClient(other.url));
    await nobody.ended();
    expect(nobody.received).toMatchObject([
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  });

  test.each([
    ['a query', '{ viewer { name } }', 'BAD_REQUEST'],
    ['what cannot be parsed', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a field that does not exist', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a bad id', 'subscription { generationChanged(userId: "42") { id } }', 'BAD_USER_INPUT'],
    [
      'what costs too much',
      'subscription { generationChanged { user { generations(first: 100) { nodes { user { generations(first: 100) { nodes { id } } } } } } } }',
      'QUERY_TOO_COSTLY',
    ],
  ])('refuses %s, and says why', async (_what, document, code) => {
    const stream = await open(other.url, api.owner, document);
    await stream.ended();

    expect(stream.received).toMatchObject([{ errors: [{ extensions: { code } }] }]);
  });

  test('refuses a key that does not exist', async () => {
    const stranger = new ApiClient(other.url, { apiKey: `nb_abcdefgh_${'x'.repeat(43)}` });
    const stream = await watch(stranger);
    await stream.ended();

    expect(stream.received).toMatchObject([
      { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  });

  test('is ended by a server that stops', async () => {
    const third = await api.world.startProcess('server');
    await third.ready();
    const stream = await open(third.url, api.owner, generations);
    const exitCode = await third.stop();

    await stream.ended();
    expect(exitCode).toBe(0);
  });
});
