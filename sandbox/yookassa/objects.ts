/*
 * YooKassa's own objects as the stand-in writes them: the fields of the published API that it uses,
 * in its snake_case. Times are ISO 8601 in UTC with milliseconds, amounts decimal strings.
 */

export type Money = { readonly value: string; readonly currency: 'RUB' };

export type PaymentStatus = 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
export type RefundStatus = 'pending' | 'succeeded' | 'canceled';

/** What a shop of the stand-in can offer: card, SberPay, SBP, wallet, T-Pay. */
export type MethodName = 'bank_card' | 'sberbank' | 'sbp' | 'yoo_money' | 'tinkoff_bank';

/** Why a payment ended without money; the published list. */
export type PaymentCancelReason =
  | '3d_secure_failed'
  | 'call_issuer'
  | 'card_expired'
  | 'payment_method_limit_exceeded'
  | 'payment_method_restricted'
  | 'country_forbidden'
  | 'general_decline'
  | 'fraud_suspected'
  | 'identification_required'
  | 'insufficient_funds'
  | 'invalid_card_number'
  | 'invalid_csc'
  | 'issuer_unavailable'
  | 'canceled_by_merchant'
  | 'permission_revoked'
  | 'internal_timeout'
  | 'expired_on_confirmation'
  | 'expired_on_capture'
  | 'unsupported_mobile_operator'
  | 'deal_expired';

export type RefundCancelReason =
  | 'yoo_money_account_closed'
  | 'insufficient_funds'
  | 'general_decline'
  | 'rejected_by_payee'
  | 'rejected_by_timeout';

export type PaymentMethod = {
  readonly type: MethodName;
  readonly id: string;
  readonly saved: boolean;
  readonly status: 'pending' | 'active' | 'inactive';
  readonly title?: string;
  /** Card, wallet and bank details, as they fit the type. */
  readonly [detail: string]: unknown;
};

export type Confirmation = {
  readonly type: 'redirect' | 'embedded' | 'qr' | 'external' | 'mobile_application';
  readonly return_url?: string;
  readonly enforce?: boolean;
  /** Redirect and mobile_application: the stand-in's payment page. */
  readonly confirmation_url?: string;
  readonly confirmation_token?: string;
  readonly confirmation_data?: string;
};

export type Payment = {
  readonly id: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  /** What the shop gets after the fee; present once it succeeded. */
  readonly income_amount?: Money;
  readonly description?: string;
  readonly recipient: { readonly account_id: string; readonly gateway_id: string };
  readonly payment_method?: PaymentMethod;
  readonly captured_at?: string;
  readonly created_at: string;
  /** While waiting for capture: when the hold ends. */
  readonly expires_at?: string;
  /** Only while pending. */
  readonly confirmation?: Confirmation;
  readonly test: boolean;
  /** Succeeded refunds alone; present once the payment succeeded. */
  readonly refunded_amount?: Money;
  readonly paid: boolean;
  readonly refundable: boolean;
  readonly receipt_registration?: 'pending' | 'succeeded' | 'canceled';
  readonly metadata?: Metadata;
  readonly cancellation_details?: {
    readonly party: 'yoo_money' | 'payment_network' | 'merchant';
    readonly reason: PaymentCancelReason;
  };
  readonly authorization_details?: {
    readonly rrn?: string;
    readonly auth_code?: string;
    readonly three_d_secure: { readonly applied: boolean };
  };
  readonly merchant_customer_id?: string;
};

export type Refund = {
  readonly id: string;
  readonly payment_id: string;
  readonly status: RefundStatus;
  readonly cancellation_details?: {
    readonly party: 'yoo_money' | 'refund_network';
    readonly reason: RefundCancelReason;
  };
  readonly receipt_registration?: 'pending' | 'succeeded' | 'canceled';
  readonly created_at: string;
  readonly amount: Money;
  readonly description?: string;
  readonly metadata?: Metadata;
};

export type Metadata = Readonly<Record<string, string | null>>;

export type NotificationEvent =
  | 'payment.waiting_for_capture'
  | 'payment.succeeded'
  | 'payment.canceled'
  | 'refund.succeeded';

export type NotificationBody = {
  readonly type: 'notification';
  readonly event: NotificationEvent;
  /** The payment or refund as of the event. */
  readonly object: Payment | Refund;
};

/** Body of every refusal. `retry_after` is in milliseconds. */
export type ApiErrorBody = {
  readonly type: 'error';
  readonly id: string;
  readonly code: string;
  readonly description: string;
  readonly parameter?: string;
  readonly retry_after?: number;
};
