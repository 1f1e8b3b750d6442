import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import sirv from 'sirv';
import { type GeminiStandInOptions, registerGemini } from './gemini/register.ts';
import { type SandboxClock, systemClock } from './http/clock.ts';
import type { TelegramControl } from './telegram/control/control.ts';
import { TelegramStandIn, type TelegramStandInOptions } from './telegram/stand-in.ts';
import type { YooKassaControl } from './yookassa/control/control.ts';
import { registerYooKassa, type YooKassaStandInOptions } from './yookassa/register.ts';

export type SandboxLink = { readonly label: string; readonly url: string };

export type SandboxOptions = {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** Folder of the built chat page, served at `/`. */
  readonly chatDist?: string;
  /** Pages that the chat page links to, such as the admin of the app that is being tried. */
  readonly links?: readonly SandboxLink[];
  readonly telegram?: Omit<TelegramStandInOptions, 'clock'>;
  readonly gemini?: GeminiStandInOptions;
  readonly yookassa?: Omit<YooKassaStandInOptions, 'clock'>;
  /** For tests that move time by hand. */
  readonly clock?: SandboxClock;
};

export type Sandbox = {
  /** Address of the chat page and of the control API, without a slash at the end. */
  readonly url: string;
  /** What `TELEGRAM_API_ROOT` should say. */
  readonly telegramUrl: string;
  /** What `GEMINI_BASE_URL` should say. */
  readonly geminiUrl: string;
  /** What `YOOKASSA_API_URL` should say. */
  readonly yookassaUrl: string;
  readonly telegram: TelegramControl;
  readonly gemini: ReturnType<typeof registerGemini>;
  readonly yookassa: YooKassaControl;
  close(): Promise<void>;
};

const TELEGRAM_PREFIX = '/telegram';

/**
 * Longer than any long poll. Node's 5 s would close idle connections just as a bot's client
 * reuses them, which looks like a failed network.
 */
const KEEP_ALIVE_MS = 75_000;

/**
 * Starts stand-ins of Telegram, Gemini and YooKassa on one port.
 *
 * | path | what |
 * |---|---|
 * | `/telegram/bot<token>/<method>`, `/telegram/file/...` | Bot API |
 * | `/gemini/...` | Gemini API |
 * | `/yookassa/v3/...`, `/yookassa/pay/<payment id>` | YooKassa API and its payment page |
 * | `/sim/telegram/...`, `/sim/gemini/...`, `/sim/yookassa/...` | control APIs |
 * | `/sim/links` | `{links: SandboxLink[]}` |
 * | `/healthz` | 200 once it listens |
 * | `/` | the chat page |
 *
 * @example
 * const sandbox = await startSandbox();
 * const user = sandbox.telegram.createUser({ language_code: 'ru' });
 * sandbox.telegram.pressStart(user.id);
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const telegram = new TelegramStandIn({
    // What is paid inside Telegram is carried out by the provider, which knows nothing of our orders.
    onProviderPayment: ({ totalAmount, description }) =>
      yookassa.createPaymentElsewhere({ amount: rubles(totalAmount), description }).id,
    ...options.telegram,
    clock,
  });
  const app = createApp(telegram);
  telegram.registerControl(app);
  const gemini = registerGemini(app, { now: () => clock.now(), ...options.gemini });
  const yookassa = registerYooKassa(app, () => addressOf(app, options.host), {
    // The bot's own address leads to the chat page, where there is one.
    linkOf: (returnUrl) =>
      options.chatDist !== undefined && isBotAddress(returnUrl, telegram) ? '/' : returnUrl,
    ...options.yookassa,
    clock,
  });
  app.get('/healthz', () => ({ ok: true }));
  app.get('/sim/links', () => ({ links: options.links ?? [] }));
  if (options.chatDist !== undefined) serveChat(app, options.chatDist);
  app.addHook('preClose', async () => telegram.close());
  await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  const url = addressOf(app, options.host);
  return {
    url,
    telegramUrl: `${url}${TELEGRAM_PREFIX}`,
    geminiUrl: `${url}/gemini`,
    yookassaUrl: `${url}/yookassa/v3`,
    telegram: telegram.control,
    gemini,
    yookassa,
    close: () => app.close(),
  };
}

function isBotAddress(address: string, telegram: TelegramStandIn): boolean {
  return address === `https://t.me/${telegram.control.bot().username}`;
}

const rubles = (kopecks: number): string => (kopecks / 100).toFixed(2);

/** The Bot API goes straight to the stand-in: the same process drives load tests. */
function createApp(telegram: TelegramStandIn): FastifyInstance {
  return fastify({
    forceCloseConnections: true,
    serverFactory: (handler) =>
      createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
        const url = request.url ?? '/';
        if (!url.startsWith(`${TELEGRAM_PREFIX}/`)) handler(request, response);
        else void telegram.handle(request, response, url.slice(TELEGRAM_PREFIX.length));
      }),
  });
}

/** Files of the page; any other address shows the page itself, whose links are its own. */
function serveChat(app: FastifyInstance, folder: string): void {
  const serve = sirv(folder, { single: true, etag: true });
  app.get('/*', (request, reply) => {
    if (/^\/(?:sim|gemini|yookassa)\//.test(request.url)) {
      reply.callNotFound();
      return;
    }
    reply.hijack();
    serve(request.raw, reply.raw, () => {
      reply.raw.writeHead(404).end();
    });
  });
}

function addressOf(app: FastifyInstance, host: string | undefined): string {
  const { port } = app.server.address() as AddressInfo;
  const isAny = host === undefined || host === '0.0.0.0' || host === '::';
  return `http://${isAny ? '127.0.0.1' : host}:${port}`;
}
