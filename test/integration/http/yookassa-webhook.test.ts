import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type HttpServerOptions, startHttpServer } from '../../../src/adapters/http/http-server.ts';
import { senderCheck, yookassaSenders } from '../../../src/adapters/http/yookassa-webhook.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const notification = JSON.stringify({
  type: 'notification',
  event: 'payment.succeeded',
  object: { id: '22d6d597-000f-5000-9000-145f6df21d6f', description: 'private words' },
});

interface Door {
  readonly url: string;
  readonly kept: string[];
  readonly logger: RecordingLogger;
}

/** The product's server; this machine is a sender unless other ranges are given. */
async function open({
  senders = ['127.0.0.1'],
  accept,
  ...options
}: Partial<HttpServerOptions> & {
  readonly senders?: readonly string[];
  readonly accept?: (body: string) => Promise<void>;
} = {}): Promise<Door> {
  const kept: string[] = [];
  const logger = new RecordingLogger();
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    health: { notReady: async () => [] },
    metrics: async () => 'metrics 1\n',
    logger,
    yookassaWebhook: { senders, accept: accept ?? (async (body) => void kept.push(body)) },
    ...options,
  });
  onTestFinished(() => server.close());
  return { url: server.url, kept, logger };
}

const post = (
  { url }: Pick<Door, 'url'>,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${url}/webhooks/yookassa`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

/** Posts from another address of this machine. @returns the status */
function postFrom({ url }: Door, localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/webhooks/yookassa`, { method: 'POST', localAddress }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end(notification);
  });
}

describe('POST /webhooks/yookassa', () => {
  test('keeps the body byte for byte before it answers', async () => {
    const door = await open();
    const text = '{ "event" :"payment.succeeded",\n "object": {"description": "Сто кредитов 🍌"} }';
    const answer = await post(door, text);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'accepted' }]);
    expect(door.kept).toEqual([text]);
  });

  test.each(['application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded'])(
    'takes JSON whatever it is called: %s',
    async (type) => {
      const door = await open();
      expect((await post(door, notification, { 'content-type': type })).status).toBe(200);
      expect(door.kept).toEqual([notification]);
    },
  );

  test('refuses other senders, without their body in the log', async () => {
    const door = await open({ senders: yookassaSenders });
    expect((await post(door, notification)).status).toBe(403);
    expect(door.kept).toEqual([]);
    expect(door.logger.of('webhook_sender_refused')).toMatchObject([
      { level: 'warn', fields: { webhook: 'yookassa', address: '127.0.0.1' } },
    ]);
    expect(JSON.stringify(door.logger.lines)).not.toContain('private words');
  });

  test('refuses a stranger before the body has come', async () => {
    const door = await open({ senders: yookassaSenders });
    const { hostname, port } = new URL(door.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(data.toString())),
    );
    socket.write('POST /webhooks/yookassa HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n{');
    expect(await answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('tells addresses of the connection apart', async () => {
    const door = await open({ senders: ['127.0.0.2/31'] });
    expect(await postFrom(door, '127.0.0.1')).toBe(403);
    expect(await postFrom(door, '127.0.0.2')).toBe(200);
    expect(await postFrom(door, '127.0.0.3')).toBe(200);
    expect(await postFrom(door, '127.0.0.4')).toBe(403);
    expect(door.kept).toHaveLength(2);
  });

  test.each(['', '{', 'event=payment.succeeded', '{"a":1}{"b":2}', '\u0000', '{"a":"\u0000"}'])(
    'refuses what is not JSON: %j',
    async (body) => {
      const door = await open();
      expect((await post(door, body)).status).toBe(400);
      expect(door.kept).toEqual([]);
    },
  );

  test('refuses a body above 64 KiB, and takes one of 64 KiB', async () => {
    const door = await open();
    const ofSize = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
    expect((await post(door, ofSize(65_536))).status).toBe(200);
    expect((await post(door, ofSize(65_537))).status).toBe(413);
    expect(door.kept).toHaveLength(1);
  });

  test('asks for another delivery when it could not be kept', async () => {
    const cause = new Error('the database is away');
    const door = await open({ accept: () => Promise.reject(cause) });
    const answer = await post(door, notification);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(door.logger.of('webhook_notification_not_kept')).toMatchObject([{ cause }]);
    expect(JSON.stringify(door.logger.lines)).not.toContain('private words');
  });

  test('does not answer before it is kept', async () => {
    const { promise: isKept, resolve: keep } = withResolvers();
    const { promise: isAsked, resolve: ask } = withResolvers();
    const door = await open({
      accept: () => {
        ask();
        return isKept;
      },
    });
    let isAnswered = false;
    const answer = post(door, notification).finally(() => {
      isAnswered = true;
    });
    await isAsked;
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
    expect(isAnswered).toBe(false);
    keep();
    expect((await answer).status).toBe(200);
  });

  test('does not exist without a shop', async () => {
    const door = await open({ yookassaWebhook: undefined });
    expect((await post(door, notification)).status).toBe(404);
  });

  test('leaves the other routes as they are', async () => {
    const updates: unknown[] = [];
    const accept = async (update: unknown) => void updates.push(update);
    const door = await open({ telegramWebhook: { secret: 'secret', accept } });
    expect(await (await fetch(`${door.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${door.url}/readyz`)).json()).toEqual({ status: 'ready' });
    expect(await (await fetch(`${door.url}/metrics`)).text()).toBe('metrics 1\n');
    const headers = {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': 'secret',
    };
    const update = { method: 'POST', headers, body: '{"update_id":1}' };
    expect((await fetch(`${door.url}/webhooks/telegram`, update)).status).toBe(200);
    expect(updates).toEqual([{ update_id: 1 }]);
  });
});

