import { plainMoney } from '../../../../application/notices.ts';
import type { PlacedOrder } from '../../../../application/payments/place-order.ts';
import { subscriptionPeriodSeconds } from '../../../../domain/payments/credit-package.ts';
import { decimal } from '../../../../domain/payments/money.ts';
import { type Receipt, receiptFor } from '../../../../domain/payments/receipt.ts';
import type { Settings } from '../../../../domain/settings/settings.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { threadFields } from '../../messenger/message-fields.ts';
import { formatMoney } from '../../texts/format-money.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { BotServices } from '../services.ts';

/** Source: Bot API, `sendInvoice`. */
const longestTitle = 32;
const longestDescription = 255;

/** With it, forwarded copies of an invoice lead to the shop instead of being payable by anybody. */
const startParameter = 'buy';

/** An invoice in the chat, to be paid in Stars or by card. */
export async function sendInvoice(
  ctx: BotContext,
  { settings, shop }: BotServices,
  order: PlacedOrder,
): Promise<void> {
  const { language } = ctx.identified;
  const { payment } = order;
  const { title, description, prices } = invoiceOf(language, order);
  const { chatId, threadId } = ctx.destination({ quote: false });
  const { currency } = payment.price;
  const fields = { start_parameter: startParameter, ...threadFields(threadId) };
  await ctx.api.sendInvoice(chatId, title, description, payment.id, currency, prices, {
    ...fields,
    ...(payment.method === 'telegram_yookassa'
      ? providerFields(order, language, await settings.current(), shop.providerToken)
      : {}),
  });
}

/** Telegram sells subscriptions by link alone. */
export async function sendSubscriptionLink(ctx: BotContext, order: PlacedOrder): Promise<void> {
  const { language } = ctx.identified;
  const { payment } = order;
  const { title, description, prices } = invoiceOf(language, order);
  const { currency } = payment.price;
  const url = await ctx.api.createInvoiceLink(
    title,
    description,
    payment.id,
    '',
    currency,
    prices,
    { subscription_period: subscriptionPeriodSeconds },
  );
  const price = formatMoney(language, plainMoney(payment.price));
  const offer = { title: order.package.title[language], credits: Number(payment.credits), price };
  const text = translate(language, 'button-subscribe', { price });
  await ctx.say(translate(language, 'subscription-offer', offer), {
    inline_keyboard: [[{ text, url }]],
  });
}

function invoiceOf(language: Language, { payment, package: one }: PlacedOrder) {
  const { credits, promo, price } = payment;
  const total = Number(credits + (promo?.bonusCredits ?? 0n));
  const label = cut(one.title[language], longestTitle);
  return {
    title: label,
    description: cut(
      translate(language, 'invoice-description', { credits: total }),
      longestDescription,
    ),
    prices: [{ label, amount: Number(price.minor) }],
  };
}

/** Telegram asks the payer for the address and passes it on: a receipt needs one. */
function providerFields(
  { payment, package: one }: PlacedOrder,
  language: Language,
  settings: Settings,
  providerToken: string | undefined,
) {
  if (providerToken === undefined) {
    throw new Error(`Cannot send an invoice for ${payment.id} as no provider token is configured`);
  }
  const token = { provider_token: providerToken };
  if (settings.receipts === 'off') {
    return token;
  }
  const sale = { email: '', description: one.title[language], amount: payment.price };
  return {
    ...token,
    need_email: true,
    send_email_to_provider: true,
    provider_data: JSON.stringify({ receipt: receiptData(receiptFor(sale, settings)) }),
  };
}

/** As YooKassa reads it, without the customer, whom Telegram adds. */
function receiptData({ items, taxSystem }: Receipt) {
  return {
    items: items.map(({ description, quantity, price, vatCode, subject, mode }) => ({
      description,
      quantity,
      amount: { value: decimal(price), currency: price.currency },
      vat_code: vatCode,
      payment_mode: mode,
      payment_subject: subject,
    })),
    ...(taxSystem === undefined ? {} : { tax_system_code: taxSystem }),
  };
}

/** Never through the middle of a character. */
function cut(text: string, limit: number): string {
  let short = '';
  for (const character of text) {
    if (short.length + character.length > limit) {
      break;
    }
    short += character;
  }
  return short;
}
