import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { IdempotencyConflict, NotFound, resultOf } from '../errors/failures.ts';
import { PromoCode } from './promo-code.ts';
import { Success } from './success.ts';

@allow('inherited')
@ObjectType({ description: 'The promo code is as it was wished.' })
export class SavePromoCodeSuccess extends Success {
  @Field(() => PromoCode, { description: 'As it is now.' })
  readonly promoCode!: PromoCode;
}

@allow('inherited')
@ObjectType({ description: 'Users can enter the promo code, or no longer.' })
export class SetPromoCodeEnabledSuccess extends Success {
  @Field(() => PromoCode, { description: 'As it is now.' })
  readonly promoCode!: PromoCode;
}

export const SavePromoCodeResult = resultOf('SavePromoCode', [
  SavePromoCodeSuccess,
  IdempotencyConflict,
]);

export const SetPromoCodeEnabledResult = resultOf('SetPromoCodeEnabled', [
  SetPromoCodeEnabledSuccess,
  NotFound,
  IdempotencyConflict,
]);
