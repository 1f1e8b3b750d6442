import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';

/** What every success of a mutation says beside what it changed. */
@allow('inherited')
@ObjectType()
export abstract class Success {
  @Field(() => Boolean, {
    description: 'Whether the idempotency key was used before, so that nothing was done now.',
  })
  readonly isRepeat!: boolean;
}
