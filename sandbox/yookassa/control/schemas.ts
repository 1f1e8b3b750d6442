import { z } from 'zod';
import type {
  Age,
  CallFilter,
  Count,
  Decline,
  DelayNotifications,
  FaultRule,
  NewPaymentElsewhere,
  NextRefunds,
  NotificationFilter,
  Pay,
  PaymentFilter,
  RefundElsewhere,
  RefundFilter,
  ReleaseNotifications,
  SendNotification,
  SettleRefund,
  ShopChange,
} from '../control-api.ts';

/* Bodies and queries of the control API, as `control-api.ts` describes them. Unknown fields are refused. */

const text = z.string();
const milliseconds = z.int().min(0);
const count = z.int().min(0);
const url = z.url({ protocol: /^https?$/ });
const headers = z.record(z.string(), z.string());
const method = z.enum(['bank_card', 'sberbank', 'sbp', 'yoo_money', 'tinkoff_bank']);
const paymentStatus = z.enum(['pending', 'waiting_for_capture', 'succeeded', 'canceled']);
const refundStatus = z.enum(['pending', 'succeeded', 'canceled']);
const verb = z.enum(['GET', 'POST']);
const moment = z.enum(['before', 'after']);

const paymentCancelReasons = [
  '3d_secure_failed',
  'call_issuer',
  'card_expired',
  'payment_method_limit_exceeded',
  'payment_method_restricted',
  'country_forbidden',
  'general_decline',
  'fraud_suspected',
  'identification_required',
  'insufficient_funds',
  'invalid_card_number',
  'invalid_csc',
  'issuer_unavailable',
  'canceled_by_merchant',
  'permission_revoked',
  'internal_timeout',
  'expired_on_confirmation',
  'expired_on_capture',
  'unsupported_mobile_operator',
  'deal_expired',
] as const;

const refundReason = z.enum([
  'yoo_money_account_closed',
  'insufficient_funds',
  'general_decline',
  'rejected_by_payee',
  'rejected_by_timeout',
]);

export const shopChangeSchema: z.ZodType<ShopChange> = z.strictObject({
  name: text.min(1).exactOptional(),
  webhookUrl: url.nullable().exactOptional(),
  receipts: z.boolean().exactOptional(),
  methods: z.array(method).min(1).exactOptional(),
});

export const paymentFilterSchema: z.ZodType<PaymentFilter> = z.strictObject({
  shopId: text.exactOptional(),
  status: paymentStatus.exactOptional(),
});

export const paySchema: z.ZodType<Pay> = z.strictObject({ method: method.exactOptional() });

export const declineSchema: z.ZodType<Decline> = z.strictObject({
  reason: z.enum(paymentCancelReasons).exactOptional(),
});

export const newPaymentElsewhereSchema: z.ZodType<NewPaymentElsewhere> = z.strictObject({
  shopId: text.exactOptional(),
  amount: text.exactOptional(),
  description: text.exactOptional(),
  metadata: headers.exactOptional(),
  status: paymentStatus.exactOptional(),
  method: method.exactOptional(),
  notify: z.boolean().exactOptional(),
});

export const refundFilterSchema: z.ZodType<RefundFilter> = z.strictObject({
  shopId: text.exactOptional(),
  paymentId: text.exactOptional(),
  status: refundStatus.exactOptional(),
});

export const refundElsewhereSchema: z.ZodType<RefundElsewhere> = z.strictObject({
  amount: text.exactOptional(),
});

export const settleRefundSchema: z.ZodType<SettleRefund> = z.strictObject({
  status: z.enum(['succeeded', 'canceled']),
  reason: refundReason.exactOptional(),
});

export const nextRefundsSchema: z.ZodType<NextRefunds> = z.strictObject({
  status: refundStatus,
  times: count.exactOptional(),
  reason: refundReason.exactOptional(),
});

export const countSchema: z.ZodType<Count> = z.strictObject({ count: count.exactOptional() });

export const delayNotificationsSchema: z.ZodType<DelayNotifications> = z.strictObject({
  delayMs: milliseconds,
  count: count.exactOptional(),
});

export const releaseNotificationsSchema: z.ZodType<ReleaseNotifications> = z.strictObject({
  order: z.enum(['as-happened', 'reversed']).exactOptional(),
});

export const sendNotificationSchema: z.ZodType<SendNotification> = z.strictObject({
  body: z.unknown(),
  shopId: text.exactOptional(),
  url: url.exactOptional(),
  headers: headers.exactOptional(),
  localAddress: text.exactOptional(),
});

export const notificationFilterSchema: z.ZodType<NotificationFilter> = z.strictObject({
  shopId: text.exactOptional(),
  event: z
    .enum([
      'payment.waiting_for_capture',
      'payment.succeeded',
      'payment.canceled',
      'refund.succeeded',
    ])
    .exactOptional(),
  objectId: text.exactOptional(),
  after: z.coerce.number().int().exactOptional(),
});

const faultScope = {
  method: verb.exactOptional(),
  path: text.min(1),
  shopId: text.exactOptional(),
  times: z.int().positive().exactOptional(),
  skip: count.exactOptional(),
  when: moment.exactOptional(),
};

export const faultRuleSchema: z.ZodType<FaultRule> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...faultScope,
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    code: text.exactOptional(),
    description: text.exactOptional(),
    retryAfterMs: milliseconds.exactOptional(),
  }),
  z.strictObject({
    ...faultScope,
    kind: z.literal('http'),
    status: z.int().min(200).max(599),
    body: text,
    contentType: text.exactOptional(),
  }),
  z.strictObject({ ...faultScope, kind: z.literal('drop') }),
  z.strictObject({ ...faultScope, kind: z.literal('delay'), delayMs: milliseconds }),
  z.strictObject({ ...faultScope, kind: z.literal('hang') }),
]);

export const callFilterSchema: z.ZodType<CallFilter> = z.strictObject({
  method: verb.exactOptional(),
  path: text.exactOptional(),
  shopId: text.exactOptional(),
  after: z.coerce.number().int().exactOptional(),
  limit: z.coerce.number().int().min(1).max(5_000).exactOptional(),
});

export const ageSchema: z.ZodType<Age> = z.strictObject({ byMs: milliseconds });
