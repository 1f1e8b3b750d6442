import { GraphQLJSON } from 'graphql-scalars';
import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { AuditRecordView } from '../../../application/queries/audit-log.ts';
import type { AuditActor as Actor } from '../../../domain/access/audit.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { idOfSubject, toId } from '../ids.ts';
import { make } from '../make.ts';
import { longText } from '../protection/long-text.ts';

const AuditActorKind = {
  ADMIN: 'admin',
  API_KEY: 'api_key',
  NOBODY: 'nobody',
  SYSTEM: 'system',
} as const satisfies Record<string, Actor['kind']>;

registerEnumType(AuditActorKind, {
  name: 'AuditActorKind',
  description: 'Who can be named in the audit log.',
  valuesConfig: {
    ADMIN: { description: 'An admin, signed in.' },
    API_KEY: { description: 'An integrator, with an API key.' },
    NOBODY: { description: 'Somebody who could not sign in.' },
    SYSTEM: { description: 'The product itself.' },
  },
});

@allow('inherited')
@ObjectType({ description: 'Who did it, as they were called then.' })
export class AuditActor {
  @Field(() => AuditActorKind, { description: 'What they proved themselves with.' })
  readonly kind!: string;

  @Field(() => ID, { description: 'Of the admin or API key; else any text.' })
  readonly id!: string;

  @Field(() => String, { description: "The admin's login, or the key's name." })
  readonly name!: string;
}

@allow('audit:read')
@ObjectType({
  description:
    'One thing that somebody did. Rows are chained by hashes: a changed or missing one is seen.',
})
export class AuditRow {
  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'Its number in the chain, as decimal digits; no gaps.' })
  readonly seq!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was done.' })
  readonly at!: Date;

  @Field(() => AuditActor, { description: 'Who did it.' })
  readonly actor!: AuditActor;

  @Field(() => String, { description: 'What was done, e.g. `user.ban`.' })
  readonly action!: string;

  @Field(() => String, { description: 'The type of what it was done to, e.g. `User`.' })
  readonly subjectType!: string;

  @Field(() => ID, { description: "What it was done to; an id of this API's where it has one." })
  readonly subjectId!: string;

  @longText
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'What the action shows of its subject as it was before; null for nothing.',
  })
  readonly before!: unknown;

  @longText
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'What the action shows of its subject as it was after; null for nothing.',
  })
  readonly after!: unknown;

  @Field(() => String, { nullable: true, description: 'IP address that the request came from.' })
  readonly ip!: string | null;

  @Field(() => String, { nullable: true, description: 'User agent of the request.' })
  readonly userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'Idempotency key of the request.' })
  readonly idempotencyKey!: string | null;

  @Field(() => String, { description: 'SHA-256 of the row before, in hex.' })
  readonly previousHash!: string;

  @Field(() => String, { description: 'SHA-256 of this row and the one before, in hex.' })
  readonly hash!: string;
}

export const AuditRowConnection = connectionOf(AuditRow, 'AuditRow');

export function toAuditRow(view: AuditRecordView): AuditRow {
  return make(AuditRow, {
    id: toId('AuditRow', view.seq),
    seq: view.seq,
    at: view.at,
    actor: toAuditActor(view.actor),
    action: view.action,
    subjectType: view.subjectType,
    subjectId: idOfSubject(view.subjectType, view.subjectId),
    before: view.before ?? null,
    after: view.after ?? null,
    ip: view.ip ?? null,
    userAgent: view.userAgent ?? null,
    idempotencyKey: view.idempotencyKey ?? null,
    previousHash: view.previousHash,
    hash: view.hash,
  });
}

function toAuditActor({ kind, id, name }: AuditRecordView['actor']): AuditActor {
  switch (kind) {
    case 'admin':
      return make(AuditActor, { kind, id: toId('Admin', id), name });
    case 'api_key':
      return make(AuditActor, { kind, id: toId('ApiKey', id), name });
    default:
      return make(AuditActor, { kind, id, name });
  }
}
