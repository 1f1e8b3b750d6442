import { z } from 'zod';

/*
 * The fields that the stand-in acts on, read after the check against the published API: so these
 * schemas are loose, and what they leave out is refused by name in the handlers.
 */

const money = z.object({ value: z.string(), currency: z.string() });

const metadata = z.record(z.string(), z.string().nullable());

const receipt = z.object({
  customer: z.object({ email: z.string().optional() }).optional(),
  items: z.array(
    z.object({
      quantity: z.number(),
      amount: money,
      payment_subject: z.string().optional(),
      payment_mode: z.string().optional(),
      measure: z.string().optional(),
    }),
  ),
});

export type ReceiptBody = z.infer<typeof receipt>;

export const newPaymentSchema = z.looseObject({
  amount: money,
  capture: z.boolean().default(false),
  description: z.string().optional(),
  metadata: metadata.optional(),
  merchant_customer_id: z.string().optional(),
  save_payment_method: z.boolean().optional(),
  payment_method_data: z.object({ type: z.string() }).optional(),
  confirmation: z
    .object({
      type: z.enum(['redirect', 'embedded', 'qr', 'external', 'mobile_application']),
      return_url: z.string().optional(),
      enforce: z.boolean().optional(),
      locale: z.enum(['ru_RU', 'en_US']).optional(),
    })
    .optional(),
  receipt: receipt.optional(),
});

export type NewPaymentBody = z.infer<typeof newPaymentSchema>;

export const captureSchema = z.looseObject({
  amount: money.optional(),
  receipt: receipt.optional(),
});

export const newRefundSchema = z.looseObject({
  payment_id: z.string(),
  amount: money,
  description: z.string().optional(),
  metadata: metadata.optional(),
  receipt: receipt.optional(),
});
