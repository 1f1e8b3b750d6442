import { Ctx, Query, Resolver } from 'type-graphql';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { Health, toHealth } from '../types/health.ts';

@Resolver()
export class HealthResolver {
  @allow('health:read')
  @Query(() => Health, { description: 'How the product is doing, as of this moment.' })
  async health(@Ctx() { services }: ApiContext): Promise<Health> {
    return toHealth(await services.health.execute());
  }
}
