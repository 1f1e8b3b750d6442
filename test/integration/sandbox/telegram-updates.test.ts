import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../../sandbox/http/clock.ts';
import { setStage } from './telegram-harness.ts';

type Update = { readonly update_id: number; readonly message?: { readonly text?: string } };

const texts = (updates: unknown) => (updates as Update[]).map((update) => update.message?.text);

describe('getUpdates of the Telegram stand-in', () => {
  it('hands out updates until an offset confirms them', async () => {
    const { sandbox, call, user } = await setStage();
    for (const text of ['a', 'b', 'c']) sandbox.telegram.sendText(user.id, { text });
    const first = (await call('getUpdates', { limit: 2 })).result as Update[];
    expect(texts(first)).toEqual(['a', 'b']);
    expect(texts((await call('getUpdates')).result)).toEqual(['a', 'b', 'c']);
    const offset = (first[0]?.update_id ?? 0) + 1;
    expect(texts((await call('getUpdates', { offset })).result)).toEqual(['b', 'c']);
    expect(texts((await call('getUpdates', { offset: -1 })).result)).toEqual(['c']);
    expect(sandbox.telegram.updates()).toMatchObject({ pending: 1, confirmed: 3 });
  });

  it('has ids that grow by one', async () => {
    const { sandbox, user } = await setStage();
    const ids = [1, 2, 3].flatMap(
      () => sandbox.telegram.sendText(user.id, { text: 'a' }).updateIds,
    );
    const [first = 0] = ids;
    expect(ids).toEqual([first, first + 1, first + 2]);
  });

  it('holds the call until something comes', async () => {
    const { sandbox, call, user } = await setStage();
    const polling = call('getUpdates', { timeout: 50 });
    await vi.waitUntil(() => sandbox.telegram.bot().polling);
    sandbox.telegram.sendText(user.id, { text: 'at last' });
    expect(texts((await polling).result)).toEqual(['at last']);
  });

  it('answers an empty list when the time is over, 50 s at most', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { call, sandbox } = await setStage({ clock });
    clock.advance(10_000);
    const polling = call('getUpdates', { timeout: 900 });
    const asked = (log = sandbox.telegram.calls()) => log.total;
    const before = asked();
    await vi.waitUntil(() => {
      clock.advance(5_000);
      return asked() > before;
    });
    expect(await polling).toEqual({ ok: true, result: [] });
  });

  it('ends the older of two pollers with a conflict', async () => {
    const { call, sandbox, user } = await setStage();
    const older = call('getUpdates', { timeout: 30 });
    await vi.waitUntil(() => sandbox.telegram.bot().polling);
    const newer = call('getUpdates', { timeout: 30 });
    expect(await older).toMatchObject({
      error_code: 409,
      description:
        'Conflict: terminated by other getUpdates request; ' +
        'make sure that only one bot instance is running',
    });
    sandbox.telegram.sendText(user.id, { text: 'x' });
    expect(texts((await newer).result)).toEqual(['x']);
  });

  it('leaves out kinds that were not asked for, and keeps the last wish', async () => {
    const { sandbox, call, drain, user } = await setStage();
    await call('getUpdates', { allowed_updates: ['my_chat_member'], offset: 1 });
    sandbox.telegram.sendText(user.id, { text: 'unheard' });
    sandbox.telegram.block(user.id);
    expect((await drain()).map((update) => Object.keys(update)[1])).toEqual(['my_chat_member']);
    await call('getUpdates', { allowed_updates: [], offset: 2 });
    sandbox.telegram.unblock(user.id);
    sandbox.telegram.sendText(user.id, { text: 'heard' });
    expect(await drain()).toHaveLength(2);
  });

  it('drops button presses after 150 s and messages after a day', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { sandbox, api, user } = await setStage({ clock });
    const reply_markup = { inline_keyboard: [[{ text: 'b', callback_data: 'x' }]] };
    const { message_id } = await api.sendMessage(user.id, 'a', { reply_markup });
    sandbox.telegram.sendText(user.id, { text: 'a' });
    await sandbox.telegram.pressButton(user.id, message_id, { data: 'x', waitMs: 0 });
    expect(sandbox.telegram.updates().pending).toBe(2);
    clock.advance(151_000);
    expect(sandbox.telegram.updates().pending).toBe(1);
    clock.advance(24 * 3_600_000);
    expect(sandbox.telegram.updates().pending).toBe(0);
  });

  it('brings any injected JSON, and repeats with the same ids', async () => {
    const { sandbox, drain, user } = await setStage();
    sandbox.telegram.inject({ update: { message: { message_id: 1 } } });
    sandbox.telegram.inject({ update: { teleported: true }, updateId: 900_000_000 });
    sandbox.telegram.sendText(user.id, { text: 'a' });
    const first = await drain();
    expect(first).toMatchObject([
      { message: { message_id: 1 } },
      { update_id: 900_000_000, teleported: true },
      { update_id: 900_000_001 },
    ]);
    expect(sandbox.telegram.repeatLast({ count: 2 }).updateIds).toEqual([900_000_000, 900_000_001]);
    expect(await drain()).toEqual(first.slice(1));
    expect(await drain()).toEqual([]);
  });
});

type Delivery = { readonly update: Update; readonly secret: string | undefined };

const receivers = new Set<Server>();

