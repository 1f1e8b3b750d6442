import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { RefundView } from '../../../application/queries/payments.ts';
import type { RefundStatus as Status } from '../../../domain/payments/refund.ts';
import type { PaymentId, UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Money, toMoney } from './money.ts';
import { Node } from './node.ts';

const RefundStatus = {
  CREATED: 'created',
  PENDING: 'pending',
  SUCCEEDED: 'succeeded',
  CANCELED: 'canceled',
} as const satisfies Record<string, Status>;

registerEnumType(RefundStatus, {
  name: 'RefundStatus',
  description: 'Where a refund stands.',
  valuesConfig: {
    CREATED: { description: 'Credits are taken back; the provider may not know of it yet.' },
    PENDING: { description: 'The provider works on it.' },
    SUCCEEDED: { description: 'The money went back.' },
    CANCELED: { description: 'The money stayed, and the credits were given back.' },
  },
});

const RefundOrigin = {
  ADMIN: 'admin',
  OUTSIDE: 'outside',
} as const satisfies Record<string, RefundView['origin']>;

registerEnumType(RefundOrigin, {
  name: 'RefundOrigin',
  description: 'Who made a refund.',
  valuesConfig: {
    ADMIN: { description: 'An admin, here.' },
    OUTSIDE: { description: 'Somebody at the provider.' },
  },
});

@allow('payments:read')
@ObjectType({ implements: Node, description: 'Money of a payment that goes back.' })
export class Refund {
  /** For resolvers; these are no fields. */
  readonly paymentId!: PaymentId;
  readonly userId!: UserId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => Money, { description: 'What goes back.' })
  readonly amount!: Money;

  @Field(() => RefundStatus, { description: 'Where it stands.' })
  readonly status!: string;

  @Field(() => RefundOrigin, { description: 'Who made it.' })
  readonly origin!: string;

  @Field(() => String, { nullable: true, description: "The admin's reason." })
  readonly reason!: string | null;

  @Field(() => Int, { description: 'Credits taken from the user.' })
  readonly creditsTaken!: number;

  @Field(() => Int, { description: 'Credits taken from the inviter.' })
  readonly inviterCreditsTaken!: number;

  @Field(() => Int, { description: 'Credits that should have been taken and were spent already.' })
  readonly shortfall!: number;

  @Field(() => String, { nullable: true, description: "The provider's id of it." })
  readonly providerRefundId!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed, as the provider says it.' })
  readonly failure!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was begun.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it had succeeded or was canceled.',
  })
  readonly endedAt!: Date | null;
}

export function toRefund(view: RefundView): Refund {
  return make(Refund, {
    paymentId: view.paymentId,
    userId: view.userId,
    id: toId('Refund', view.id),
    amount: toMoney(view.amount),
    status: view.status,
    origin: view.origin,
    reason: view.reason ?? null,
    creditsTaken: Number(view.creditsTaken),
    inviterCreditsTaken: Number(view.inviterCreditsTaken),
    shortfall: Number(view.shortfall),
    providerRefundId: view.providerRefundId ?? null,
    failure: view.failure ?? null,
    createdAt: view.createdAt,
    endedAt: view.endedAt ?? null,
  });
}
