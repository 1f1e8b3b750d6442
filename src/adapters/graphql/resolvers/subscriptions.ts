import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { CreditSubscriptionsArgs, subscriptionFilterOf } from '../inputs/subscriptions.ts';
import { Package } from '../types/package.ts';
import { Payment } from '../types/payment.ts';
import {
  CreditSubscription,
  CreditSubscriptionConnection,
  toCreditSubscription,
} from '../types/subscription.ts';
import { User } from '../types/user.ts';
import { packageOf, paymentOf, userOf } from './relations.ts';

@Resolver(() => CreditSubscription)
export class CreditSubscriptionResolver {
  @allow('payments:read')
  @Query(() => CreditSubscriptionConnection, {
    description: 'Subscriptions to credits, filtered and sorted.',
  })
  subscriptions(
    @Args(() => CreditSubscriptionsArgs) args: CreditSubscriptionsArgs,
    @Ctx() { services }: ApiContext,
  ) {
    const filter = subscriptionFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(services.lists.subscriptions, { filter, sort, args }, toCreditSubscription);
  }

  @FieldResolver(() => Payment, { nullable: true, description: 'The order that began it.' })
  order(@Root() { orderId }: CreditSubscription, @Ctx() context: ApiContext) {
    return paymentOf(context, orderId);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Whose it is.' })
  user(@Root() { userId }: CreditSubscription, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }

  @allow('catalogue:read')
  @FieldResolver(() => Package, { nullable: true, description: 'What is bought.' })
  package(@Root() { packageId }: CreditSubscription, @Ctx() context: ApiContext) {
    return packageOf(context, packageId);
  }
}