describe('senders behind a proxy', () => {
  const senders = yookassaSenders;

  test('are read from X-Forwarded-For when the proxy is trusted', async () => {
    const door = await open({ senders, trustedProxies: ['127.0.0.0/8'] });
    const from = async (address: string) =>
      (await post(door, notification, { 'x-forwarded-for': address })).status;
    expect(await from('185.71.76.5')).toBe(200);
    expect(await from('2a02:5180:0:1509::1')).toBe(200);
    expect(await from('::ffff:77.75.156.11')).toBe(200);
    expect(await from('203.0.113.7')).toBe(403);
    expect(await from('185.71.76.5, 203.0.113.7')).toBe(403);
    expect(await from('203.0.113.7, 185.71.76.5, 127.0.0.9')).toBe(200);
    expect(await from('not an address')).toBe(403);
    expect(await from('')).toBe(403);
  });

  test('are not believed when the proxy is not trusted', async () => {
    const forged = { 'x-forwarded-for': '185.71.76.5', forwarded: 'for=185.71.76.5' };
    for (const trustedProxies of [undefined, [], ['10.0.0.0/8']]) {
      const door = await open({ senders, trustedProxies });
      expect((await post(door, notification, forged)).status).toBe(403);
      expect(door.kept).toEqual([]);
    }
  });
});

describe('sender ranges', () => {
  const isYooKassa = senderCheck(yookassaSenders);

  test.each([
    ['185.71.76.0', true],
    ['185.71.76.31', true],
    ['185.71.76.32', false],
    ['185.71.77.31', true],
    ['77.75.153.127', true],
    ['77.75.153.128', false],
    ['77.75.154.127', false],
    ['77.75.154.128', true],
    ['77.75.156.11', true],
    ['77.75.156.12', false],
    ['77.75.156.35', true],
    ['2a02:5180::1', true],
    ['2a02:5180:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['2a02:5181::1', false],
    ['::ffff:185.71.76.5', true],
    ['::FFFF:185.71.76.5', true],
    ['::ffff:203.0.113.7', false],
    ['::ffff:b947:4c05', true],
    ['::185.71.76.5', false],
    ['127.0.0.1', false],
    ['::1', false],
    ['fe80::1%eth0', false],
    ['185.71.76.5:443', false],
    ['0185.71.76.5', false],
    ['', false],
    ['localhost', false],
  ])('%s: %s', (address, isInside) => {
    expect(isYooKassa(address)).toBe(isInside);
  });

  test.each([
    '',
    'yookassa.ru',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '1.2.3/8',
    '::/129',
    '1.2.3.4/-1',
  ])('a malformed range ends the start: %j', async (range) => {
    expect(() => senderCheck([range])).toThrow(RangeError);
    await expect(open({ senders: [range] })).rejects.toThrow(RangeError);
  });

  test('nobody is a sender without ranges', () => {
    expect(senderCheck([])('185.71.76.5')).toBe(false);
  });
});

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
