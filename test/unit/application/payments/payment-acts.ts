import fc from 'fast-check';
import type { GatewayMethod } from '../../../fakes/in-memory-payment-gateway.ts';

/** One thing that happens around money, from outside or inside. `pick` chooses among what is there. */
export type PaymentAct =
  /** A click, which may come twice; its process may die over it. */
  | { readonly kind: 'orderPage'; readonly click: number; readonly dieAt: number | undefined }
  | { readonly kind: 'orderStars'; readonly click: number }
  /** The payer at the provider's page. */
  | { readonly kind: 'pay'; readonly pick: number; readonly how: 'take' | 'hold' | 'decline' }
  /** An invoice is paid; whether its message arrives is another matter. */
  | { readonly kind: 'payStars'; readonly pick: number }
  | { readonly kind: 'starsMessage'; readonly pick: number; readonly dieAt: number | undefined }
  /** About what is there, or long past. */
  | { readonly kind: 'webhook'; readonly about: 'payment' | 'refund'; readonly pick: number }
  | { readonly kind: 'work'; readonly dieAt: number | undefined }
  | { readonly kind: 'poll'; readonly dieAt: number | undefined }
  | { readonly kind: 'check'; readonly pick: number }
  | { readonly kind: 'reconcile'; readonly dieAt: number | undefined }
  | {
      readonly kind: 'refund';
      readonly pick: number;
      readonly key: number;
      readonly isPart: boolean;
      readonly dieAt: number | undefined;
    }
  /** In the dashboard, or by Telegram's support. */
  | { readonly kind: 'refundElsewhere'; readonly pick: number; readonly isPart: boolean }
  | { readonly kind: 'refundElsewhereStars'; readonly pick: number }
  | { readonly kind: 'nextRefund'; readonly status: 'pending' | 'canceled' }
  | { readonly kind: 'settleRefunds'; readonly status: 'succeeded' | 'canceled' }
  | { readonly kind: 'outage'; readonly method: GatewayMethod; readonly when: 'before' | 'after' }
  | { readonly kind: 'starsOutage'; readonly when: 'before' | 'after' }
  | { readonly kind: 'time'; readonly passesMs: number }
  | { readonly kind: 'sweep' };

const pick = fc.nat({ max: 5 });
const dieAt = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.nat({ max: 20 }) },
);
const when = fc.constantFrom('before' as const, 'after' as const);

function a<K extends PaymentAct['kind']>(
  weight: number,
  kind: K,
  fields: {
    [F in Exclude<keyof Extract<PaymentAct, { kind: K }>, 'kind'>]: fc.Arbitrary<
      Extract<PaymentAct, { kind: K }>[F]
    >;
  },
) {
  return {
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<PaymentAct>,
  };
}

const act: fc.Arbitrary<PaymentAct> = fc.oneof(
  a(6, 'orderPage', { click: fc.nat({ max: 3 }), dieAt }),
  a(3, 'orderStars', { click: fc.nat({ max: 3 }) }),
  a(6, 'pay', {
    pick,
    how: fc.constantFrom('take' as const, 'take' as const, 'hold' as const, 'decline' as const),
  }),
  a(3, 'payStars', { pick }),
  a(4, 'starsMessage', { pick, dieAt }),
  a(4, 'webhook', { about: fc.constantFrom('payment' as const, 'refund' as const), pick }),
  a(6, 'work', { dieAt }),
  a(5, 'poll', { dieAt }),
  a(3, 'check', { pick }),
  a(3, 'reconcile', { dieAt }),
  a(5, 'refund', { pick, key: fc.nat({ max: 3 }), isPart: fc.boolean(), dieAt }),
  a(2, 'refundElsewhere', { pick, isPart: fc.boolean() }),
  a(1, 'refundElsewhereStars', { pick }),
  a(2, 'nextRefund', { status: fc.constantFrom('pending' as const, 'canceled' as const) }),
  a(2, 'settleRefunds', { status: fc.constantFrom('succeeded' as const, 'canceled' as const) }),
  a(3, 'outage', {
    method: fc.constantFrom<GatewayMethod[]>(
      ...(['createPayment', 'findPayment', 'capturePayment'] as const),
      ...(['createRefund', 'findRefund', 'payments', 'refunds'] as const),
    ),
    when,
  }),
  a(1, 'starsOutage', { when }),
  a(4, 'time', { passesMs: fc.constantFrom(1_000, 6_000, 61_000, 1_000_000, 90_000_000) }),
  a(1, 'sweep', {}),
);

/** What is in one round happens at the same time; the scheduler decides who gets where first. */
export const paymentRounds = fc.array(fc.array(act, { minLength: 1, maxLength: 6 }), {
  minLength: 2,
  maxLength: 12,
});
