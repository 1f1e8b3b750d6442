import { z } from 'zod';
import type {
  ForwardInvoice,
  LosePayments,
  PayInvoice,
  RefundElsewhere,
  RepeatPayment,
  SetStars,
} from '../control-api.ts';

/* Bodies and queries of the calls about payments, as `control-api.ts` describes them. */

const id = z.int();

const payOptions = {
  again: z.boolean().exactOptional(),
  email: z.string().exactOptional(),
  method: z.enum(['bank_card', 'sbp', 'sberbank', 'yoo_money', 'tinkoff_bank']).exactOptional(),
  decline: z.boolean().exactOptional(),
};

export const payInvoiceSchema: z.ZodType<PayInvoice> = z.union([
  z.strictObject({ link: z.string().min(1), ...payOptions }),
  z.strictObject({
    chatId: id.exactOptional(),
    messageId: id.exactOptional(),
    ...payOptions,
  }),
]);

export const forwardInvoiceSchema: z.ZodType<ForwardInvoice> = z.strictObject({
  as: id.exactOptional(),
  toChatId: id,
});

export const setStarsSchema: z.ZodType<SetStars> = z.strictObject({ stars: z.int().min(0) });

export const refundElsewhereSchema: z.ZodType<RefundElsewhere> = z.strictObject({
  silent: z.boolean().exactOptional(),
});

export const repeatPaymentSchema: z.ZodType<RepeatPayment> = z.strictObject({
  times: z.int().min(1).max(1_000).exactOptional(),
});

export const losePaymentsSchema: z.ZodType<LosePayments> = z.strictObject({
  count: z.int().min(0),
});

export const ofUserSchema = z.strictObject({ userId: z.coerce.number().int().optional() });
