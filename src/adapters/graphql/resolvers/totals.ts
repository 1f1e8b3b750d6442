import { Ctx, Query, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql';
import type { Totals as View } from '../../../application/queries/statistics.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { Totals, toTotals } from '../types/totals.ts';

@Resolver()
export class TotalsResolver {
  @allow('statistics:read')
  @Query(() => Totals, { description: 'Numbers of all time, as of this moment.' })
  async totals(@Ctx() { services }: ApiContext): Promise<Totals> {
    return toTotals(await services.statistics.totals());
  }

  @allow('statistics:read')
  @Subscription(() => Totals, {
    description:
      'Numbers of all time: at once, then each time that they have changed, at most once a second.',
    subscribe: ({ context }: SubscribeResolverData<unknown, unknown, ApiContext>) =>
      context.services.totals.subscribe(),
  })
  totalsChanged(@Root() totals: View): Totals {
    return toTotals(totals);
  }
}
