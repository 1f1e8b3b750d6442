import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { PaymentDifferenceView } from '../../../application/queries/payment-differences.ts';
import type { Difference, Provider } from '../../../domain/payments/difference.ts';
import type { PaymentId, RefundId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Money, toMoney } from './money.ts';

export const PaymentDifferenceKind = {
  PAYMENT_NOT_BOOKED: 'payment_not_booked',
  PAYMENT_NOT_AT_PROVIDER: 'payment_not_at_provider',
  AMOUNT_DIFFERS: 'amount_differs',
  REFUND_NOT_BOOKED: 'refund_not_booked',
} as const satisfies Record<string, Difference['kind']>;

registerEnumType(PaymentDifferenceKind, {
  name: 'PaymentDifferenceKind',
  description: "How a provider's list and our book disagree.",
  valuesConfig: {
    PAYMENT_NOT_BOOKED: { description: 'Paid at the provider, not in our book.' },
    PAYMENT_NOT_AT_PROVIDER: { description: 'Paid in our book, unknown to the provider.' },
    AMOUNT_DIFFERS: { description: 'In both, with different amounts.' },
    REFUND_NOT_BOOKED: { description: 'Given back at the provider, not in our book.' },
  },
});

export const PaymentProvider = {
  TELEGRAM: 'telegram',
  YOOKASSA: 'yookassa',
} as const satisfies Record<string, Provider>;

registerEnumType(PaymentProvider, {
  name: 'PaymentProvider',
  description: 'Who collects the money.',
  valuesConfig: {
    TELEGRAM: { description: 'Telegram, in Stars.' },
    YOOKASSA: { description: 'YooKassa, in rubles.' },
  },
});

@allow('payments:read')
@ObjectType({ description: "Where a provider's list and our book disagreed; found every night." })
export class PaymentDifference {
  /** For resolvers; these are no fields. */
  readonly paymentId!: PaymentId | undefined;
  readonly refundId!: RefundId | undefined;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => PaymentDifferenceKind, { description: 'How they disagreed.' })
  readonly kind!: string;

  @Field(() => PaymentProvider, { description: 'Whose list it was.' })
  readonly provider!: string;

  @Field(() => String, { description: "The provider's id of the payment or refund." })
  readonly providerId!: string;

  @Field(() => Money, { description: "The provider's amount; ours when the provider has none." })
  readonly amount!: Money;

  @Field(() => Money, { nullable: true, description: 'Our amount, of AMOUNT_DIFFERS.' })
  readonly booked!: Money | null;

  @Field(() => Boolean, { description: 'Whether our book was put right at once.' })
  readonly isRepaired!: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it was found.' })
  readonly foundAt!: Date;
}

export const PaymentDifferenceConnection = connectionOf(PaymentDifference, 'PaymentDifference');

export const toPaymentDifference = (view: PaymentDifferenceView): PaymentDifference =>
  make(PaymentDifference, {
    paymentId: view.paymentId,
    refundId: view.refundId,
    id: toId('PaymentDifference', view.id),
    kind: view.kind,
    provider: view.provider,
    providerId: view.providerId,
    amount: toMoney(view.amount),
    booked: view.booked === undefined ? null : toMoney(view.booked),
    isRepaired: view.repaired,
    foundAt: view.createdAt,
  });
