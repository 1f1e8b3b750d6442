import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { SessionView } from '../../../application/queries/access.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

@allow('inherited')
@ObjectType({ description: 'A browser that an admin is signed in with.' })
export class AdminSession {
  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => GraphQLISODateTime, { description: 'When the admin signed in.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was used last, to the minute.' })
  readonly lastUsedAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it ends at the latest.' })
  readonly expiresAt!: Date;

  @Field(() => String, { description: 'Address that the admin signed in from.' })
  readonly ip!: string;

  @Field(() => String, { nullable: true, description: 'What the browser called itself.' })
  readonly userAgent!: string | null;

  @Field(() => Boolean, { description: 'Whether it is the session of this request.' })
  readonly isCurrent!: boolean;
}

export const toAdminSession = (view: SessionView, currentId: string | undefined): AdminSession =>
  make(AdminSession, {
    id: toId('Session', view.id),
    createdAt: view.createdAt,
    lastUsedAt: view.lastUsedAt,
    expiresAt: view.expiresAt,
    ip: view.ip,
    userAgent: view.userAgent ?? null,
    isCurrent: view.id === currentId,
  });
