import { EntitySchema } from 'typeorm';
import {
  bigint,
  boolean,
  foreignKey,
  integer,
  oneOf,
  optional,
  primary,
  text,
  timestamp,
  uuid,
} from './columns.ts';

/** `amount` is credits, or percent of the credits (bonus) or of the price (discount). */
export interface BenefitColumns {
  readonly benefit: string;
  readonly amount: number;
}

const benefitIsKnown = oneOf('benefit', ['credits', 'bonus', 'discount']);
const amountIsPossible = `amount > 0 AND (amount < 100 OR benefit <> 'discount')`;

export interface PromoCodeRow extends BenefitColumns {
  readonly code: string;
  readonly max_redemptions: number | null;
  readonly max_per_user: number;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly enabled: boolean;
  readonly redemptions: number;
  readonly created_at: Date;
}

export const promoCodeSchema = new EntitySchema<PromoCodeRow>({
  name: 'promo_codes',
  columns: {
    code: primary(text, 'promo_codes_pkey'),
    benefit: text,
    amount: integer,
    max_redemptions: optional(integer),
    max_per_user: integer,
    starts_at: optional(timestamp),
    ends_at: optional(timestamp),
    enabled: boolean,
    redemptions: integer,
    created_at: timestamp,
  },
  checks: [
    { name: 'promo_codes_benefit_check', expression: benefitIsKnown },
    { name: 'promo_codes_amount_check', expression: amountIsPossible },
    { name: 'promo_codes_max_redemptions_check', expression: 'max_redemptions >= 0' },
    { name: 'promo_codes_max_per_user_check', expression: 'max_per_user >= 0' },
    { name: 'promo_codes_redemptions_check', expression: 'redemptions >= 0' },
  ],
});

export interface PromoRedemptionRow extends BenefitColumns {
  readonly id: string;
  readonly code: string;
  readonly user_id: string;
  readonly redeemed_at: Date;
  readonly used_at: Date | null;
}

export const promoRedemptionSchema = new EntitySchema<PromoRedemptionRow>({
  name: 'promo_redemptions',
  columns: {
    id: primary(uuid, 'promo_redemptions_pkey'),
    code: text,
    user_id: bigint,
    benefit: text,
    amount: integer,
    redeemed_at: timestamp,
    used_at: optional(timestamp),
  },
  indices: [
    { name: 'promo_redemptions_user_idx', columns: ['user_id', 'redeemed_at', 'id'] },
    { name: 'promo_redemptions_redeemed_idx', columns: ['redeemed_at', 'id'] },
    { name: 'promo_redemptions_code_idx', columns: ['code', 'redeemed_at', 'id'] },
  ],
  checks: [
    { name: 'promo_redemptions_benefit_check', expression: benefitIsKnown },
    { name: 'promo_redemptions_amount_check', expression: amountIsPossible },
  ],
  foreignKeys: [
    foreignKey('promo_redemptions', 'code', 'promo_codes', 'code'),
    foreignKey('promo_redemptions', 'user_id', 'users'),
  ],
});
