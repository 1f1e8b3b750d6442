import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { ReferralView } from '../../../application/queries/referrals.ts';
import type { UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

@allow('users:read')
@ObjectType({ description: 'One invitation that was accepted.' })
export class Referral {
  /** For resolvers; these are no fields. */
  readonly inviterId!: UserId;
  readonly inviteeId!: UserId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => GraphQLISODateTime, { description: 'When the invitee first wrote.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: "When the inviter's bonus was decided; null until the invitee has earned it.",
  })
  readonly rewardedAt!: Date | null;
}

export const ReferralConnection = connectionOf(Referral, 'Referral');

export const toReferral = (view: ReferralView): Referral =>
  make(Referral, {
    inviterId: view.inviterId,
    inviteeId: view.inviteeId,
    id: toId('Referral', view.inviteeId),
    createdAt: view.createdAt,
    rewardedAt: view.rewardedAt ?? null,
  });
