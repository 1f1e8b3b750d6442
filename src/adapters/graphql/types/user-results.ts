import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import {
  IdempotencyConflict,
  InsufficientCredits,
  NotFound,
  Refused,
  resultOf,
} from '../errors/failures.ts';
import { Success } from './success.ts';
import { User } from './user.ts';

@allow('inherited')
@ObjectType({ description: 'The user is banned.' })
export class BanUserSuccess extends Success {
  @Field(() => User, { description: 'As they are now.' })
  readonly user!: User;
}

@allow('inherited')
@ObjectType({ description: 'The user is not banned any more.' })
export class UnbanUserSuccess extends Success {
  @Field(() => User, { description: 'As they are now.' })
  readonly user!: User;
}

@allow('inherited')
@ObjectType({ description: 'The credits are given, and the user is told.' })
export class GrantCreditsSuccess extends Success {
  @Field(() => User, { description: 'With the new balance.' })
  readonly user!: User;
}

@allow('inherited')
@ObjectType({ description: 'The credits are taken back.' })
export class RevokeCreditsSuccess extends Success {
  @Field(() => User, { description: 'With the new balance.' })
  readonly user!: User;
}

@allow('inherited')
@ObjectType({ description: 'The message is accepted and sent in the background.' })
export class SendMessageSuccess extends Success {
  @Field(() => User, { description: 'Who is written to.' })
  readonly user!: User;
}

export const BanUserResult = resultOf('BanUser', [BanUserSuccess, NotFound, IdempotencyConflict]);

export const UnbanUserResult = resultOf('UnbanUser', [
  UnbanUserSuccess,
  NotFound,
  IdempotencyConflict,
]);

export const GrantCreditsResult = resultOf('GrantCredits', [
  GrantCreditsSuccess,
  NotFound,
  IdempotencyConflict,
]);

export const RevokeCreditsResult = resultOf('RevokeCredits', [
  RevokeCreditsSuccess,
  NotFound,
  InsufficientCredits,
  IdempotencyConflict,
]);

export const SendMessageResult = resultOf('SendMessage', [
  SendMessageSuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);
