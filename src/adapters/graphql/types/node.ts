import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType({ description: 'Whatever `node` can read by its id alone (Relay).' })
export abstract class Node {
  @Field(() => ID, { description: 'Opaque; of all types, no two have the same.' })
  readonly id!: string;
}
