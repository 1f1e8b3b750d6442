import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { SubscriptionView } from '../../../application/queries/subscriptions.ts';
import type { SubscriptionState as State } from '../../../domain/payments/subscription.ts';
import type { PackageId, PaymentId, UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

export const SubscriptionState = {
  ACTIVE: 'active',
  CANCELED: 'canceled',
  FAILED: 'failed',
} as const satisfies Record<string, State>;

registerEnumType(SubscriptionState, {
  name: 'SubscriptionState',
  description: 'How a subscription stands.',
  valuesConfig: {
    ACTIVE: { description: 'It renews itself.' },
    CANCELED: { description: 'It does not renew itself, and stays until the paid time is over.' },
    FAILED: { description: 'Its renewal could not be collected.' },
  },
});

@allow('payments:read')
@ObjectType({ description: 'Credits that a user buys anew every 30 days.' })
export class CreditSubscription {
  /** For resolvers; these are no fields. */
  readonly orderId!: PaymentId;
  readonly userId!: UserId;
  readonly packageId!: PackageId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => SubscriptionState, { description: 'How it stands.' })
  readonly state!: string;

  @Field(() => GraphQLISODateTime, { description: 'The end of the time that is paid.' })
  readonly paidUntil!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was begun.' })
  readonly createdAt!: Date;
}

export const CreditSubscriptionConnection = connectionOf(CreditSubscription, 'CreditSubscription');

export const toCreditSubscription = (view: SubscriptionView): CreditSubscription =>
  make(CreditSubscription, {
    orderId: view.orderId,
    userId: view.userId,
    packageId: view.packageId,
    id: toId('CreditSubscription', view.orderId),
    state: view.state,
    paidUntil: view.paidUntil,
    createdAt: view.createdAt,
  });
