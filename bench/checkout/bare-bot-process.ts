import { run } from '@grammyjs/runner';
import { Bot } from 'grammy';
import { serve } from '../processes/remote.ts';

/* The floor: a bot that agrees to every payment without a look at anything. */

const { TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT } = process.env;
const stars = 125;

const bot = new Bot(TELEGRAM_BOT_TOKEN ?? '', { client: { apiRoot: TELEGRAM_API_ROOT ?? '' } });

bot.command('buy', async (ctx) => {
  const prices = [{ label: '50 credits', amount: stars }];
  await ctx.replyWithInvoice('50 credits', '50 credits', 'an order', 'XTR', prices);
});
bot.on('pre_checkout_query', (ctx) => ctx.answerPreCheckoutQuery(true));

await bot.init();
run(bot);

const calls = { ready: (_: undefined) => true };

export type CheckoutBareBot = typeof calls;

serve(calls);
