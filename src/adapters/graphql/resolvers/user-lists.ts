import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { ChildPageArgs } from '../connections/child-page-args.ts';
import { readChildren } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { ConversationConnection, toConversation } from '../types/conversation.ts';
import { CreditEntryConnection, toCreditEntry } from '../types/credit-entry.ts';
import { GenerationConnection, toGeneration } from '../types/generation.ts';
import { PaymentConnection, toPayment } from '../types/payment.ts';
import { ReferralConnection, toReferral } from '../types/referral.ts';
import { CreditSubscriptionConnection, toCreditSubscription } from '../types/subscription.ts';
import { User } from '../types/user.ts';

/** What belongs to a user, as lists by time. */
@Resolver(() => User)
export class UserListsResolver {
  @allow('credits:read')
  @FieldResolver(() => CreditEntryConnection, { description: 'Movements of their credits.' })
  creditEntries(
    @Root() { userId: parent }: User,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services: { lists }, loaders }: ApiContext,
  ) {
    const request = { parent, by: 'created', filter: {}, args } as const;
    return readChildren(loaders, lists.creditEntries, request, toCreditEntry);
  }

  @allow('generations:read')
  @FieldResolver(() => GenerationConnection, { description: 'What they asked for.' })
  generations(
    @Root() { userId: parent }: User,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services: { lists }, loaders }: ApiContext,
  ) {
    const request = { parent, by: 'created', filter: {}, args } as const;
    return readChildren(loaders, lists.generations, request, toGeneration);
  }

  @allow('generations:read')
  @FieldResolver(() => ConversationConnection, { description: 'What the bot remembers of them.' })
  conversations(
    @Root() { userId: parent }: User,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services: { lists }, loaders }: ApiContext,
  ) {
    const request = { parent, by: 'created', filter: {}, args } as const;
    return readChildren(loaders, lists.conversations, request, toConversation);
  }

  @allow('payments:read')
  @FieldResolver(() => PaymentConnection, { description: 'Their orders and payments.' })
  payments(
    @Root() { userId: parent }: User,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services: { lists }, loaders }: ApiContext,
  ) {
    const request = { parent, by: 'created', filter: {}, args } as const;
    return readChildren(loaders, lists.payments, request, toPayment);
  }

  @allow('payments:read')
  @FieldResolver(() => CreditSubscriptionConnection, { description: 'Their subscriptions.' })
  subscriptions(
    @Root() { userId: parent }: User,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services: { lists }, loaders }: ApiContext,
  ) {
    const request = { parent, by: 'created', filter: {}, args } as const;
    return readChildren(loaders, lists.subscriptions, request, toCreditSubscription);
  }

  @FieldResolver(() => ReferralConnection, { description: 'Whom they invited.' })
  referrals(
    @Root() { userId: parent }: User,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services: { lists }, loaders }: ApiContext,
  ) {
    const request = { parent, by: 'created', filter: {}, args } as const;
    return readChildren(loaders, lists.referrals, request, toReferral);
  }
}
