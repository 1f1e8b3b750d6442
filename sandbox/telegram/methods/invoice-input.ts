import type { LabeledPrice } from 'grammy/types';
import { type Invoice, STARS } from '../payments/invoice.ts';
import { badRequest } from '../protocol/refusal.ts';
import { characterCount } from '../text/formatted-text.ts';
import type { Call } from './method.ts';
import { providerData } from './receipt.ts';

const TITLE_LIMIT = 32;
const DESCRIPTION_LIMIT = 255;
const PAYLOAD_LIMIT_BYTES = 128;
const START_PARAMETER = /^[\w-]{0,64}$/;
const PROVIDER_TOKEN = /^\d+:(TEST|LIVE):\S+$/;
const SUBSCRIPTION_SECONDS = 2_592_000;
const SUBSCRIPTION_STARS_LIMIT = 10_000;

/** About one US dollar, in the smallest unit; other currencies are taken to be like the dollar. */
const MINIMUM: Readonly<Record<string, number>> = { RUB: 6_000 };
const MINIMUM_ELSEWHERE = 100;

/** The parameters that `sendInvoice` and `createInvoiceLink` share. */
export function invoiceInput(call: Call): Invoice {
  const { params } = call;
  const title = limited(call, 'title', TITLE_LIMIT);
  const description = limited(call, 'description', DESCRIPTION_LIMIT);
  const payload = required(call, 'payload');
  if (Buffer.byteLength(payload) > PAYLOAD_LIMIT_BYTES) throw badRequest('INVOICE_PAYLOAD_INVALID');
  const currency = required(call, 'currency');
  const prices = priceList(call);
  const totalAmount = prices.reduce((sum, { amount }) => sum + amount, 0);
  if (totalAmount <= 0) throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  if (params.flag('is_flexible') || params.flag('need_shipping_address')) {
    throw badRequest('shipping is not supported');
  }
  const startParameter = params.text('start_parameter') ?? '';
  if (!START_PARAMETER.test(startParameter)) throw badRequest('START_PARAM_INVALID');
  const photoUrl = params.text('photo_url') ?? '';
  const base = {
    title,
    description,
    payload,
    currency,
    prices,
    totalAmount,
    startParameter,
    ...(photoUrl === '' ? {} : { photoUrl }),
  };
  return currency === STARS
    ? { ...base, ...starTerms(call, totalAmount) }
    : { ...base, ...providerTerms(call, currency, totalAmount) };
}

function starTerms(call: Call, totalAmount: number) {
  const { params } = call;
  if ((params.text('provider_token') ?? '') !== '') throw badRequest('PAYMENT_PROVIDER_INVALID');
  const prices = params.structure<LabeledPrice[]>('prices') ?? [];
  const hasTips = (params.integer('max_tip_amount') ?? 0) > 0;
  if (prices.length !== 1 || hasTips) throw badRequest('STARS_INVOICE_INVALID');
  const subscriptionPeriod = params.integer('subscription_period') ?? 0;
  // Telegram ignores `need_email` and the like for Stars.
  const terms = { providerToken: '', needEmail: false, sharesEmail: false };
  if (subscriptionPeriod === 0) return terms;
  if (subscriptionPeriod !== SUBSCRIPTION_SECONDS) throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  if (totalAmount > SUBSCRIPTION_STARS_LIMIT) throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  return { ...terms, subscriptionPeriod };
}

function providerTerms(call: Call, currency: string, totalAmount: number) {
  const { params } = call;
  const providerToken = params.text('provider_token') ?? '';
  if (!PROVIDER_TOKEN.test(providerToken)) throw badRequest('PAYMENT_PROVIDER_INVALID');
  if (!/^[A-Z]{3}$/.test(currency)) throw badRequest('CURRENCY_INVALID');
  if ((params.integer('subscription_period') ?? 0) !== 0) {
    throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  }
  if (totalAmount < (MINIMUM[currency] ?? MINIMUM_ELSEWHERE)) {
    throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  }
  const needEmail = params.flag('need_email');
  const sharesEmail = needEmail && params.flag('send_email_to_provider');
  const sharesPhone =
    params.flag('need_phone_number') && params.flag('send_phone_number_to_provider');
  const data = params.text('provider_data') ?? '';
  const sharesContact = sharesEmail || sharesPhone;
  return {
    providerToken,
    needEmail,
    sharesEmail,
    ...(data === ''
      ? {}
      : { providerData: providerData(data, { currency, totalAmount, sharesContact }) }),
  };
}

function priceList(call: Call): readonly LabeledPrice[] {
  const prices = call.params.structure<LabeledPrice[]>('prices') ?? [];
  if (prices.length === 0) throw badRequest('there must be at least one price');
  if (prices.some(({ label }) => label === '')) {
    throw badRequest("can't parse labeled price: LabeledPrice label must be non-empty");
  }
  return prices;
}

function required(call: Call, field: string): string {
  const value = call.params.text(field) ?? '';
  if (value === '') throw badRequest(`parameter "${field}" is required`);
  return value;
}

function limited(call: Call, field: string, limit: number): string {
  const value = required(call, field);
  if (characterCount(value) > limit) {
    throw badRequest(`INVOICE_${field.toUpperCase()}_INVALID`);
  }
  return value;
}
