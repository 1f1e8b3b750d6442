import { Ctx, Query, Resolver } from 'type-graphql';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { toViewer, Viewer } from '../types/viewer.ts';

@Resolver()
export class ViewerResolver {
  @allow('anyone')
  @Query(() => Viewer, {
    nullable: true,
    description: 'Who this request comes from; null when nobody is signed in.',
  })
  viewer(@Ctx() { actor }: ApiContext): Viewer | null {
    return actor === undefined ? null : toViewer(actor);
  }
}
