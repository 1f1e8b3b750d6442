import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { PromoCodeView } from '../../../application/queries/promos.ts';
import type { PromoBenefit as Benefit } from '../../../domain/payments/promo.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Node } from './node.ts';

export const PromoBenefitKind = {
  CREDITS: 'credits',
  BONUS: 'bonus',
  DISCOUNT: 'discount',
} as const satisfies Record<string, Benefit['kind']>;

registerEnumType(PromoBenefitKind, {
  name: 'PromoBenefitKind',
  description: 'What a promo code gives.',
  valuesConfig: {
    CREDITS: { description: 'Credits at once.' },
    BONUS: { description: "Percent of a package's credits on top of the next purchase." },
    DISCOUNT: { description: 'Percent off the price of the next purchase.' },
  },
});

@allow('inherited')
@ObjectType({ description: 'What a promo code gives: `credits` or `percent`, as `kind` says.' })
export class PromoBenefit {
  @Field(() => PromoBenefitKind, { description: 'Which of the two it is, and of what.' })
  readonly kind!: string;

  @Field(() => Int, { nullable: true, description: 'Credits, of CREDITS.' })
  readonly credits!: number | null;

  @Field(() => Int, { nullable: true, description: 'Percent, of BONUS and DISCOUNT.' })
  readonly percent!: number | null;
}

@allow('promos:read')
@ObjectType({ implements: Node, description: 'A word that users enter for a benefit.' })
export class PromoCode {
  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'In capitals.' })
  readonly code!: string;

  @Field(() => PromoBenefit, { description: 'What it gives.' })
  readonly benefit!: PromoBenefit;

  @Field(() => Int, {
    nullable: true,
    description: 'How often it can be entered by all users together; null for without end.',
  })
  readonly maxRedemptions!: number | null;

  @Field(() => Int, { description: 'How often one user can enter it.' })
  readonly maxPerUser!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Before this it is unknown to users; null for at once.',
  })
  readonly startsAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'From then on it is over; null for never.',
  })
  readonly endsAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether it is switched on.' })
  readonly isEnabled!: boolean;

  @Field(() => Int, { description: 'How often it was entered.' })
  readonly redemptionCount!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;
}

export const PromoCodeConnection = connectionOf(PromoCode, 'PromoCode');

export const toPromoBenefit = (benefit: Benefit): PromoBenefit =>
  make(PromoBenefit, {
    kind: benefit.kind,
    credits: benefit.kind === 'credits' ? benefit.credits : null,
    percent: benefit.kind === 'credits' ? null : benefit.percent,
  });

export const toPromoCode = (view: PromoCodeView): PromoCode =>
  make(PromoCode, {
    id: toId('PromoCode', view.code),
    code: view.code,
    benefit: toPromoBenefit(view.benefit),
    maxRedemptions: view.maxRedemptions ?? null,
    maxPerUser: view.maxPerUser,
    startsAt: view.startsAt ?? null,
    endsAt: view.endsAt ?? null,
    isEnabled: view.enabled,
    redemptionCount: view.redemptions,
    createdAt: view.createdAt,
  });
