import type { MethodName, PaymentCancelReason } from '../objects.ts';

export type Language = 'ru' | 'en';

export type Texts = {
  readonly title: string;
  readonly sandbox: string;
  readonly sandboxHint: string;
  readonly toPay: string;
  readonly chooseMethod: string;
  readonly methods: Readonly<Record<MethodName, readonly [title: string, hint: string]>>;
  readonly pay: (amount: string) => string;
  readonly otherEndings: string;
  readonly decline: string;
  readonly reason: string;
  readonly expire: string;
  readonly expireHint: string;
  readonly back: string;
  readonly number: string;
  readonly endings: Readonly<Record<Ending, readonly [title: string, text: string]>>;
  readonly refund: string;
  readonly refunded: (refunded: string, amount: string) => string;
  readonly missing: string;
  readonly missingHint: string;
  readonly reasons: Readonly<Partial<Record<PaymentCancelReason, string>>>;
};

/** How a payment page ends. */
export type Ending = 'paid' | 'held' | 'declined' | 'expired' | 'refunded';

/** The refusals that the page offers, the most usual first. */
export const offeredReasons = [
  'general_decline',
  'insufficient_funds',
  '3d_secure_failed',
  'card_expired',
  'invalid_csc',
  'payment_method_restricted',
  'payment_method_limit_exceeded',
  'issuer_unavailable',
  'fraud_suspected',
  'call_issuer',
] as const satisfies readonly PaymentCancelReason[];

const russian: Texts = {
  title: 'Оплата',
  sandbox: 'Песочница',
  sandboxHint: 'деньги не списываются',
  toPay: 'К оплате',
  chooseMethod: 'Способ оплаты',
  methods: {
    bank_card: ['Банковская карта', 'Тестовая карта •• 4444'],
    sbp: ['СБП', 'Через приложение банка'],
    sberbank: ['SberPay', 'Через Сбербанк Онлайн'],
    tinkoff_bank: ['T-Pay', 'Через приложение Т-Банка'],
    yoo_money: ['ЮMoney', 'Из кошелька'],
  },
  pay: (amount) => `Заплатить ${amount}`,
  otherEndings: 'Другой исход',
  decline: 'Отклонить платёж',
  reason: 'Причина отказа',
  expire: 'Дать времени выйти',
  expireHint: 'Будто прошёл час, а платёж так и не подтвердили.',
  back: 'Вернуться в магазин',
  number: 'Номер платежа',
  endings: {
    paid: ['Оплачено', 'Спасибо! Магазин узнает об этом сразу.'],
    held: ['Деньги придержаны', 'Платёж завершится, когда магазин его подтвердит.'],
    declined: ['Платёж не прошёл', 'Деньги не списаны. Можно попробовать ещё раз из магазина.'],
    expired: ['Время вышло', 'Платёж не подтвердили вовремя. Начните его заново из магазина.'],
    refunded: ['Деньги возвращены', 'Магазин вернул платёж.'],
  },
  refund: 'Возврат',
  refunded: (refunded, amount) => `${refunded} из ${amount}`,
  missing: 'Такого платежа нет',
  missingHint: 'Ссылка неверна, или песочницу с тех пор запустили заново.',
  reasons: {
    general_decline: 'Отказ без объяснения',
    insufficient_funds: 'Не хватает денег',
    '3d_secure_failed': 'Не пройдена проверка 3-D Secure',
    card_expired: 'Истёк срок карты',
    invalid_csc: 'Неверный код CVC',
    payment_method_restricted: 'Операции этим способом запрещены',
    payment_method_limit_exceeded: 'Превышен лимит способа оплаты',
    issuer_unavailable: 'Банк недоступен',
    fraud_suspected: 'Подозрение в мошенничестве',
    call_issuer: 'Банк просит позвонить ему',
    canceled_by_merchant: 'Отменил магазин',
    expired_on_capture: 'Магазин не подтвердил платёж вовремя',
  },
};

const english: Texts = {
  title: 'Payment',
  sandbox: 'Sandbox',
  sandboxHint: 'no money moves',
  toPay: 'To pay',
  chooseMethod: 'Payment method',
  methods: {
    bank_card: ['Bank card', 'Test card •• 4444'],
    sbp: ['SBP', 'In your bank’s app'],
    sberbank: ['SberPay', 'In SberBank Online'],
    tinkoff_bank: ['T-Pay', 'In the T-Bank app'],
    yoo_money: ['YooMoney', 'From your wallet'],
  },
  pay: (amount) => `Pay ${amount}`,
  otherEndings: 'Another outcome',
  decline: 'Decline the payment',
  reason: 'Reason for refusal',
  expire: 'Let it expire',
  expireHint: 'As if an hour had passed and nobody had paid.',
  back: 'Back to the shop',
  number: 'Payment number',
  endings: {
    paid: ['Paid', 'Thank you! The shop will be told at once.'],
    held: ['The money is held', 'The payment is complete once the shop confirms it.'],
    declined: ['The payment failed', 'You were not charged. You can try again from the shop.'],
    expired: ['Time is up', 'Nobody confirmed the payment in time. Start again from the shop.'],
    refunded: ['The money is back', 'The shop has refunded this payment.'],
  },
  refund: 'Refund',
  refunded: (refunded, amount) => `${refunded} of ${amount}`,
  missing: 'There is no such payment',
  missingHint: 'The link is wrong, or the sandbox was started anew since.',
  reasons: {
    general_decline: 'Refused without a reason',
    insufficient_funds: 'Not enough money',
    '3d_secure_failed': '3-D Secure failed',
    card_expired: 'The card has expired',
    invalid_csc: 'Wrong CVC code',
    payment_method_restricted: 'This method is restricted',
    payment_method_limit_exceeded: 'Over the limit of this method',
    issuer_unavailable: 'The bank is unavailable',
    fraud_suspected: 'Fraud suspected',
    call_issuer: 'The bank asks for a call',
    canceled_by_merchant: 'Canceled by the shop',
    expired_on_capture: 'The shop did not confirm in time',
  },
};

export function textsOf(language: Language): Texts {
  return language === 'ru' ? russian : english;
}

/** The shop's wish first, then the first language of the browser that there is. */
export function languageOf(
  locale: Language | undefined,
  acceptLanguage: string | undefined,
): Language {
  if (locale !== undefined) return locale;
  const known = /(?:^|,)\s*(ru|en)\b/i.exec(acceptLanguage ?? '')?.[1];
  return known?.toLowerCase() === 'ru' ? 'ru' : 'en';
}

export function amountText(language: Language, value: string): string {
  const isWhole = value.endsWith('.00');
  return new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    style: 'currency',
    currency: 'RUB',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: isWhole ? 0 : 2,
  }).format(Number(value));
}
