import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { normalizedCode } from '../../../domain/payments/promo.ts';
import { allow } from '../access/allow.ts';
import { ChildPageArgs } from '../connections/child-page-args.ts';
import { readChildren, readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { toId } from '../ids.ts';
import {
  PromoCodeArgs,
  PromoCodesArgs,
  PromoRedemptionsArgs,
  promoCodeFilterOf,
  promoRedemptionFilterOf,
} from '../inputs/promo-codes.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { PromoCode, PromoCodeConnection, toPromoCode } from '../types/promo-code.ts';
import {
  PromoRedemption,
  PromoRedemptionConnection,
  toPromoRedemption,
} from '../types/promo-redemption.ts';
import { User } from '../types/user.ts';
import { promoCodeOf, userOf } from './relations.ts';

@Resolver(() => PromoCode)
export class PromoCodeResolver {
  @allow('promos:read')
  @Query(() => PromoCode, {
    nullable: true,
    description: 'One promo code; NOT_FOUND when there is none.',
  })
  async promoCode(
    @Args(() => PromoCodeArgs) { code }: PromoCodeArgs,
    @Ctx() { loaders }: ApiContext,
  ): Promise<PromoCode> {
    const normalized = normalizedCode(code);
    const view = normalized === undefined ? undefined : await loaders.promoCodes.load(normalized);
    if (view === undefined) {
      throw notFound('PromoCode', toId('PromoCode', code));
    }
    return toPromoCode(view);
  }

  @allow('promos:read')
  @Query(() => PromoCodeConnection, { description: 'Promo codes, filtered and sorted.' })
  promoCodes(@Args(() => PromoCodesArgs) args: PromoCodesArgs, @Ctx() { services }: ApiContext) {
    const filter = promoCodeFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(services.lists.promoCodes, { filter, sort, args }, toPromoCode);
  }

  @allow('promos:read')
  @Query(() => PromoRedemptionConnection, {
    description: 'Promo codes that users entered, filtered and sorted.',
  })
  promoRedemptions(
    @Args(() => PromoRedemptionsArgs) args: PromoRedemptionsArgs,
    @Ctx() { services }: ApiContext,
  ) {
    const filter = promoRedemptionFilterOf(args.filter);
    const sort = sortOf(args.sort, 'redeemed');
    return readList(services.lists.promoRedemptions, { filter, sort, args }, toPromoRedemption);
  }

  @FieldResolver(() => PromoRedemptionConnection, { description: 'Who entered it.' })
  redemptions(
    @Root() { code: parent }: PromoCode,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services, loaders }: ApiContext,
  ) {
    const { promoRedemptions } = services.lists;
    return readChildren(
      loaders,
      promoRedemptions,
      { parent, by: 'redeemed', filter: {}, args },
      toPromoRedemption,
    );
  }
}

@Resolver(() => PromoRedemption)
export class PromoRedemptionResolver {
  @FieldResolver(() => PromoCode, { nullable: true, description: 'As it is now.' })
  promoCode(@Root() { code }: PromoRedemption, @Ctx() context: ApiContext) {
    return promoCodeOf(context, code);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Who entered it.' })
  user(@Root() { userId }: PromoRedemption, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }
}
