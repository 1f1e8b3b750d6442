import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { imageId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { Generation } from '../types/generation.ts';
import { Image, toImage } from '../types/image.ts';
import { generationOf } from './relations.ts';

@Resolver(() => Image)
export class ImageResolver {
  @allow('generations:read')
  @Query(() => Image, {
    nullable: true,
    description: 'One picture that was made; NOT_FOUND when there is none.',
  })
  async image(
    @Arg('id', () => ID, { description: 'Of the picture.' }) id: string,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Image> {
    const view = await loaders.images.load(imageId(fromId('Image', id)));
    if (view === undefined) {
      throw notFound('Image', id);
    }
    return toImage(view);
  }

  @FieldResolver(() => String, {
    description: 'Where the original can be had, without signing in, for one to two hours.',
  })
  url(@Root() image: Image, @Ctx() { services }: ApiContext): string {
    return services.imageUrls.urlOf(image.imageId, 'original');
  }

  @FieldResolver(() => String, {
    description:
      'Where a JPEG of at most 320 pixels a side can be had, without signing in, for one to two hours.',
  })
  thumbnailUrl(@Root() image: Image, @Ctx() { services }: ApiContext): string {
    return services.imageUrls.urlOf(image.imageId, 'thumbnail');
  }

  @FieldResolver(() => Generation, { nullable: true, description: 'What it was made for.' })
  generation(@Root() { generationId }: Image, @Ctx() context: ApiContext) {
    return generationOf(context, generationId);
  }
}
