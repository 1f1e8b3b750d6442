import { describe, expect, test } from 'vitest';
import { freePort } from '../harness/engine.ts';
import { lineTo } from './harness/line.ts';
import { startProduct, statusOf, until } from './harness/product.ts';
import { isStatus, World } from './harness/world.ts';

/* What operators meet: bad settings, a database that is away, other servers, kills, shutdowns. */

describe('the product at start', () => {
  test('names every bad setting at once, says what to do, and exits with 1', async () => {
    const started = await startProduct({
      environment: { TELEGRAM_BOT_TOKEN: 'nonsense', DATABASE_URL: 'mysql://x', SETTING_TYPO: '1' },
    });
    await until('the process to end', () => started.child.exitCode !== null);
    expect(started.child.exitCode).toBe(1);
    for (const name of ['TELEGRAM_BOT_TOKEN', 'GEMINI_API_KEY', 'DATABASE_URL', 'SETTING_TYPO']) {
      expect(started.output()).toContain(name);
    }
    expect(started.output()).not.toContain('nonsense');
  });

  test('ends with a clear reason when Telegram refuses the token', async () => {
    const world = await World.start({ autostart: false });
    try {
      const refused = await world.startProcess('all', {
        TELEGRAM_BOT_TOKEN: '1:wrong_token_wrong',
      });
      await until('the process to end', () => refused.child.exitCode !== null, 60_000);
      expect(refused.child.exitCode).toBe(1);
      expect(refused.output()).toContain('Telegram refuses TELEGRAM_BOT_TOKEN');
    } finally {
      await world.close();
    }
  });

  test('waits for a database that is away, with a clear line, and outlives its loss later', async () => {
    const world = await World.start({ autostart: false });
    const line = await lineTo(world.database.url);
    try {
      await line.cut();
      const app = await world.startProcess('all', { DATABASE_URL: line.url });
      await until(
        'the wait to be logged',
        () => app.logged('database_unavailable').length > 0,
        60_000,
      );
      expect(await statusOf(`${app.url}/healthz`)).toBe(200);
      expect(await statusOf(`${app.url}/readyz`)).toBe(503);
      await line.mend();
      await app.ready();

      const user = world.newUser();
      await world.ask(user, '/start');
      await line.cut();
      world.sandbox.telegram.sendText(user, { text: 'said while the database was away' });
      await until('the outage to be logged', () => app.logged('polling_failed').length > 0);
      expect(await statusOf(`${app.url}/readyz`)).toBe(503);
      const last = world.lastMessageId(user);
      await line.mend();
      const answer = await world.answerAfter(user, last, { timeoutMs: 60_000 });
      expect(answer.text).toContain('said while the database was away');
      await world.settled(user);
      expect(await world.balance(user)).toEqual({ available: 9, held: 0 });
      expect(await world.audit()).toEqual({ exitCode: 0, findings: [] });
    } finally {
      await world.close();
      await line.cut();
    }
  });
});

