import { timingSafeEqual } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import type { Logger } from '../../application/ports/logger.ts';
import { routeYooKassa, type YooKassaWebhook } from './yookassa-webhook.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly health: Health;
  /** Absent when updates are polled. */
  readonly telegramWebhook?: TelegramWebhook | undefined;
  /** Absent when there is no shop. */
  readonly yookassaWebhook?: YooKassaWebhook | undefined;
  /**
   * Addresses and CIDR ranges of reverse proxies, whose `X-Forwarded-For` is believed. With none, the
   * sender is whoever opened the connection.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** What other adapters serve on the same port. */
  readonly routes?: readonly HttpRoutes[] | undefined;
  /** The Prometheus text exposition. */
  readonly metrics: () => Promise<string>;
  readonly logger: Logger;
}

export interface Health {
  /** Names what is not ready yet; empty when everything is. */
  notReady(): Promise<readonly string[]>;
}

export interface TelegramWebhook {
  readonly secret: string;
  /** Resolves when the update is kept; rejects to have Telegram send it again. */
  accept(update: unknown): Promise<void>;
}

/** Adds its routes before the server listens. */
export type HttpRoutes = (app: FastifyInstance) => Promise<void>;

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Telegram's own updates stay far below this. */
const bodyLimitBytes = 1_048_576;

/**
 * The product's HTTP door.
 *
 * - `GET /healthz` 200 while the process lives
 * - `GET /readyz` 200 when it can serve, else 503 with what is missing
 * - `GET /metrics` for Prometheus
 * - `POST /webhooks/telegram` 200 once the update is kept, 401 without Telegram's secret
 * - `POST /webhooks/yookassa` 200 once the notification is kept, 403 from elsewhere than YooKassa
 *
 * @throws RangeError or TypeError when a sender or proxy is no address or range.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { trustedProxies = [] } = options;
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const missing = await options.health.notReady();
    return reply
      .code(missing.length === 0 ? 200 : 503)
      .send(missing.length === 0 ? { status: 'ready' } : { status: 'not ready', missing });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await options.metrics()),
  );
  if (options.telegramWebhook !== undefined) {
    routeTelegram(app, options.telegramWebhook, options.logger);
  }
  if (options.yookassaWebhook !== undefined) {
    await routeYooKassa(app, options.yookassaWebhook, options.logger);
  }
  for (const route of options.routes ?? []) {
    await route(app);
  }
  const url = await app.listen({ host: options.host, port: options.port });
  return { url, close: () => app.close() };
}

function routeTelegram(app: FastifyInstance, webhook: TelegramWebhook, logger: Logger): void {
  app.post('/webhooks/telegram', async (request, reply) => {
    if (!isSame(request.headers['x-telegram-bot-api-secret-token'], webhook.secret)) {
      return reply.code(401).send({ error: 'unauthorized' });
    }
    try {
      await webhook.accept(request.body);
      return await reply.send({ status: 'accepted' });
    } catch (error) {
      logger.warn('webhook_update_not_kept', {}, error);
      return reply.code(503).header('retry-after', '1').send({ error: 'try again' });
    }
  });
}

function isSame(given: string | readonly string[] | undefined, secret: string): boolean {
  const a = Buffer.from(typeof given === 'string' ? given : '');
  const b = Buffer.from(secret);
  return a.length === b.length && timingSafeEqual(a, b);
}
