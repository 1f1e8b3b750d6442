import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { modelId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { Model, toModel } from '../types/model.ts';
import { modelOf } from './relations.ts';

@Resolver(() => Model)
export class ModelResolver {
  @allow('catalogue:read')
  @Query(() => [Model], { description: 'The whole catalogue, in the order that users see.' })
  async models(@Ctx() { services }: ApiContext): Promise<Model[]> {
    return (await services.catalogue.all()).map(toModel);
  }

  @allow('catalogue:read')
  @Query(() => Model, { nullable: true, description: 'One model; NOT_FOUND when there is none.' })
  async model(
    @Arg('id', () => ID, { description: 'Of the model.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<Model> {
    const model = await modelOf(context, modelId(fromId('Model', id)));
    if (model === null) {
      throw notFound('Model', id);
    }
    return model;
  }

  @FieldResolver(() => Model, {
    nullable: true,
    description: 'Asked when this one is overloaded or retired.',
  })
  fallback(@Root() { fallbackId }: Model, @Ctx() context: ApiContext) {
    return modelOf(context, fallbackId);
  }
}
