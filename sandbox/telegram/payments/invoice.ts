import type { InlineKeyboardMarkup, Invoice as WireInvoice } from 'grammy/types';
import type { InvoiceView } from '../control-api.ts';

export const STARS = 'XTR';

/** What the bot asks money for. Amounts are whole Stars, or the smallest unit of the currency. */
export type Invoice = {
  readonly title: string;
  readonly description: string;
  readonly payload: string;
  readonly currency: string;
  readonly prices: readonly { readonly label: string; readonly amount: number }[];
  readonly totalAmount: number;
  /** `''` for Stars. */
  readonly providerToken: string;
  /** `provider_data` as parsed JSON. */
  readonly providerData?: unknown;
  /** `''`: forwarded copies can be paid. */
  readonly startParameter: string;
  readonly subscriptionPeriod?: number;
  readonly photoUrl?: string;
  readonly needEmail: boolean;
  /** The provider is told the e-mail address, too. */
  readonly sharesEmail: boolean;
};

/**
 * Where an invoice is: in a message of the bot, in a forwarded copy with a Pay button (`copy`) or
 * with a link instead (`reference`), or behind a link that the bot has made (`exported`).
 */
export type InvoicePlace = {
  readonly invoice: Invoice;
  readonly kind: 'original' | 'copy' | 'reference' | 'exported';
  /** People who have paid here. */
  readonly paidBy: Set<number>;
  /** People whose payment the bot is being asked about; one entry for each attempt. */
  readonly paying: number[];
};

export function placeOf(invoice: Invoice, kind: InvoicePlace['kind']): InvoicePlace {
  return { invoice, kind, paidBy: new Set(), paying: [] };
}

/** The Bot API's `Invoice`, as messages show it. */
export function wireInvoice(invoice: Invoice): WireInvoice {
  return {
    title: invoice.title,
    description: invoice.description,
    start_parameter: invoice.startParameter,
    currency: invoice.currency,
    total_amount: invoice.totalAmount,
  };
}

/** The keyboard of an invoice whose sender gave none. */
export function payKeyboard(invoice: Invoice): InlineKeyboardMarkup {
  return { inline_keyboard: [[{ text: `Pay ${priceText(invoice)}`, pay: true }]] };
}

export type Forwarded =
  | {
      readonly kind: 'pay-button';
      readonly place: InvoicePlace;
      readonly markup: InlineKeyboardMarkup;
    }
  | {
      readonly kind: 'deep-link';
      readonly place: InvoicePlace;
      readonly markup: InlineKeyboardMarkup;
      readonly link: string;
      readonly payload: string;
    };

/** What becomes of an invoice that is forwarded: its `start_parameter` decides. */
export function forwarded({ invoice }: InvoicePlace, botUsername: string): Forwarded {
  const payload = invoice.startParameter;
  if (payload === '') {
    return {
      kind: 'pay-button',
      place: placeOf(invoice, 'copy'),
      markup: payKeyboard(invoice),
    };
  }
  const link = `https://t.me/${botUsername}?start=${payload}`;
  const button = { text: `Pay ${priceText(invoice)}`, url: link };
  return {
    kind: 'deep-link',
    place: placeOf(invoice, 'reference'),
    markup: { inline_keyboard: [[button]] },
    link,
    payload,
  };
}

export function invoiceView({ invoice, paidBy }: InvoicePlace): InvoiceView {
  const { subscriptionPeriod, photoUrl } = invoice;
  return {
    title: invoice.title,
    description: invoice.description,
    currency: invoice.currency,
    totalAmount: invoice.totalAmount,
    prices: invoice.prices,
    ...(subscriptionPeriod === undefined ? {} : { subscriptionPeriod }),
    ...(photoUrl === undefined ? {} : { photoUrl }),
    needEmail: invoice.needEmail,
    isTest: invoice.providerToken.includes(':TEST:'),
    paidBy: [...paidBy],
  };
}

function priceText({ currency, totalAmount }: Invoice): string {
  if (currency === STARS) return `⭐️${totalAmount}`;
  const cents = String(totalAmount).padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)} ${currency}`;
}
