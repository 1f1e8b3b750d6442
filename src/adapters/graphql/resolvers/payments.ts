import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { paymentId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { PaymentsArgs, paymentFilterOf } from '../inputs/payments.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { Package } from '../types/package.ts';
import { InviterReward, Payment, PaymentConnection, toPayment } from '../types/payment.ts';
import { PaymentEvent, toPaymentEvent } from '../types/payment-event.ts';
import { Refund, toRefund } from '../types/refund.ts';
import { User } from '../types/user.ts';
import { packageOf, paymentOf, userOf } from './relations.ts';

@Resolver(() => Payment)
export class PaymentResolver {
  @allow('payments:read')
  @Query(() => Payment, {
    nullable: true,
    description: 'One payment; NOT_FOUND when there is none.',
  })
  async payment(
    @Arg('id', () => ID, { description: 'Of the payment.' }) id: string,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Payment> {
    const view = await loaders.payments.load(paymentId(fromId('Payment', id)));
    if (view === undefined) {
      throw notFound('Payment', id);
    }
    return toPayment(view);
  }

  @allow('payments:read')
  @Query(() => PaymentConnection, { description: 'Payments, filtered and sorted.' })
  payments(@Args(() => PaymentsArgs) args: PaymentsArgs, @Ctx() { services }: ApiContext) {
    const filter = paymentFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(services.lists.payments, { filter, sort, args }, toPayment);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Who pays, or paid.' })
  user(@Root() { userId }: Payment, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }

  @FieldResolver(() => Payment, {
    nullable: true,
    description: 'The order that this payment renews or repeats.',
  })
  parent(@Root() { parentId }: Payment, @Ctx() context: ApiContext) {
    return paymentOf(context, parentId);
  }

  @allow('catalogue:read')
  @FieldResolver(() => Package, {
    nullable: true,
    description: 'What is paid for; null when nobody knows.',
  })
  package(@Root() { packageId }: Payment, @Ctx() context: ApiContext) {
    return packageOf(context, packageId);
  }

  @FieldResolver(() => [Refund], { description: 'Oldest first.' })
  async refunds(@Root() payment: Payment, @Ctx() { loaders }: ApiContext): Promise<Refund[]> {
    return ((await loaders.refundsOfPayment.load(payment.paymentId)) ?? []).map(toRefund);
  }

  @FieldResolver(() => [PaymentEvent], {
    description: 'What happened to it, oldest first; the newest 200.',
  })
  async events(@Root() payment: Payment, @Ctx() { loaders }: ApiContext): Promise<PaymentEvent[]> {
    return ((await loaders.eventsOfPayment.load(payment.paymentId)) ?? []).map(toPaymentEvent);
  }
}

@Resolver(() => InviterReward)
export class InviterRewardResolver {
  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Who got it.' })
  inviter(@Root() { inviterId }: InviterReward, @Ctx() context: ApiContext) {
    return userOf(context, inviterId);
  }
}
