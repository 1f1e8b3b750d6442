import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ConversationView } from '../../../application/queries/conversations.ts';
import type { ConversationId, UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Node } from './node.ts';

@allow('generations:read')
@ObjectType({
  implements: Node,
  description: 'One thread of memory: a user in a chat, until they begin a new one.',
})
export class Conversation {
  /** For resolvers; these are no fields. */
  readonly conversationId!: ConversationId;
  readonly userId!: UserId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'Chat, as decimal digits; negative for groups.' })
  readonly chatId!: string;

  @Field(() => Int, { nullable: true, description: 'Forum topic.' })
  readonly threadId!: number | null;

  @Field(() => GraphQLISODateTime, { description: 'When it was begun.' })
  readonly createdAt!: Date;
}

export const ConversationConnection = connectionOf(Conversation, 'Conversation');

export const toConversation = (view: ConversationView): Conversation =>
  make(Conversation, {
    conversationId: view.id,
    userId: view.userId,
    id: toId('Conversation', view.id),
    chatId: String(view.chatId),
    threadId: view.threadId ?? null,
    createdAt: view.createdAt,
  });
