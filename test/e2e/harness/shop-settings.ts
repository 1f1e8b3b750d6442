import { createHash } from 'node:crypto';
import type { Sandbox } from '../../../sandbox/server.ts';
import { freePort } from '../../harness/engine.ts';

type Environment = Readonly<Record<string, string>>;

/** A provider token for tests, as BotFather gives it. */
const providerToken = '381764678:TEST:12345';
const webhookSecret = 'e2e-webhook-secret';

/** A shop's credentials, and notifications from this machine. */
export function rubleSettings({ yookassa, yookassaUrl }: Sandbox): Environment {
  const { shopId, secretKey } = yookassa.shop();
  return {
    YOOKASSA_SHOP_ID: shopId,
    YOOKASSA_SECRET_KEY: secretKey,
    YOOKASSA_API_URL: yookassaUrl,
    YOOKASSA_PROVIDER_TOKEN: providerToken,
    YOOKASSA_WEBHOOK_SENDERS: '127.0.0.0/8,::1/128',
  };
}

/** Has Telegram push its updates instead of being asked for them. */
export async function pushSettings(): Promise<Environment> {
  const port = String(await freePort());
  return {
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_WEBHOOK_SECRET: webhookSecret,
  };
}

/** What nobody may find in a log, by name. */
export function secretsOf(
  { telegram, yookassa }: Sandbox,
  databaseUrl: string,
): Readonly<Record<string, string>> {
  const { token } = telegram.bot();
  const derived = createHash('sha256').update(`telegram-webhook:${token}`).digest('hex');
  return {
    'bot token': token,
    'derived webhook secret': derived,
    'webhook secret': webhookSecret,
    'secret key': yookassa.shop().secretKey,
    'provider token': providerToken,
    'Gemini key': 'sandbox-key',
    'database password': `:${new URL(databaseUrl).password}@`,
  };
}
