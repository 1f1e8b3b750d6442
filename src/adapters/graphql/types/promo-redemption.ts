import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { PromoRedemptionView } from '../../../application/queries/promos.ts';
import type { UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { PromoBenefit, toPromoBenefit } from './promo-code.ts';

@allow('promos:read')
@ObjectType({ description: 'A promo code that a user entered.' })
export class PromoRedemption {
  /** For resolvers; not a field. */
  readonly userId!: UserId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'In capitals.' })
  readonly code!: string;

  @Field(() => PromoBenefit, { description: 'What it gave, or will give, as promised then.' })
  readonly benefit!: PromoBenefit;

  @Field(() => GraphQLISODateTime, { description: 'When it was entered.' })
  readonly redeemedAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When its benefit was had; null while it waits for a purchase.',
  })
  readonly usedAt!: Date | null;
}

export const PromoRedemptionConnection = connectionOf(PromoRedemption, 'PromoRedemption');

export const toPromoRedemption = (view: PromoRedemptionView): PromoRedemption =>
  make(PromoRedemption, {
    userId: view.userId,
    id: toId('PromoRedemption', view.id),
    code: view.code,
    benefit: toPromoBenefit(view.benefit),
    redeemedAt: view.redeemedAt,
    usedAt: view.usedAt ?? null,
  });
