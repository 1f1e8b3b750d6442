import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { ReferralsArgs, referralFilterOf } from '../inputs/referrals.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { Referral, ReferralConnection, toReferral } from '../types/referral.ts';
import { User } from '../types/user.ts';
import { userOf } from './relations.ts';

@Resolver(() => Referral)
export class ReferralResolver {
  @allow('users:read')
  @Query(() => ReferralConnection, {
    description: 'Invitations that were accepted, filtered and sorted.',
  })
  referrals(@Args(() => ReferralsArgs) args: ReferralsArgs, @Ctx() { services }: ApiContext) {
    const filter = referralFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(services.lists.referrals, { filter, sort, args }, toReferral);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who invited.' })
  inviter(@Root() { inviterId }: Referral, @Ctx() context: ApiContext) {
    return userOf(context, inviterId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who was invited.' })
  invitee(@Root() { inviteeId }: Referral, @Ctx() context: ApiContext) {
    return userOf(context, inviteeId);
  }
}
