import { Field, Int, ObjectType } from 'type-graphql';
import type { RefundQuote as Quote } from '../../../domain/payments/refund.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';
import { Money, toMoney } from './money.ts';

@allow('inherited')
@ObjectType({ description: 'What a refund would do, to be seen before confirming it.' })
export class RefundQuote {
  @Field(() => Money, { description: 'Money that would go back.' })
  readonly amount!: Money;

  @Field(() => Int, { description: 'Credits that this money bought.' })
  readonly creditsDue!: number;

  @Field(() => Int, { description: 'Credits that would be taken back: `creditsDue` at most.' })
  readonly creditsTaken!: number;

  @Field(() => Int, { description: 'Credits that are spent already and would be missing.' })
  readonly shortfall!: number;

  @Field(() => Int, { description: "Credits of the inviter's reward that belong to this money." })
  readonly inviterCreditsDue!: number;

  @Field(() => Int, { description: 'Credits that would be taken back from the inviter.' })
  readonly inviterCreditsTaken!: number;
}

export const toRefundQuote = (quote: Quote): RefundQuote =>
  make(RefundQuote, {
    amount: toMoney(quote.amount),
    creditsDue: Number(quote.due),
    creditsTaken: Number(quote.taken),
    shortfall: Number(quote.shortfall),
    inviterCreditsDue: Number(quote.inviterDue),
    inviterCreditsTaken: Number(quote.inviterTaken),
  });
