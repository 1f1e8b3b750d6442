import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { generationId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { GenerationsArgs, generationFilterOf } from '../inputs/generations.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { longText } from '../protection/long-text.ts';
import { Conversation } from '../types/conversation.ts';
import { Delivery, toDelivery } from '../types/delivery.ts';
import { Generation, GenerationConnection, toGeneration } from '../types/generation.ts';
import { GenerationOutput } from '../types/generation-output.ts';
import { Image, toImage } from '../types/image.ts';
import { Model } from '../types/model.ts';
import { User } from '../types/user.ts';
import { conversationOf, imageOf, imagesOf, modelOf, userOf } from './relations.ts';

@Resolver(() => Generation)
export class GenerationResolver {
  @allow('generations:read')
  @Query(() => Generation, {
    nullable: true,
    description: 'One generation; NOT_FOUND when there is none.',
  })
  async generation(
    @Arg('id', () => ID, { description: 'Of the generation.' }) id: string,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Generation> {
    const view = await loaders.generations.load(generationId(fromId('Generation', id)));
    if (view === undefined) {
      throw notFound('Generation', id);
    }
    return toGeneration(view);
  }

  @allow('generations:read')
  @Query(() => GenerationConnection, { description: 'Generations, filtered and sorted.' })
  generations(@Args(() => GenerationsArgs) args: GenerationsArgs, @Ctx() context: ApiContext) {
    const filter = generationFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(context.services.lists.generations, { filter, sort, args }, toGeneration);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Who asked for it.' })
  user(@Root() { userId }: Generation, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }

  @FieldResolver(() => Conversation, {
    nullable: true,
    description: 'Where it belongs; null for pictures, which stand alone.',
  })
  conversation(@Root() { conversationId }: Generation, @Ctx() context: ApiContext) {
    return conversationOf(context, conversationId);
  }

  @allow('catalogue:read')
  @FieldResolver(() => Model, {
    nullable: true,
    description: 'The model that was asked for; null when the catalogue lacks it by now.',
  })
  model(@Root() { modelId }: Generation, @Ctx() context: ApiContext) {
    return modelOf(context, modelId);
  }

  @longText
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The text that was answered; null when there is none.',
  })
  async answer(
    @Root() generation: Generation,
    @Ctx() { loaders }: ApiContext,
  ): Promise<string | null> {
    return (await loaders.answers.load(generation.generationId)) ?? null;
  }

  @FieldResolver(() => [Image], { description: 'The pictures that were made, in their order.' })
  async images(@Root() generation: Generation, @Ctx() { loaders }: ApiContext): Promise<Image[]> {
    const views = await loaders.imagesOfGeneration.load(generation.generationId);
    return (views ?? []).map(toImage);
  }

  @FieldResolver(() => [Image], {
    description: 'Those pictures that came with the prompt and that this product made itself.',
  })
  inputImages(@Root() { inputImageIds }: Generation, @Ctx() context: ApiContext) {
    return imagesOf(context, inputImageIds);
  }

  @FieldResolver(() => [Delivery], { description: 'Messages that carried the result, in order.' })
  async deliveries(
    @Root() generation: Generation,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Delivery[]> {
    const views = await loaders.deliveriesOfGeneration.load(generation.generationId);
    return (views ?? []).map(toDelivery);
  }
}

@Resolver(() => GenerationOutput)
export class GenerationOutputResolver {
  @allow('catalogue:read')
  @FieldResolver(() => Model, {
    nullable: true,
    description: 'The model that answered; null when the catalogue lacks it by now.',
  })
  model(@Root() { answeredBy }: GenerationOutput, @Ctx() context: ApiContext) {
    return modelOf(context, answeredBy);
  }
}

@Resolver(() => Delivery)
export class DeliveryResolver {
  @FieldResolver(() => Image, { nullable: true, description: 'The picture that it shows.' })
  image(@Root() { imageId }: Delivery, @Ctx() context: ApiContext) {
    return imageOf(context, imageId);
  }
}
