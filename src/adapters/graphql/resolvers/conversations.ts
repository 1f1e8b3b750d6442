import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { conversationId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { ChildPageArgs } from '../connections/child-page-args.ts';
import { readChildren } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { Conversation, toConversation } from '../types/conversation.ts';
import { Exchange, ExchangeConnection, toExchange } from '../types/exchange.ts';
import { Generation } from '../types/generation.ts';
import { Image } from '../types/image.ts';
import { User } from '../types/user.ts';
import { generationOf, imagesOf, userOf } from './relations.ts';

@Resolver(() => Conversation)
export class ConversationResolver {
  @allow('generations:read')
  @Query(() => Conversation, {
    nullable: true,
    description: 'One conversation; NOT_FOUND when there is none.',
  })
  async conversation(
    @Arg('id', () => ID, { description: 'Of the conversation.' }) id: string,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Conversation> {
    const view = await loaders.conversations.load(conversationId(fromId('Conversation', id)));
    if (view === undefined) {
      throw notFound('Conversation', id);
    }
    return toConversation(view);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Whose it is.' })
  user(@Root() { userId }: Conversation, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }

  @FieldResolver(() => ExchangeConnection, { description: 'What it remembers.' })
  exchanges(
    @Root() conversation: Conversation,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services, loaders }: ApiContext,
  ) {
    const parent = conversation.conversationId;
    const { exchanges } = services.lists;
    return readChildren(
      loaders,
      exchanges,
      { parent, by: 'created', filter: {}, args },
      toExchange,
    );
  }
}

@Resolver(() => Exchange)
export class ExchangeResolver {
  @FieldResolver(() => Generation, { nullable: true, description: 'The request behind it.' })
  generation(@Root() { generationId }: Exchange, @Ctx() context: ApiContext) {
    return generationOf(context, generationId);
  }

  @FieldResolver(() => [Image], { description: 'Pictures of the answer.' })
  images(@Root() { imageIds }: Exchange, @Ctx() context: ApiContext) {
    return imagesOf(context, imageIds);
  }
}
