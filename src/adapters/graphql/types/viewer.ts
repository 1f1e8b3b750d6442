import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Actor } from '../../../application/access/actor.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

const ViewerKind = { ADMIN: 'admin', API_KEY: 'api_key' } as const;

registerEnumType(ViewerKind, {
  name: 'ViewerKind',
  description: 'What a request proves itself with.',
  valuesConfig: {
    ADMIN: { description: 'An admin, signed in with a session.' },
    API_KEY: { description: 'An integrator, with an API key.' },
  },
});

@allow('signed_in')
@ObjectType({ description: 'Whoever sends this request, and what they may do.' })
export class Viewer {
  @Field(() => ID, { description: 'Of the admin, or of the API key.' })
  readonly id!: string;

  @Field(() => ViewerKind, { description: 'What the request proves itself with.' })
  readonly kind!: Actor['kind'];

  @Field(() => String, { description: "The admin's login, or the key's name." })
  readonly name!: string;

  @Field(() => [String], {
    description: 'Permissions, e.g. `users:read`. Fields that need another answer FORBIDDEN.',
  })
  readonly permissions!: readonly string[];
}

export const toViewer = ({ kind, id, name, permissions }: Actor): Viewer =>
  make(Viewer, {
    id: toId(kind === 'admin' ? 'Admin' : 'ApiKey', id),
    kind,
    name,
    permissions: [...permissions].toSorted(),
  });
