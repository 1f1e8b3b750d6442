import { call } from './http.ts';
import type {
  InvoiceView,
  PayInvoice,
  Payment,
  PaymentAttempt,
  SimUser,
  Subscription,
} from './model.ts';

const BASE = '/sim/telegram';

const charge = (kind: 'payments' | 'subscriptions', chargeId: string, action: string) =>
  `${BASE}/${kind}/${encodeURIComponent(chargeId)}/${action}`;

/** The payment calls of the Telegram stand-in's control API. All reject with ControlError. */
export const paymentsControl = {
  invoice: (chatId: number, messageId: number) =>
    call<InvoiceView>('GET', `${BASE}/chats/${chatId}/messages/${messageId}/invoice`),
  linkedInvoice: (slug: string) =>
    call<InvoiceView>('GET', `${BASE}/invoices/${encodeURIComponent(slug)}`),
  /** Ends when the bot has answered the pre-checkout query, or 10 s later. */
  pay: (userId: number, invoice: PayInvoice) =>
    call<PaymentAttempt>('POST', `${BASE}/users/${userId}/pay`, invoice),
  setStars: (userId: number, stars: number) =>
    call<SimUser>('PUT', `${BASE}/users/${userId}/stars`, { stars }),

  payments: () =>
    call<{ payments: Payment[] }>('GET', `${BASE}/payments`).then(({ payments }) => payments),
  refund: (chargeId: string) => call<Payment>('POST', charge('payments', chargeId, 'refund'), {}),
  repeat: (chargeId: string) =>
    call<{ updateIds: number[] }>('POST', charge('payments', chargeId, 'repeat'), {}),
  loseNext: () => call<{ lost: number }>('POST', `${BASE}/payments/lose`, { count: 1 }),

  subscriptions: () =>
    call<{ subscriptions: Subscription[] }>('GET', `${BASE}/subscriptions`).then(
      ({ subscriptions }) => subscriptions,
    ),
  renew: (chargeId: string) =>
    call<PaymentAttempt>('POST', charge('subscriptions', chargeId, 'renew'), {}),
  changeSubscription: (chargeId: string, action: 'cancel' | 'resume' | 'fail') =>
    call<Subscription>('POST', charge('subscriptions', chargeId, action), {}),
};
