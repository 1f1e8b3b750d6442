import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from 'grammy/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { type ProductProcess, startProduct, until } from './harness/product.ts';
import { isStatus } from './harness/world.ts';

/*
 * The same source on Deno, with the permissions of deno.json and the embedded PostgreSQL: one short
 * walk, so that every change is tried there. `E2E_RUNTIME=deno` runs the other suites on Deno too.
 */

let sandbox: Sandbox;
let dataDir: string;
let environment: Readonly<Record<string, string>>;
let app: ProductProcess;

beforeAll(async () => {
  sandbox = await startSandbox();
  dataDir = await mkdtemp(join(tmpdir(), 'nano-banana-deno-'));
  environment = {
    TELEGRAM_BOT_TOKEN: sandbox.telegram.bot().token,
    TELEGRAM_API_ROOT: sandbox.telegramUrl,
    GEMINI_API_KEY: 'sandbox-key',
    GEMINI_BASE_URL: sandbox.geminiUrl,
    DATA_DIR: dataDir,
  };
  app = await startProduct({ runtime: 'deno', environment });
  await app.ready();
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

const textOf = (message: Message) => message.text ?? '';
const hasPhoto = (message: Message) => message.photo !== undefined;

function ask(
  user: number,
  text: string,
  { replyTo, matches = () => true }: AskOptions = {},
): Promise<Message> {
  const said = { text, ...(replyTo === undefined ? {} : { replyTo }) };
  const after = sandbox.telegram.sendText(user, said).messages.at(-1)?.message_id ?? 0;
  return sandbox.telegram.watch.botMessage(user, {
    after,
    timeoutMs: 30_000,
    matches: (message) => !isStatus(message) && matches(message),
  });
}

interface AskOptions {
  readonly replyTo?: number;
  readonly matches?: (message: Message) => boolean;
}

test('on Deno the bot answers, draws, edits, keeps its books and stops cleanly', async () => {
  const user = sandbox.telegram.createUser({ first_name: 'Ann', language_code: 'en' }).id;
  expect(textOf(await ask(user, '/start'))).toContain('10 credits');
  await ask(user, 'My cat is called Boris');
  expect(textOf(await ask(user, 'What is he called?'))).toContain('Boris');
  const picture = await ask(user, '/image a red house', { matches: hasPhoto });
  await ask(user, 'make it blue', { replyTo: picture.message_id, matches: hasPhoto });

  await until('the last charge', async () =>
    textOf(await ask(user, '/balance')).startsWith('You have 4 credits.\n\n'),
  );
  expect(await audit()).toMatchObject({ exitCode: 0, findings: [] });
  expect(sandbox.telegram.calls({ violations: true }).calls).toEqual([]);
  expect((await fetch(`${app.url}/metrics`)).status).toBe(200);

  expect(await app.stop()).toBe(0);
  expect(app.logged('stopped')).toHaveLength(1);
  expect(app.output()).not.toMatch(/"level":"(warn|error)"|warning|unhandled/i);
});

/** A second process on the same database, as an operator runs it. */
async function audit() {
  const process = await startProduct({
    command: 'audit',
    runtime: 'deno',
    environment: { ...environment, LOG_LEVEL: 'error' },
  });
  await until('the audit to end', () => process.child.exitCode !== null);
  return { exitCode: process.child.exitCode, ...JSON.parse(process.printed()) };
}
