import type { CreditPackage } from '../../../src/domain/payments/credit-package.ts';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import type { PromoCode, PromoRedemption } from '../../../src/domain/payments/promo.ts';
import type { Refund } from '../../../src/domain/payments/refund.ts';
import type { UserId } from '../../../src/domain/shared/ids.ts';
import {
  aPackage,
  aPaidPayment,
  aPayment,
  aPromo,
  aRedemption,
  aRefund,
} from '../../builders/payments.ts';
import { existingUser, type Persistence } from './persistence.ts';

/* Rows of the shop, with everything that they refer to. */

export async function existingPackage(
  { openPackages }: Persistence,
  fields: Partial<CreditPackage> = {},
): Promise<CreditPackage> {
  const one = aPackage(fields);
  await openPackages().save(one);
  return one;
}

async function owned(persistence: Persistence, fields: Partial<Payment>) {
  return {
    ...fields,
    userId: fields.userId ?? (await existingUser(persistence.unitOfWork)).id,
    packageId: 'packageId' in fields ? fields.packageId : (await existingPackage(persistence)).id,
  };
}

export async function existingPayment(
  persistence: Persistence,
  fields: Partial<Payment> = {},
): Promise<Payment> {
  const payment = aPayment(await owned(persistence, fields));
  await persistence.unitOfWork.direct.payments.insert(payment);
  return payment;
}

export async function existingPaidPayment(
  persistence: Persistence,
  fields: Partial<Payment> = {},
): Promise<Payment> {
  return existingPayment(persistence, aPaidPayment(await owned(persistence, fields)));
}

export async function existingRefund(
  persistence: Persistence,
  payment: Payment,
  fields: Partial<Refund> = {},
): Promise<Refund> {
  const refund = aRefund(payment, fields);
  await persistence.unitOfWork.direct.refunds.insert(refund);
  return refund;
}

export async function existingPromo(
  { unitOfWork }: Persistence,
  fields: Partial<Omit<PromoCode, 'redemptions'>> = {},
): Promise<PromoCode> {
  const promo = aPromo(fields);
  await unitOfWork.direct.promos.save(promo);
  return { ...promo, redemptions: 0 };
}

export async function existingRedemption(
  { unitOfWork }: Persistence,
  userId: UserId,
  promo: PromoCode,
  fields: Partial<PromoRedemption> = {},
): Promise<PromoRedemption> {
  const redemption = aRedemption(promo, fields);
  await unitOfWork.direct.promos.redeem(userId, redemption);
  return redemption;
}
