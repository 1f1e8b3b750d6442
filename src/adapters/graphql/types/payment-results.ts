import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { IdempotencyConflict, NotFound, Refused, resultOf } from '../errors/failures.ts';
import { Refund } from './refund.ts';
import { RefundQuote } from './refund-quote.ts';
import { Success } from './success.ts';

@allow('inherited')
@ObjectType({
  description:
    'The credits are taken, and the refund is sent to its provider. It may still be CREATED or PENDING: it is followed to its end in the background.',
})
export class RefundPaymentSuccess extends Success {
  @Field(() => Refund, { description: 'As it is now.' })
  readonly refund!: Refund;
}

@allow('inherited')
@ObjectType({ description: 'The refund is possible.' })
export class RefundQuoteSuccess {
  @Field(() => RefundQuote, { description: 'What it would do.' })
  readonly quote!: RefundQuote;
}

export const RefundPaymentResult = resultOf('RefundPayment', [
  RefundPaymentSuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);

export const RefundQuoteResult = resultOf('RefundQuote', [RefundQuoteSuccess, NotFound, Refused]);
