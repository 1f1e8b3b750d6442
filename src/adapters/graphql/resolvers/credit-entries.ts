import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { CreditEntriesArgs, creditEntryFilterOf } from '../inputs/credit-entries.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { CreditEntry, CreditEntryConnection, toCreditEntry } from '../types/credit-entry.ts';
import { Generation } from '../types/generation.ts';
import { User } from '../types/user.ts';
import { generationOf, userOf } from './relations.ts';

@Resolver(() => CreditEntry)
export class CreditEntryResolver {
  @allow('credits:read')
  @Query(() => CreditEntryConnection, {
    description: 'Movements of credits, filtered, in the order of booking.',
  })
  creditEntries(
    @Args(() => CreditEntriesArgs) args: CreditEntriesArgs,
    @Ctx() { services }: ApiContext,
  ) {
    const filter = creditEntryFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(services.lists.creditEntries, { filter, sort, args }, toCreditEntry);
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Whose credits moved.' })
  user(@Root() { userId }: CreditEntry, @Ctx() context: ApiContext) {
    return userOf(context, userId);
  }

  @allow('generations:read')
  @FieldResolver(() => Generation, {
    nullable: true,
    description: 'What credits are held for; null for grants and revokes.',
  })
  generation(@Root() { generationId }: CreditEntry, @Ctx() context: ApiContext) {
    return generationOf(context, generationId);
  }
}