describe('the product', () => {
  test('serves where the Bot API lacks every decoration', async () => {
    const world = await World.start({ autostart: false });
    try {
      const decorations = [
        'sendChatAction',
        'sendMessageDraft',
        'setMyCommands',
        'setMyDescription',
        'setMyShortDescription',
        'setMessageReaction',
        'answerCallbackQuery',
        'deleteWebhook',
        'deleteMessage',
      ];
      for (const method of decorations) {
        world.sandbox.telegram.addFault({ method, kind: 'method-not-found' });
      }
      world.sandbox.gemini.setLatency({ textMs: 1_500, imageMs: 1_500, perChunkMs: 100 });
      await (await world.startProcess()).ready();
      const user = world.newUser();
      await world.ask(user, '/start');
      expect((await world.ask(user, 'hello')).text).toContain('hello');
      const photo = await world.ask(user, '/image a tree', {
        matches: (message) => message.photo !== undefined,
      });
      expect(photo.photo).toBeDefined();
      await world.settled(user);
      expect(await world.balance(user)).toEqual({ available: 7, held: 0 });
      expect(world.sandbox.telegram.calls({ violations: true }).calls).toEqual([]);
    } finally {
      await world.close();
    }
  });

  test('takes updates by webhook with the secret alone, and each one once', async () => {
    const world = await World.start({ autostart: false });
    try {
      const port = await freePort();
      const publicUrl = `http://127.0.0.1:${port}`;
      const app = await world.startProcess('all', {
        PORT: String(port),
        PUBLIC_URL: publicUrl,
        TELEGRAM_WEBHOOK_SECRET: 'right-secret',
      });
      await until(
        'the webhook to be set',
        () => world.sandbox.telegram.bot().webhookUrl !== '',
        60_000,
      );
      const user = world.newUser();
      await world.ask(user, '/start');
      await world.ask(user, 'hello by webhook');
      await world.settled(user);
      expect(await world.balance(user)).toEqual({ available: 9, held: 0 });

      const forged = await fetch(`${publicUrl}/webhooks/telegram`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'guess' },
        body: JSON.stringify({ update_id: 1 }),
      });
      expect(forged.status).toBe(401);
      world.sandbox.telegram.repeatLast({ count: 1, kind: 'message' });
      await until('the repeat to be noticed', () => app.logged('repeated_updates').length > 0);
      expect(await world.balance(user)).toEqual({ available: 9, held: 0 });
    } finally {
      await world.close();
    }
  });

  test('forgets no update when the server is killed again and again', async () => {
    const world = await World.start({ autostart: false });
    try {
      const worker = await world.startProcess('worker');
      await worker.ready();
      const users = Array.from({ length: 5 }, () => world.newUser());
      const asked: string[] = [];
      for (let kill = 0; kill < 6; kill += 1) {
        const server = await world.startProcess('server');
        await server.ready();
        for (const user of users) {
          const text = `echo: update-${asked.length}-end`;
          asked.push(text.slice('echo: '.length));
          world.sandbox.telegram.sendText(user, { text });
        }
        await until(
          'Telegram to hand over something',
          () => world.sandbox.telegram.updates().pending < users.length,
        );
        await server.kill();
      }
      await (await world.startProcess('server')).ready();
      await until(
        'every question to be accepted',
        async () => {
          const rows = await world.query('select id from generations');
          return rows.length === asked.length;
        },
        60_000,
      );
      await world.settled(undefined, 60_000);
      const said = users.flatMap((user) =>
        world.sandbox.telegram.chat(user).messages.map((message) => message.text),
      );
      expect(asked.filter((text) => !said.includes(text))).toEqual([]);
      expect(await world.audit()).toEqual({ exitCode: 0, findings: [] });
    } finally {
      await world.close();
    }
  });

  test('finishes what runs when it is asked to stop, and hands back what takes too long', async () => {
    const world = await World.start({ autostart: false });
    try {
      world.sandbox.gemini.setLatency({ textMs: 1_000 });
      const first = await world.startProcess('all', { SHUTDOWN_GRACE_SECONDS: '10' });
      await first.ready();
      const user = world.newUser();
      await world.ask(user, '/start');
      const last = world.lastMessageId(user);
      world.sandbox.telegram.sendText(user, { text: 'finish me' });
      await until('it to run', async () => (await running(world)) === 1);
      expect(await first.stop()).toBe(0);
      expect((await world.answerAfter(user, last)).text).toContain('finish me');

      const second = await world.startProcess('all', { SHUTDOWN_GRACE_SECONDS: '0' });
      await second.ready();
      world.sandbox.gemini.setLatency({ textMs: 20_000 });
      world.sandbox.telegram.sendText(user, { text: 'hand me over' });
      await until('it to run', async () => (await running(world)) === 1);
      world.sandbox.gemini.setLatency({ textMs: 10 });
      expect(await second.stop()).toBe(0);
      await (await world.startProcess('all')).ready();
      await world.settled(user, 60_000);
      const texts = world.sandbox.telegram
        .chat(user)
        .messages.filter((message) => message.from?.is_bot && !isStatus(message))
        .map((message) => message.text ?? '');
      expect(texts.filter((text) => text.includes('hand me over'))).toHaveLength(1);
      expect(await world.balance(user)).toEqual({ available: 8, held: 0 });
    } finally {
      await world.close();
    }
  });
});

async function running(world: World): Promise<number> {
  const rows = await world.query(`select id from generations where status = 'running'`);
  return rows.length;
}
