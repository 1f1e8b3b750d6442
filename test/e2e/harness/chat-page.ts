import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Api, Bot, type Context } from 'grammy';
import type { Message, Update } from 'grammy/types';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { chromiumPath } from '../../harness/chromium.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const STEP_TIMEOUT_MS = 10_000;

/** The chat page as it is built, a sandbox that serves it, a bot that each test scripts, and a browser. */
export class ChatPageHarness {
  readonly browser: Browser;
  /** Replaced by each test; called with everything that people send. */
  onMessage: (context: Context) => Promise<unknown> = async () => undefined;
  onButton: (context: Context) => Promise<unknown> = async (context) =>
    context.answerCallbackQuery();
  /** Agrees to every payment unless a test says otherwise. */
  onPreCheckout: (context: Context) => Promise<unknown> = agree;
  /** Updates that the bot got since the test began. */
  readonly updates: Update[] = [];
  readonly #dist: string;
  #sandbox: Sandbox;
  #bot: Bot;

  private constructor(browser: Browser, dist: string, sandbox: Sandbox) {
    this.browser = browser;
    this.#dist = dist;
    this.#sandbox = sandbox;
    this.#bot = this.#startBot();
  }

  static async start(): Promise<ChatPageHarness> {
    const dist = await mkdtemp(join(tmpdir(), 'chat-page-'));
    const [browser] = await Promise.all([launchBrowser(), buildPage(dist)]);
    return new ChatPageHarness(browser, dist, await startSandbox({ chatDist: dist }));
  }

  get sandbox(): Sandbox {
    return this.#sandbox;
  }

  get api(): Api {
    return this.#bot.api;
  }

  /** Everything as before the first test. */
  reset(): void {
    this.#sandbox.telegram.reset();
    this.updates.length = 0;
    this.onMessage = async () => undefined;
    this.onButton = async (context) => context.answerCallbackQuery();
    this.onPreCheckout = agree;
  }

  /** The same address, with nothing in it. */
  async restartSandbox(): Promise<void> {
    const port = Number(new URL(this.#sandbox.url).port);
    await this.#bot.stop();
    await this.#sandbox.close();
    this.#sandbox = await startSandbox({ port, chatDist: this.#dist });
    this.#bot = this.#startBot();
  }

  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    await page.goto(this.#sandbox.url);
    return page;
  }

  /** Creates a person who has started the bot, and opens their chat. */
  async openChatOf(name: string, options: BrowserContextOptions = {}): Promise<Page> {
    const { id } = this.#sandbox.telegram.createUser({ first_name: name, language_code: 'en' });
    this.#sandbox.telegram.pressStart(id);
    const page = await this.open(options);
    await page.getByRole('link', { name }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    return page;
  }

  /** Messages that the bot got, without `/start`. */
  received(): Message[] {
    return this.updates.flatMap((update) =>
      update.message === undefined || update.message.text?.startsWith('/start') === true
        ? []
        : [update.message],
    );
  }

  async close(): Promise<void> {
    await this.#bot.stop();
    await this.browser.close();
    await this.#sandbox.close();
    await rm(this.#dist, { recursive: true, force: true });
  }

  #startBot(): Bot {
    const { telegram, telegramUrl } = this.#sandbox;
    const bot = new Bot(telegram.bot().token, { client: { apiRoot: telegramUrl } });
    bot.use(async (context, next) => {
      this.updates.push(context.update);
      await next();
    });
    bot.on('message', (context) => this.onMessage(context));
    bot.on('callback_query', (context) => this.onButton(context));
    bot.on('pre_checkout_query', (context) => this.onPreCheckout(context));
    bot
      .start({
        allowed_updates: ['message', 'callback_query', 'my_chat_member', 'pre_checkout_query'],
      })
      .catch((error: unknown) => {
        process.stderr.write(`The test's bot stopped: ${String(error)}\n`);
      });
    return bot;
  }
}

const agree = (context: Context) => context.answerPreCheckoutQuery(true);

function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('Cannot start a browser: there is none');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

async function buildPage(outDir: string): Promise<void> {
  await promisify(execFile)(
    'npm',
    ['run', 'build', '--workspace', 'sandbox/chat', '--', '--outDir', outDir, '--emptyOutDir'],
    // The page as people get it: vitest's own NODE_ENV would build React's development version.
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } },
  );
}

/** A one-coloured PNG to upload. */
export async function pngFile(name: string, background: string, width = 640, height = 480) {
  const picture = sharp({ create: { width, height, channels: 3, background } });
  return { name, mimeType: 'image/png', buffer: await picture.png().toBuffer() };
}
