import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import type { RefundPaymentRefusal } from '../../../application/payments/refund-payment.ts';
import { decimal, type Money, parseMoney } from '../../../domain/payments/money.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { type PaymentId, paymentId, refundId } from '../../../domain/shared/ids.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict, type NotFound, type Refused, refused, unknown } from '../errors/failures.ts';
import { badInput } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { RefundPaymentInput, RefundQuoteArgs } from '../inputs/payment-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import {
  RefundPaymentResult,
  RefundPaymentSuccess,
  RefundQuoteResult,
  RefundQuoteSuccess,
} from '../types/payment-results.ts';
import { toRefund } from '../types/refund.ts';
import { toRefundQuote } from '../types/refund-quote.ts';

@Resolver()
export class PaymentWritesResolver {
  @allow('payments:refund')
  @Query(() => RefundQuoteResult, {
    description: 'What a refund would do now. Changes nothing.',
  })
  async refundQuote(
    @Args(() => RefundQuoteArgs) { paymentId: given, amount: wanted }: RefundQuoteArgs,
    @Ctx() context: ApiContext,
  ) {
    const id = paymentId(fromId('Payment', given, 'paymentId'));
    const amount = await amountOf(context, id, wanted, 'amount');
    const quoted = await context.services.refundPayment.quote({ paymentId: id, amount });
    return quoted.ok
      ? make(RefundQuoteSuccess, { quote: toRefundQuote(quoted.value) })
      : refundFailure(id, quoted.error);
  }

  @allow('payments:refund')
  @Mutation(() => RefundPaymentResult, {
    description:
      'Gives money back. Its credits are taken first, and come back if the provider refuses.',
  })
  async refundPayment(
    @Arg('input', () => RefundPaymentInput, { description: 'What, how much, and why.' })
    input: RefundPaymentInput,
    @Ctx() context: ApiContext,
  ) {
    const { services, loaders } = context;
    const { reason, idempotencyKey } = input;
    const id = paymentId(fromId('Payment', input.paymentId, 'input.paymentId'));
    const amount = await amountOf(context, id, input.amount, 'input.amount');
    const result = await perform(context, {
      action: 'payment.refund',
      subject: { type: 'Payment', id },
      idempotencyKey,
      input: { paymentId: id, amount: input.amount ?? null, reason },
      work: async (scope) => {
        const requestKey = `api:${services.ids.uuid()}`;
        const command = { paymentId: id, amount, reason, requestKey };
        const booked = await services.refundPayment.book(command, joined(scope));
        if (!booked.ok) {
          return booked;
        }
        const { id: refund, amount: money, creditsTaken } = booked.value;
        const after = {
          ...{ refundId: refund, amount: decimal(money), currency: money.currency },
          ...{ creditsTaken: Number(creditsTaken), reason },
        };
        return ok({ value: refund, once: booked.value, after });
      },
    });
    if (!result.ok) {
      return result.error.kind === 'idempotency_conflict'
        ? conflict(idempotencyKey)
        : refundFailure(id, result.error);
    }
    const { value, once, isRepeat } = result.value;
    if (once !== undefined) {
      await services.refundPayment.send(once);
    }
    loaders.payments.clear(id);
    loaders.refundsOfPayment.clear(id);
    loaders.eventsOfPayment.clear(id);
    const refund = await loaders.refunds.clear(refundId(value)).load(refundId(value));
    if (refund === undefined) {
      throw new Error(`Cannot show refund ${value} as there is none`);
    }
    return make(RefundPaymentSuccess, { refund: toRefund(refund), isRepeat });
  }
}

/** In the payment's own currency; a payment that does not exist is somebody else's finding. */
async function amountOf(
  { loaders }: ApiContext,
  id: PaymentId,
  text: string | null | undefined,
  field: string,
): Promise<Money | undefined> {
  const payment = text ? await loaders.payments.load(id) : undefined;
  if (!text || payment === undefined) {
    return undefined;
  }
  const parsed = parseMoney(text, payment.price.currency);
  if (!parsed.ok) {
    const { currency } = payment.price;
    throw badInput([{ field, rule: `must be an amount of ${currency}, without finer parts` }]);
  }
  return parsed.value;
}

function refundFailure(id: PaymentId, error: RefundPaymentRefusal): NotFound | Refused {
  switch (error.kind) {
    case 'unknown_payment':
      return unknown('Payment', id);
    case 'not_paid':
      return refused('not_paid', 'Nobody paid it');
    case 'already_refunded':
      return refused('already_refunded', 'All of it was refunded, or is about to be');
    case 'amount_too_large':
      return refused(
        'amount_too_large',
        `Only ${decimal(error.left)} ${error.left.currency} are left`,
      );
    case 'amount_invalid':
      return refused('amount_invalid', 'The amount must be above zero');
    case 'whole_only':
      return refused('whole_only', `Stars go back whole: ${decimal(error.amount)}`);
    case 'refund_unavailable':
      return refused('refund_unavailable', 'The provider that took the money is not configured');
    case 'credits_in_use':
      return refused(
        'credits_in_use',
        `${error.held} credits are held for requests in progress: cancel them first`,
      );
    default:
      return assertNever(error);
  }
}
