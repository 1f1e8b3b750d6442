import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { AdminView } from '../../../application/queries/access.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

@allow('access:read')
@ObjectType({ description: 'A person who signs in with a login and a password.' })
export class Admin {
  /** For resolvers; not fields. */
  readonly adminId!: string;

  readonly roleName!: string;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'The login, in lower case.' })
  readonly name!: string;

  @Field(() => Boolean, { description: 'Whether signing in asks for a code, too.' })
  readonly hasTotp!: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Since when the account is closed; null while it is open.',
  })
  readonly disabledAt!: Date | null;

  @Field(() => GraphQLISODateTime, { description: 'When the account was opened.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Of the session used last, to the minute; null when there is none.',
  })
  readonly lastSeenAt!: Date | null;
}

export const toAdmin = (view: AdminView): Admin =>
  make(Admin, {
    adminId: view.id,
    roleName: view.role,
    id: toId('Admin', view.id),
    name: view.name,
    hasTotp: view.totp,
    disabledAt: view.disabledAt ?? null,
    createdAt: view.createdAt,
    lastSeenAt: view.lastSeenAt ?? null,
  });
