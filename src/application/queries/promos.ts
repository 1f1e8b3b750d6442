import type { PromoBenefit } from '../../domain/payments/promo.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { ChildListQuery, ListQuery, Period, ReadByIds } from './paging.ts';

export interface PromoCodeView {
  /** In capitals. */
  readonly code: string;
  readonly benefit: PromoBenefit;
  /** Absent: without end. */
  readonly maxRedemptions?: number | undefined;
  readonly maxPerUser: number;
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
  readonly enabled: boolean;
  readonly redemptions: number;
  readonly createdAt: Date;
}

export interface PromoRedemptionView {
  /** UUID. */
  readonly id: string;
  readonly code: string;
  readonly userId: UserId;
  readonly benefit: PromoBenefit;
  readonly redeemedAt: Date;
  /** When its benefit was had. */
  readonly usedAt?: Date | undefined;
}

export interface PromoCodeFilter {
  /** The beginning of the code, in any case. */
  readonly search?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly benefit?: PromoBenefit['kind'] | undefined;
  readonly created?: Period | undefined;
}

export const promoCodeSortFields = ['created', 'code', 'redemptions'] as const;

export type PromoCodeSortField = (typeof promoCodeSortFields)[number];

export interface PromoCodeQueries
  extends ListQuery<PromoCodeView, PromoCodeFilter, PromoCodeSortField> {
  readonly byCodes: ReadByIds<string, PromoCodeView>;
}

export interface PromoRedemptionFilter {
  /** In any case. */
  readonly code?: string | undefined;
  readonly userId?: UserId | undefined;
  readonly isUsed?: boolean | undefined;
  readonly redeemed?: Period | undefined;
}

export const promoRedemptionSortFields = ['redeemed'] as const;

export type PromoRedemptionSortField = (typeof promoRedemptionSortFields)[number];

/** Parents are codes. */
export type PromoRedemptionQueries = ChildListQuery<
  string,
  PromoRedemptionView,
  PromoRedemptionFilter,
  PromoRedemptionSortField
>;
