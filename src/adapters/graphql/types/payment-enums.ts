import { registerEnumType } from 'type-graphql';
import type { PaymentEvent } from '../../../application/ports/payment-repository.ts';
import type { Currency as DomainCurrency } from '../../../domain/payments/money.ts';
import type {
  PaymentFlag as Flag,
  PaymentMethod as Method,
  PaymentOrigin as Origin,
  PaymentStatus as Status,
} from '../../../domain/payments/payment.ts';

export const Currency = { RUB: 'RUB', XTR: 'XTR' } as const satisfies Record<
  string,
  DomainCurrency
>;

registerEnumType(Currency, {
  name: 'Currency',
  description: 'What users pay in.',
  valuesConfig: {
    RUB: { description: 'Russian rubles.' },
    XTR: { description: 'Telegram Stars.' },
  },
});

export const PaymentMethod = {
  STARS: 'stars',
  YOOKASSA: 'yookassa',
  TELEGRAM_YOOKASSA: 'telegram_yookassa',
} as const satisfies Record<string, Method>;

registerEnumType(PaymentMethod, {
  name: 'PaymentMethod',
  description: 'How a payment is made.',
  valuesConfig: {
    STARS: { description: 'An invoice in Telegram Stars.' },
    YOOKASSA: { description: 'A payment page of YooKassa, in rubles.' },
    TELEGRAM_YOOKASSA: {
      description: 'An invoice in rubles inside Telegram, carried out by YooKassa.',
    },
  },
});

export const PaymentStatus = {
  CREATED: 'created',
  PENDING: 'pending',
  PAID: 'paid',
  REFUNDED: 'refunded',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
} as const satisfies Record<string, Status>;

registerEnumType(PaymentStatus, {
  name: 'PaymentStatus',
  description: 'Where a payment stands: an order until it is paid.',
  valuesConfig: {
    CREATED: { description: 'Ordered; the provider may not know of it yet.' },
    PENDING: { description: 'The user can pay now.' },
    PAID: { description: 'Paid, and its credits given.' },
    REFUNDED: { description: 'All its money went back.' },
    CANCELED: { description: 'Given up or refused. If money comes after all, it is PAID.' },
    EXPIRED: { description: 'Not paid in time. If money comes after all, it is PAID.' },
  },
});

export const PaymentOrigin = {
  ORDER: 'order',
  RENEWAL: 'renewal',
  PAID_AGAIN: 'paid_again',
  UNMATCHED: 'unmatched',
} as const satisfies Record<string, Origin>;

registerEnumType(PaymentOrigin, {
  name: 'PaymentOrigin',
  description: 'Where a payment comes from.',
  valuesConfig: {
    ORDER: { description: 'The user chose a package.' },
    RENEWAL: { description: 'A subscription renewed itself.' },
    PAID_AGAIN: { description: "Somebody paid an invoice twice, or another user's." },
    UNMATCHED: { description: 'Money whose order is not known, or not for this amount.' },
  },
});

export const PaymentFlag = {
  PAID_LATE: 'paid_late',
  PAID_AGAIN: 'paid_again',
  UNMATCHED: 'unmatched',
  PROMO_USED_UP: 'promo_used_up',
} as const satisfies Record<string, Flag>;

registerEnumType(PaymentFlag, {
  name: 'PaymentFlag',
  description: 'Why an admin should look at a payment.',
  valuesConfig: {
    PAID_LATE: { description: 'Its order had been canceled or had expired.' },
    PAID_AGAIN: { description: "An invoice was paid twice, or another user's was." },
    UNMATCHED: { description: 'Its order is not known, or not for this amount.' },
    PROMO_USED_UP: {
      description: 'It was ordered with a promo code that another payment used up first.',
    },
  },
});

export const PaymentEventKind = {
  ORDERED: 'ordered',
  OPENED: 'opened',
  CHECKOUT_APPROVED: 'checkout_approved',
  CHECKOUT_REFUSED: 'checkout_refused',
  PAID: 'paid',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
  REFUND_REQUESTED: 'refund_requested',
  REFUND_PENDING: 'refund_pending',
  REFUNDED: 'refunded',
  REFUND_CANCELED: 'refund_canceled',
  DIFFERENCE: 'difference',
} as const satisfies Record<string, PaymentEvent['kind']>;

registerEnumType(PaymentEventKind, {
  name: 'PaymentEventKind',
  description: 'A step in the life of a payment.',
  valuesConfig: {
    ORDERED: { description: 'The user chose a package.' },
    OPENED: { description: 'The provider made a page or an invoice of it.' },
    CHECKOUT_APPROVED: { description: 'Telegram asked whether it may be paid: yes.' },
    CHECKOUT_REFUSED: { description: 'Telegram asked whether it may be paid: no.' },
    PAID: { description: 'The money came.' },
    CANCELED: { description: 'It was given up or refused.' },
    EXPIRED: { description: 'It was not paid in time.' },
    REFUND_REQUESTED: { description: 'Credits were taken back, for money to go back.' },
    REFUND_PENDING: { description: 'The provider works on a refund.' },
    REFUNDED: { description: 'Money went back.' },
    REFUND_CANCELED: { description: 'Money did not go back; the credits were given back.' },
    DIFFERENCE: { description: "The provider's list and our book disagreed." },
  },
});
