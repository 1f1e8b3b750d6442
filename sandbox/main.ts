import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSandbox } from './server.ts';

/* `npm run sandbox`: the stand-ins alone, for a bot that is started by hand. */

const DEFAULT_PORT = 3001;
const chatDist = fileURLToPath(new URL('./chat/dist', import.meta.url));

const sandbox = await startSandbox({
  port: Number(process.env.SANDBOX_PORT ?? DEFAULT_PORT),
  host: process.env.HOST ?? '127.0.0.1',
  ...(existsSync(chatDist) ? { chatDist } : {}),
});

const shop = sandbox.yookassa.shop();

process.stdout.write(
  [
    `Sandbox: ${sandbox.url}`,
    `TELEGRAM_API_ROOT=${sandbox.telegramUrl}`,
    `TELEGRAM_BOT_TOKEN=${sandbox.telegram.bot().token}`,
    `GEMINI_BASE_URL=${sandbox.geminiUrl}`,
    `YOOKASSA_API_URL=${sandbox.yookassaUrl}`,
    `YOOKASSA_SHOP_ID=${shop.shopId}`,
    `YOOKASSA_SECRET_KEY=${shop.secretKey}`,
    '',
  ].join('\n'),
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close());
}
