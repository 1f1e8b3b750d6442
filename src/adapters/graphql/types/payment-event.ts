import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, GraphQLISODateTime, ObjectType } from 'type-graphql';
import type { RecordedPaymentEvent } from '../../../application/ports/payment-repository.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';
import { PaymentEventKind } from './payment-enums.ts';

@allow('inherited')
@ObjectType({ description: 'One step in the life of a payment, for people who follow it.' })
export class PaymentEvent {
  @Field(() => PaymentEventKind, { description: 'What happened.' })
  readonly kind!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it happened.' })
  readonly at!: Date;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'More of it: texts, numbers and booleans by name, for reading, not for programs.',
  })
  readonly details!: Readonly<Record<string, string | number | boolean>> | null;
}

export const toPaymentEvent = ({ kind, at, details }: RecordedPaymentEvent): PaymentEvent =>
  make(PaymentEvent, { kind, at, details: details ?? null });
