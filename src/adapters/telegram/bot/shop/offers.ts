import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import { plainMoney } from '../../../../application/notices.ts';
import type { Offer, OfferedPrice, Offers } from '../../../../application/payments/list-offers.ts';
import type { CreditPackage } from '../../../../domain/payments/credit-package.ts';
import { sameMoney } from '../../../../domain/payments/money.ts';
import type { PaymentMethod } from '../../../../domain/payments/payment.ts';
import type { PromoRedemption } from '../../../../domain/payments/promo.ts';
import type { Subscription } from '../../../../domain/payments/subscription.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { shopCallbackData } from '../../shop-callback-data.ts';
import { formatDay } from '../../texts/format-day.ts';
import { formatMoney } from '../../texts/format-money.ts';
import type { MessageKey } from '../../texts/messages.ts';
import { translate } from '../../texts/translate.ts';

export interface Page {
  readonly text: string;
  readonly keyboard: InlineKeyboardMarkup;
}

/** A subscription whose paid time has not ended. */
export interface Subscribed {
  readonly subscription: Subscription;
  /** Absent when it is not in the catalogue any more. */
  readonly package: CreditPackage | undefined;
}

/** What is for sale, and what runs already. Without offers, it says so politely. */
export function offersPage(
  language: Language,
  offers: Offers | undefined,
  subscribed: readonly Subscribed[],
): Page {
  const running = subscribed.map((one) => subscriptionLine(language, one));
  const goods =
    offers === undefined
      ? [translate(language, 'shop-empty')]
      : [
          translate(language, 'shop-title'),
          ...(offers.promo === undefined ? [] : [promoLine(language, offers.promo)]),
          offers.offers.map((offer) => offerLine(language, offer)).join('\n'),
        ];
  const hint = offers === undefined ? [] : [translate(language, 'shop-choose')];
  return {
    text: [...goods, ...(running.length > 0 ? [running.join('\n')] : []), ...hint].join('\n\n'),
    keyboard: {
      inline_keyboard: [
        ...(offers?.offers ?? []).map((offer) => [packageButton(language, offer)]),
        ...subscribed.flatMap((one) => subscriptionButtons(language, one)),
      ],
    },
  };
}

/** One package, and how to pay for it. */
export function packagePage(language: Language, offer: Offer): Page {
  const { package: one, credits, prices } = offer;
  const lines = [
    translate(language, 'package-title', { what: whatOf(language, offer) }),
    translate(language, 'package-credits', { credits }),
    '',
    translate(language, 'package-how-to-pay'),
  ];
  return {
    text: lines.join('\n'),
    keyboard: {
      inline_keyboard: [
        ...prices.map((price) => [methodButton(language, one, price)]),
        [
          {
            text: translate(language, 'button-back'),
            callback_data: shopCallbackData({ kind: 'offers' }),
          },
        ],
      ],
    },
  };
}

function promoLine(language: Language, { code, benefit }: PromoRedemption): string {
  switch (benefit.kind) {
    case 'discount':
      return translate(language, 'shop-promo-discount', { code, percent: benefit.percent });
    case 'bonus':
      return translate(language, 'shop-promo-bonus', { code, percent: benefit.percent });
    default:
      return translate(language, 'shop-promo', { code });
  }
}

/** e.g. `150 credits + 15 as a gift`. Credits are named unless the title does it. */
function whatOf(language: Language, { package: one, credits, promoCredits }: Offer): string {
  const title = one.title[language];
  const gift = one.bonusCredits + promoCredits;
  const bought = credits - gift;
  const what = title.includes(String(bought))
    ? title
    : translate(language, 'offer-credits', { title, credits: bought });
  return gift === 0 ? what : translate(language, 'offer-gift', { what, credits: gift });
}

function offerLine(language: Language, offer: Offer): string {
  return translate(language, 'offer-line', {
    what: whatOf(language, offer),
    prices: pricesOf(language, offer, true),
  });
}

function pricesOf(language: Language, offer: Offer, withOldPrice: boolean): string {
  const ways = offer.prices.filter(
    ({ price }, index, all) => all.findIndex((other) => sameMoney(other.price, price)) === index,
  );
  const prices = ways.map(({ price, listPrice }) => {
    const now = formatMoney(language, plainMoney(price));
    return sameMoney(price, listPrice) || !withOldPrice
      ? now
      : translate(language, 'price-instead', {
          price: now,
          list: formatMoney(language, plainMoney(listPrice)),
        });
  });
  const all = prices.join(' / ');
  return offer.package.isSubscription ? translate(language, 'price-monthly', { price: all }) : all;
}

function packageButton(language: Language, offer: Offer): InlineKeyboardButton {
  const { id, title } = offer.package;
  return {
    text: translate(language, 'button-package', {
      title: title[language],
      prices: pricesOf(language, offer, false),
    }),
    callback_data: shopCallbackData({ kind: 'package', packageId: id }),
  };
}

const methodKeys = {
  stars: 'button-method-stars',
  yookassa: 'button-method-yookassa',
  telegram_yookassa: 'button-method-telegram-yookassa',
} as const satisfies { readonly [method in PaymentMethod]: MessageKey };

function methodButton(
  language: Language,
  { id }: CreditPackage,
  { method, price }: OfferedPrice,
): InlineKeyboardButton {
  return {
    text: translate(language, methodKeys[method], {
      price: formatMoney(language, plainMoney(price)),
    }),
    callback_data: shopCallbackData({ kind: 'pay', method, packageId: id }),
  };
}

const subscriptionKeys = {
  active: 'subscription-active',
  canceled: 'subscription-canceled',
  failed: 'subscription-failed',
} as const satisfies { readonly [state in Subscription['state']]: MessageKey };

function subscriptionLine(language: Language, { subscription, package: one }: Subscribed): string {
  return translate(language, subscriptionKeys[subscription.state], {
    title: one?.title[language] ?? subscription.packageId,
    day: formatDay(language, subscription.paidUntil),
  });
}

function subscriptionButtons(
  language: Language,
  { subscription, package: one }: Subscribed,
): InlineKeyboardButton[][] {
  const { state, orderId } = subscription;
  if (state === 'failed') {
    return [];
  }
  const renews = state === 'canceled';
  const title = one?.title[language] ?? subscription.packageId;
  const text = translate(
    language,
    renews ? 'button-subscription-resume' : 'button-subscription-cancel',
    { title },
  );
  return [[{ text, callback_data: shopCallbackData({ kind: 'subscription', renews, orderId }) }]];
}
