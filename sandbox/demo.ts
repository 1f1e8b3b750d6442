import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { startSandbox } from './server.ts';

/*
 * `npm run demo`: the whole product on this machine, with no key, no network and nothing to
 * install: stand-ins of Telegram, Gemini and YooKassa, the chat page, embedded PostgreSQL, server and worker.
 * Each run begins anew; what it wrote is removed at the end.
 */

const defaultPort = 3000;
const defaultSandboxPort = 3001;
/** Of a test shop, as BotFather gives it. */
const providerToken = '381764678:TEST:12345';
const readyWithinMs = 60_000;
/** Of the account `owner`: everybody may know it, as the demo listens on this machine alone. */
const adminPassword = 'nano-banana';
const root = fileURLToPath(new URL('..', import.meta.url));
const chat = fileURLToPath(new URL('./chat', import.meta.url));

const port = Number(process.env.PORT ?? defaultPort);
const sandboxPort = Number(process.env.SANDBOX_PORT ?? defaultSandboxPort);
const host = process.env.HOST ?? '127.0.0.1';

async function main(): Promise<number> {
  console.log('Starting the sandbox: chat page, stand-ins, PostgreSQL, server and worker …');
  await build({ root: chat, configFile: join(chat, 'vite.config.ts'), logLevel: 'warn' });
  const sandbox = await startSandbox({
    port: sandboxPort,
    host,
    chatDist: join(chat, 'dist'),
    links: ['graphql', 'healthz', 'readyz'].map((page) => ({
      label: page,
      url: `http://${host}:${port}/${page}`,
    })),
  });
  const shop = sandbox.yookassa.configure({
    webhookUrl: `http://${host}:${port}/webhooks/yookassa`,
  });
  const operator = sandbox.telegram.createUser({ first_name: 'Operator', language_code: 'en' });
  const dataDir = await mkdtemp(join(tmpdir(), 'nano-banana-demo-'));
  const app = startApp({
    TELEGRAM_BOT_TOKEN: sandbox.telegram.bot().token,
    TELEGRAM_API_ROOT: sandbox.telegramUrl,
    GEMINI_API_KEY: 'sandbox-key',
    GEMINI_BASE_URL: sandbox.geminiUrl,
    YOOKASSA_API_URL: sandbox.yookassaUrl,
    YOOKASSA_SHOP_ID: shop.shopId,
    YOOKASSA_SECRET_KEY: shop.secretKey,
    YOOKASSA_PROVIDER_TOKEN: providerToken,
    YOOKASSA_WEBHOOK_SENDERS: '127.0.0.0/8,::1/128',
    ADMIN_TELEGRAM_ID: String(operator.id),
    ADMIN_PASSWORD: adminPassword,
    ALLOW_INSECURE_WEBHOOKS: 'on',
    DATA_DIR: dataDir,
    HOST: host,
    PORT: String(port),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  const exited = once(app, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => app.kill(signal));
  }
  try {
    await Promise.race([ready(`http://${host}:${port}/readyz`), exited]);
    if (app.exitCode === null) {
      // A bot cannot write first: without this the operator would hear of no payment.
      sandbox.telegram.pressStart(operator.id);
      console.log(`Ready: open ${sandbox.url} and write to the bot. Ctrl+C ends it.`);
      console.log(`The API and its explorer: http://${host}:${port}/graphql`);
      console.log(`Sign in there as owner with the password ${adminPassword}.`);
    }
    await exited;
    return app.exitCode ?? 0;
  } finally {
    app.kill();
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** In a process of its own, as in production. The sandbox's settings win over a `.env` of yours. */
function startApp(environment: Readonly<Record<string, string>>): ChildProcess {
  const start =
    'Deno' in globalThis
      ? ['task', '--quiet', 'start']
      : ['--import', 'tsx', 'src/infrastructure/main.ts'];
  return spawn(process.execPath, start, {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', PUBLIC_URL: '', ...environment },
    stdio: 'inherit',
    // Ctrl+C reaches the whole group; the app is told once, by us.
    detached: true,
  });
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) {
      return;
    }
    await delay(100);
  }
  throw new Error(`Cannot say that the demo is ready as ${url} did not answer 200 in time`);
}

process.exitCode = await main();
process.exit();
