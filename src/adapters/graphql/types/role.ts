import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { RoleView } from '../../../application/queries/access.ts';
import { permissionsIn } from '../../../domain/access/permission.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Permission } from './permission.ts';

@allow('access:read')
@ObjectType({ description: 'A set of permissions that admins can have.' })
export class Role {
  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'e.g. `support`.' })
  readonly name!: string;

  @Field(() => String, { description: 'For people.' })
  readonly title!: string;

  @Field(() => [Permission], { description: 'What it allows.' })
  readonly permissions!: readonly string[];

  @Field(() => Boolean, {
    description: "Whether it is the owner's, which allows all and is neither edited nor removed.",
  })
  readonly isFixed!: boolean;

  @Field(() => Int, { description: 'How many admins have it, closed accounts included.' })
  readonly adminCount!: number;
}

export const toRole = ({ name, title, permissions, fixed, admins }: RoleView): Role =>
  make(Role, {
    ...{ id: toId('Role', name), name, title, isFixed: fixed, adminCount: admins },
    permissions: permissionsIn(permissions),
  });
