import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ExchangeView } from '../../../application/queries/conversations.ts';
import type { GenerationId, ImageId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { longText } from '../protection/long-text.ts';

@allow('generations:read')
@ObjectType({ description: 'A question and its answer, as a conversation remembers them.' })
export class Exchange {
  /** For resolvers; these are no fields. */
  readonly generationId!: GenerationId;
  readonly imageIds!: readonly ImageId[];

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @longText
  @Field(() => String, { description: 'What the user wrote.' })
  readonly prompt!: string;

  @longText
  @Field(() => String, { description: 'All text of the answer; empty when there is none.' })
  readonly answer!: string;

  @Field(() => Int, { description: 'Tokens of both, estimated.' })
  readonly tokens!: number;

  @Field(() => GraphQLISODateTime, { description: 'When the answer was delivered.' })
  readonly createdAt!: Date;
}

export const ExchangeConnection = connectionOf(Exchange, 'Exchange');

export const toExchange = (view: ExchangeView): Exchange =>
  make(Exchange, {
    generationId: view.generationId,
    imageIds: view.imageIds,
    id: toId('Exchange', view.generationId),
    prompt: view.prompt,
    answer: view.answer,
    tokens: view.tokens,
    createdAt: view.createdAt,
  });
