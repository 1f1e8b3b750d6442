import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { IdempotencyConflict, NotFound, resultOf } from '../errors/failures.ts';
import { ContentEntry } from './content.ts';
import { Success } from './success.ts';

@allow('inherited')
@ObjectType({
  description: 'The text is worded anew; every process writes it so within 10 seconds.',
})
export class SaveContentSuccess extends Success {
  @Field(() => ContentEntry, { description: 'As it is now.' })
  readonly entry!: ContentEntry;
}

@allow('inherited')
@ObjectType({ description: 'The default wording stands again.' })
export class ResetContentSuccess extends Success {
  @Field(() => ContentEntry, {
    nullable: true,
    description: 'As it is now; null for a text that this release no longer has.',
  })
  readonly entry!: ContentEntry | null;
}

export const SaveContentResult = resultOf('SaveContent', [
  SaveContentSuccess,
  NotFound,
  IdempotencyConflict,
]);

export const ResetContentResult = resultOf('ResetContent', [
  ResetContentSuccess,
  NotFound,
  IdempotencyConflict,
]);
