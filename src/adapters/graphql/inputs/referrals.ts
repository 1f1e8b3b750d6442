import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { ReferralFilter as Filter } from '../../../application/queries/referrals.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { filteredUser } from './filters.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const ReferralSort = sortInput('Referral', {
  CREATED: { by: 'created', of: 'When the invitee first wrote.' },
});

@InputType({ description: 'Conditions on invitations, all of which must hold.' })
export class ReferralFilter {
  static readonly rules = z.object({ createdAt: DateTimeRange.rules.nullish() });

  @Field(() => ID, { nullable: true, description: 'The user who invited.' })
  readonly inviterId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The user who was invited.' })
  readonly inviteeId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the inviter's bonus was decided.",
  })
  readonly isRewarded?: boolean | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When the invitee first wrote.' })
  readonly createdAt?: DateTimeRange | null;
}

@ArgsType()
export class ReferralsArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: ReferralFilter.rules.nullish(),
  });

  @Field(() => ReferralFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: ReferralFilter | null;

  @Field(() => ReferralSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<'created'> | null;
}

export const referralFilterOf = (filter: ReferralFilter | null | undefined): Filter => ({
  inviterId: filteredUser(filter?.inviterId, 'inviterId'),
  inviteeId: filteredUser(filter?.inviteeId, 'inviteeId'),
  isRewarded: filter?.isRewarded ?? undefined,
  created: periodOf(filter?.createdAt),
});
