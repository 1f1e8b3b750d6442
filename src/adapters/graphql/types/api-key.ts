import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { ApiKeyView } from '../../../application/queries/access.ts';
import { permissionsIn } from '../../../domain/access/permission.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Permission } from './permission.ts';

@allow('access:read')
@ObjectType({ description: 'What an integrator sends as `Authorization: Bearer nb_...`.' })
export class ApiKey {
  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'What it is for.' })
  readonly name!: string;

  @Field(() => String, { description: 'How it begins: the rest is known to its holder alone.' })
  readonly prefix!: string;

  @Field(() => [Permission], { description: 'What it allows.' })
  readonly scopes!: readonly string[];

  @Field(() => Int, { description: 'Requests it may make in a minute, on all servers together.' })
  readonly requestsPerMinute!: number;

  @Field(() => ID, { description: 'Of the admin or API key that made it.' })
  readonly createdById!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it stops working; null: not before it is revoked.',
  })
  readonly expiresAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was used last, to the minute; null: never.',
  })
  readonly lastUsedAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Since when it is of no use; null while it was not revoked.',
  })
  readonly revokedAt!: Date | null;
}

export const toApiKey = (view: ApiKeyView): ApiKey =>
  make(ApiKey, {
    id: toId('ApiKey', view.id),
    name: view.name,
    prefix: `nb_${view.id}_`,
    scopes: permissionsIn(view.scopes),
    requestsPerMinute: view.requestsPerMinute,
    createdById: toId(view.createdBy.kind === 'admin' ? 'Admin' : 'ApiKey', view.createdBy.id),
    createdAt: view.createdAt,
    expiresAt: view.expiresAt ?? null,
    lastUsedAt: view.lastUsedAt ?? null,
    revokedAt: view.revokedAt ?? null,
  });
