import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { refundId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { Payment } from '../types/payment.ts';
import { Refund, toRefund } from '../types/refund.ts';
import { User } from '../types/user.ts';
import { paymentOf, userOf } from './relations.ts';

@Resolver(() => Refund)
export class RefundResolver {
  @allow('payments:read')
  @Query(() => Refund, { nullable: true, description: 'One refund; NOT_FOUND when there is none.' })
  async refund(
    @Arg('id', () => ID, { description: 'Of the refund.' }) id: string,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Refund> {
    const view = await loaders.refunds.load(refundId(fromId('Refund', id)));
    if (view === undefined) {
      throw notFound('Refund', id);
    }
    return toRefund(view);
  }

  @FieldResolver(() => Payment, { nullable: true, description: 'Whose money goes back.' })
  payment(@Root() { paymentId }: Refund, @Ctx() context: ApiContext) {
    return paymentOf(context, paymentId);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Who gets it.' })
  user(@Root() { userId }: Refund, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }
}
