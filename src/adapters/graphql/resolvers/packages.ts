import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { packageId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { Package, toPackage } from '../types/package.ts';
import { packageOf } from './relations.ts';

@Resolver()
export class PackageResolver {
  @allow('catalogue:read')
  @Query(() => [Package], {
    description: 'All packages in the order that users see, those not on sale too.',
  })
  async packages(@Ctx() { services }: ApiContext): Promise<Package[]> {
    return (await services.packages.all()).map(toPackage);
  }

  @allow('catalogue:read')
  @Query(() => Package, {
    nullable: true,
    description: 'One package; NOT_FOUND when there is none.',
  })
  async package(
    @Arg('id', () => ID, { description: 'Of the package.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<Package> {
    const one = await packageOf(context, packageId(fromId('Package', id)));
    if (one === null) {
      throw notFound('Package', id);
    }
    return one;
  }
}
