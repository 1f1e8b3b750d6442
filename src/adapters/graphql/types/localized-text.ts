import { Field, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';

@allow('inherited')
@ObjectType({ description: 'A text in every language that the bot speaks.' })
export class LocalizedText {
  @Field(() => String, { description: 'Russian.' })
  readonly ru!: string;

  @Field(() => String, { description: 'English.' })
  readonly en!: string;
}
