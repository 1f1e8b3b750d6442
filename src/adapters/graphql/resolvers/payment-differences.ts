import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import {
  PaymentDifferencesArgs,
  paymentDifferenceFilterOf,
} from '../inputs/payment-differences.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { Payment } from '../types/payment.ts';
import {
  PaymentDifference,
  PaymentDifferenceConnection,
  toPaymentDifference,
} from '../types/payment-difference.ts';
import { Refund } from '../types/refund.ts';
import { paymentOf, refundOf } from './relations.ts';

@Resolver(() => PaymentDifference)
export class PaymentDifferenceResolver {
  @allow('payments:read')
  @Query(() => PaymentDifferenceConnection, {
    description: "Where the providers' lists and our book disagreed, filtered and sorted.",
  })
  paymentDifferences(
    @Args(() => PaymentDifferencesArgs) args: PaymentDifferencesArgs,
    @Ctx() { services }: ApiContext,
  ) {
    const filter = paymentDifferenceFilterOf(args.filter);
    const sort = sortOf(args.sort, 'found');
    return readList(services.lists.paymentDifferences, { filter, sort, args }, toPaymentDifference);
  }

  @FieldResolver(() => Payment, { nullable: true, description: 'Ours, where it is known.' })
  payment(@Root() { paymentId }: PaymentDifference, @Ctx() context: ApiContext) {
    return paymentOf(context, paymentId);
  }

  @FieldResolver(() => Refund, { nullable: true, description: 'Ours, where it is known.' })
  refund(@Root() { refundId }: PaymentDifference, @Ctx() context: ApiContext) {
    return refundOf(context, refundId);
  }
}
