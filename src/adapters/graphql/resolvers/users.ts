import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { userId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf, listed } from '../connections/connection.ts';
import { pageOf } from '../connections/invalid-cursor.ts';
import { takeOf } from '../connections/page-args.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { UsersArgs, userFilterOf, userSortOf } from '../inputs/users.ts';
import { toUser, User } from '../types/user.ts';
import { userOf } from './relations.ts';

const UserConnection = connectionOf(User, 'User');

@Resolver(() => User)
export class UserResolver {
  @allow('users:read')
  @Query(() => User, { nullable: true, description: 'One user; NOT_FOUND when there is none.' })
  async user(
    @Arg('id', () => ID, { description: 'Of the user.' }) id: string,
    @Ctx() { loaders }: ApiContext,
  ): Promise<User> {
    const view = await loaders.users.load(userId(Number(fromId('User', id))));
    if (view === undefined) {
      throw notFound('User', id);
    }
    return toUser(view);
  }

  @allow('users:read')
  @Query(() => UserConnection, { description: 'Users, filtered and sorted.' })
  async users(@Args(() => UsersArgs) args: UsersArgs, @Ctx() { services }: ApiContext) {
    const { users } = services.lists;
    const filter = userFilterOf(args.filter);
    const request = { filter, sort: userSortOf(args.sort), take: takeOf(args) };
    const page = pageOf(await users.page(request));
    return listed({ page, count: () => users.count(filter) }, toUser);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who invited them.' })
  inviter(@Root() { inviterId }: User, @Ctx() context: ApiContext) {
    return userOf(context, inviterId);
  }
}
