import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { PaymentView } from '../../../application/queries/payments.ts';
import type { PackageId, PaymentId, UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Money, toMoney } from './money.ts';
import { Node } from './node.ts';
import { PaymentFlag, PaymentMethod, PaymentOrigin, PaymentStatus } from './payment-enums.ts';

@allow('inherited')
@ObjectType({ description: 'What a promo code does for an order.' })
export class AppliedPromo {
  @Field(() => String, { description: 'In capitals.' })
  readonly code!: string;

  @Field(() => Int, { description: 'Credits given on top.' })
  readonly bonusCredits!: number;

  @Field(() => Money, { description: 'The price without the discount.' })
  readonly listPrice!: Money;
}

@allow('inherited')
@ObjectType({ description: 'What an inviter got for a payment.' })
export class InviterReward {
  /** For resolvers; not a field. */
  readonly inviterId!: UserId;

  @Field(() => Int, { description: 'Credits given.' })
  readonly credits!: number;
}

@allow('payments:read')
@ObjectType({ implements: Node, description: 'An order until it is paid; then a payment.' })
export class Payment {
  /** For resolvers; these are no fields. */
  readonly paymentId!: PaymentId;
  readonly userId!: UserId;
  readonly parentId!: PaymentId | undefined;
  readonly packageId!: PackageId | undefined;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => PaymentMethod, { description: 'How it is made.' })
  readonly method!: string;

  @Field(() => PaymentStatus, { description: 'Where it stands.' })
  readonly status!: string;

  @Field(() => PaymentOrigin, { description: 'Where it comes from.' })
  readonly origin!: string;

  @Field(() => PaymentFlag, {
    nullable: true,
    description: 'Why an admin should look at it; null when nobody needs to.',
  })
  readonly flag!: string | null;

  @Field(() => Int, {
    description: "Credits of the package, its own bonus included, a promo code's left out.",
  })
  readonly credits!: number;

  @Field(() => Int, { description: 'Credits that were given for it: 0 until it is paid.' })
  readonly grantedCredits!: number;

  @Field(() => Money, { description: 'What it costs the user.' })
  readonly price!: Money;

  @Field(() => Money, { description: 'What went back for certain.' })
  readonly refunded!: Money;

  @Field(() => AppliedPromo, { nullable: true, description: 'The promo code that it came with.' })
  readonly promo!: AppliedPromo | null;

  @Field(() => InviterReward, { nullable: true, description: 'What the inviter got for it.' })
  readonly inviterReward!: InviterReward | null;

  @Field(() => Boolean, { description: 'Whether it renews itself every 30 days.' })
  readonly isSubscription!: boolean;

  @Field(() => String, { nullable: true, description: 'Where the fiscal receipt goes.' })
  readonly receiptEmail!: string | null;

  @Field(() => String, { nullable: true, description: "YooKassa's id of it." })
  readonly providerPaymentId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What proves that it was paid: Telegram's charge id, or YooKassa's payment id.",
  })
  readonly chargeId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was canceled, as the provider says it, e.g. `insufficient_funds`.',
  })
  readonly cancelReason!: string | null;

  @Field(() => Int, { description: 'How often the provider was asked about it.' })
  readonly checks!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When the provider is asked next; null when there is nothing to ask.',
  })
  readonly nextCheckAt!: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'After this, its invoice is not accepted.' })
  readonly expiresAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was paid.' })
  readonly paidAt!: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was ordered.' })
  readonly createdAt!: Date;
}

export const PaymentConnection = connectionOf(Payment, 'Payment');

export function toPayment(view: PaymentView): Payment {
  const { id, promo, inviterReward } = view;
  return make(Payment, {
    paymentId: id,
    userId: view.userId,
    parentId: view.parentId,
    packageId: view.packageId,
    id: toId('Payment', id),
    method: view.method,
    status: view.status,
    origin: view.origin,
    flag: view.flag ?? null,
    credits: Number(view.credits),
    grantedCredits: Number(view.granted),
    price: toMoney(view.price),
    refunded: toMoney(view.refunded),
    promo:
      promo === undefined
        ? null
        : make(AppliedPromo, {
            code: promo.code,
            bonusCredits: Number(promo.bonusCredits),
            listPrice: toMoney(promo.listPrice),
          }),
    inviterReward:
      inviterReward === undefined
        ? null
        : make(InviterReward, {
            inviterId: inviterReward.inviterId,
            credits: Number(inviterReward.credits),
          }),
    isSubscription: view.isSubscription,
    receiptEmail: view.receiptEmail ?? null,
    providerPaymentId: view.providerPaymentId ?? null,
    chargeId: view.chargeId ?? null,
    cancelReason: view.cancelReason ?? null,
    checks: view.checks,
    nextCheckAt: view.nextCheckAt ?? null,
    expiresAt: view.expiresAt,
    paidAt: view.paidAt ?? null,
    createdAt: view.createdAt,
  });
}
