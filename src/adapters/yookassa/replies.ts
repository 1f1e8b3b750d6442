import { z } from 'zod';
import { Outage } from '../../application/ports/outage.ts';
import type { ProviderPayment, ProviderRefund } from '../../application/ports/payment-gateway.ts';
import { noMoney, parseMoney } from '../../domain/payments/money.ts';
import { paymentId, refundId } from '../../domain/shared/ids.ts';

/** Of YooKassa's own ids, which become part of a path. */
export const idPattern = /^[\w-]{1,64}$/;

const uuidPattern = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

const rubles = z
  .object({ value: z.string(), currency: z.literal('RUB') })
  .transform(({ value }, context) => {
    const amount = parseMoney(value, 'RUB');
    if (amount.ok) {
      return amount.value;
    }
    context.addIssue({ code: 'custom', message: 'not an amount in rubles' });
    return z.NEVER;
  });

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** An open set would be guesswork here: what a new status means for money nobody can know. */
const status = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: ({ input }) => `unknown status ${JSON.stringify(input)}` });

const reason = z.object({ reason: z.string().max(200) }).nullish();

/** Other programs of the same shop write what they like into theirs. */
const metadata = z.record(z.string(), z.unknown()).nullish();

const payment = z.object({
  id: z.string().regex(idPattern),
  status: status(['pending', 'waiting_for_capture', 'succeeded', 'canceled']),
  amount: rubles,
  refunded_amount: rubles.nullish(),
  confirmation: z.object({ confirmation_url: z.string().nullish() }).nullish(),
  cancellation_details: reason,
  metadata,
  created_at: time,
  captured_at: time.nullish(),
});

const refund = z.object({
  id: z.string().regex(idPattern),
  payment_id: z.string().regex(idPattern),
  status: status(['pending', 'succeeded', 'canceled']),
  amount: rubles,
  cancellation_details: reason,
  metadata,
  created_at: time,
});

const list = z.object({
  type: z.literal('list'),
  items: z.array(z.unknown()),
  next_cursor: z.string().min(1).nullish(),
});

const inOtherMoney = z.object({
  amount: z.object({ currency: z.string().refine((currency) => currency !== 'RUB') }),
});

export interface Page {
  /** Not read yet. */
  readonly items: readonly unknown[];
  /** How many were left out: they are in other money, and so none of ours. */
  readonly foreign: number;
  readonly nextCursor: string | undefined;
}

/** @throws Outage when it cannot be read, e.g. for an unknown status. */
export function paymentIn(body: unknown): ProviderPayment {
  const read = readable(payment, body, 'payment');
  return {
    id: read.id,
    status: read.status,
    amount: read.amount,
    refunded: read.refunded_amount ?? noMoney('RUB'),
    orderId: ourId(read.metadata?.order_id, paymentId),
    confirmationUrl: read.confirmation?.confirmation_url ?? undefined,
    cancelReason: read.cancellation_details?.reason,
    createdAt: read.created_at,
    capturedAt: read.captured_at ?? undefined,
  };
}

/** @throws Outage when it cannot be read, e.g. for an unknown status. */
export function refundIn(body: unknown): ProviderRefund {
  const read = readable(refund, body, 'refund');
  return {
    id: read.id,
    paymentId: read.payment_id,
    status: read.status,
    amount: read.amount,
    refundId: ourId(read.metadata?.refund_id, refundId),
    cancelReason: read.cancellation_details?.reason,
    createdAt: read.created_at,
  };
}

/** @throws Outage when it cannot be read. */
export function pageIn(body: unknown): Page {
  const { items, next_cursor } = readable(list, body, 'list');
  const ours = items.filter((item) => !inOtherMoney.safeParse(item).success);
  return {
    items: ours,
    foreign: items.length - ours.length,
    nextCursor: next_cursor ?? undefined,
  };
}

/** Ours are UUIDs; anything else was written by another program, and is no id at all to us. */
function ourId<Id>(value: unknown, brand: (value: string) => Id): Id | undefined {
  return typeof value === 'string' && uuidPattern.test(value) ? brand(value) : undefined;
}

function readable<T>(schema: z.ZodType<T>, body: unknown, what: string): T {
  const read = schema.safeParse(body);
  if (!read.success) {
    const problems = z.prettifyError(read.error);
    throw new Outage(`Cannot read YooKassa's ${what}: ${problems}`, { cause: read.error });
  }
  return read.data;
}