afterEach(() => {
  for (const server of receivers) server.close();
  receivers.clear();
});

/** A bot's webhook that answers what `decide` says: a status, or headers and a body with it. */
async function receiver(
  decide: (update: Update, attempt: number) => { status: number; body?: string; retry?: number },
) {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const update = JSON.parse(Buffer.concat(chunks).toString()) as Update;
      const secret = request.headers['x-telegram-bot-api-secret-token'] as string | undefined;
      deliveries.push({ update, secret });
      const attempt = deliveries.filter((d) => d.update.update_id === update.update_id).length;
      const { status, body = '', retry } = decide(update, attempt);
      const headers = retry === undefined ? {} : { 'retry-after': String(retry) };
      response.writeHead(status, headers).end(body);
    });
  });
  receivers.add(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const came = () => deliveries.map(({ update }) => update.message?.text);
  return { url: `http://127.0.0.1:${port}/hook`, deliveries, came };
}

describe('the webhook of the Telegram stand-in', () => {
  it('pushes updates with the secret, and then refuses polling', async () => {
    const { sandbox, api, call, user } = await setStage();
    const { url, deliveries } = await receiver(() => ({ status: 200 }));
    await api.setWebhook(url, { secret_token: 's3cret_-', max_connections: 5 });
    sandbox.telegram.sendText(user.id, { text: 'hi' });
    await vi.waitUntil(() => deliveries.length === 1);
    expect(deliveries[0]).toMatchObject({
      secret: 's3cret_-',
      update: { message: { text: 'hi' } },
    });
    await vi.waitUntil(() => sandbox.telegram.updates().pending === 0);
    expect(await call('getUpdates')).toMatchObject({ error_code: 409 });
    expect(await api.getWebhookInfo()).toMatchObject({
      url,
      max_connections: 5,
      pending_update_count: 0,
    });
    await api.deleteWebhook();
    expect(await api.getWebhookInfo()).toMatchObject({ url: '' });
  });

  it('tries again what was not accepted, in order within a chat, others meanwhile', async () => {
    const { sandbox, api, user } = await setStage();
    const other = sandbox.telegram.createUser();
    const failing = (update: Update, attempt: number) =>
      update.message?.text === 'a1' && attempt < 3 ? { status: 500 } : { status: 200 };
    const { url, came } = await receiver(failing);
    await api.setWebhook(url);
    sandbox.telegram.sendText(user.id, { text: 'a1' });
    sandbox.telegram.sendText(user.id, { text: 'a2' });
    sandbox.telegram.sendText(other.id, { text: 'b1' });
    await vi.waitUntil(() => came().length === 5, { timeout: 5_000 });
    expect(came().filter((text) => text?.startsWith('a'))).toEqual(['a1', 'a1', 'a1', 'a2']);
    expect(came().indexOf('b1')).toBeLessThan(3);
    expect(await api.getWebhookInfo()).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
  });

  it('waits as long as Retry-After says', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { sandbox, api, user } = await setStage({ clock });
    const busy = (_update: Update, attempt: number) =>
      attempt === 1 ? { status: 429, retry: 40 } : { status: 200 };
    const { url, came } = await receiver(busy);
    await api.setWebhook(url);
    sandbox.telegram.sendText(user.id, { text: 'a' });
    await vi.waitUntil(async () => (await api.getWebhookInfo()).last_error_date !== undefined);
    clock.advance(39_000);
    expect(came()).toEqual(['a']);
    clock.advance(1_000);
    await vi.waitUntil(() => came().length === 2);
  });

  it('gives up an update when its lifetime is over', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { sandbox, api, user } = await setStage({ clock });
    const { url, came } = await receiver(() => ({ status: 503 }));
    await api.setWebhook(url);
    sandbox.telegram.sendText(user.id, { text: 'a' });
    const isGone = () => {
      clock.advance(1_800_000);
      return sandbox.telegram.updates().pending === 0;
    };
    await vi.waitUntil(isGone, { interval: 5, timeout: 10_000 });
    expect(came().length).toBeGreaterThan(2);
  });

  it('runs the call that an answer carries', async () => {
    const { sandbox, api, user } = await setStage();
    const body = JSON.stringify({ method: 'sendMessage', chat_id: user.id, text: 'by reply' });
    const { url } = await receiver(() => ({ status: 200, body }));
    await api.setWebhook(url);
    sandbox.telegram.sendText(user.id, { text: 'a' });
    const message = await sandbox.telegram.watch.botMessage(user.id);
    expect(message.text).toBe('by reply');
  });

  it.each([
    [{ url: 'not a url' }, 400, 'Bad Request: invalid webhook URL specified'],
    [
      { url: 'http://localhost:1/', secret_token: 'a b' },
      400,
      'Bad Request: secret token contains unallowed characters',
    ],
  ])('refuses %j', async (params, error_code, description) => {
    const { call } = await setStage();
    expect(await call('setWebhook', params)).toMatchObject({ error_code, description });
  });

  it('refuses to be set twice within a second', async () => {
    const { call, sandbox, token } = await setStage();
    await call('setWebhook', { url: 'http://127.0.0.1:9/' });
    const again = await fetch(
      `${sandbox.telegramUrl}/bot${token}/setWebhook?url=http://127.0.0.1:9/x`,
    );
    expect(again.headers.get('retry-after')).toBe('1');
    expect(await again.json()).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
  });
});
