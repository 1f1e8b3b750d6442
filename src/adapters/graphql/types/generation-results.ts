import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import {
  IdempotencyConflict,
  InsufficientCredits,
  NotFound,
  Refused,
  resultOf,
} from '../errors/failures.ts';
import { Generation } from './generation.ts';
import { Success } from './success.ts';

@allow('inherited')
@ObjectType({ description: 'The request is accepted: its price is held, and it is queued.' })
export class CreateGenerationSuccess extends Success {
  @Field(() => Generation, { description: 'As it is now; see `awaitGeneration`.' })
  readonly generation!: Generation;
}

@allow('inherited')
@ObjectType({ description: 'The same request was accepted once more, at its price of today.' })
export class RepeatGenerationSuccess extends Success {
  @Field(() => Generation, { description: 'The new one.' })
  readonly generation!: Generation;
}

@allow('inherited')
@ObjectType({ description: 'It is canceled, and its credits are back.' })
export class CancelGenerationSuccess extends Success {
  @Field(() => Generation, { description: 'As it is now.' })
  readonly generation!: Generation;
}

export const CreateGenerationResult = resultOf('CreateGeneration', [
  CreateGenerationSuccess,
  NotFound,
  InsufficientCredits,
  Refused,
  IdempotencyConflict,
]);

export const RepeatGenerationResult = resultOf('RepeatGeneration', [
  RepeatGenerationSuccess,
  NotFound,
  InsufficientCredits,
  Refused,
  IdempotencyConflict,
]);

export const CancelGenerationResult = resultOf('CancelGeneration', [
  CancelGenerationSuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);
