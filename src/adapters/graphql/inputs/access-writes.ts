import { Field, GraphQLISODateTime, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { maxRequestsPerMinute } from '../../../domain/access/api-key.ts';
import {
  type Permission as DomainPermission,
  permissions,
} from '../../../domain/access/permission.ts';
import { Permission } from '../types/permission.ts';
import { idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';

const nameRules = z.string().trim().min(1).max(100);
const passwordRules = z.string().min(8).max(200);
const key = { idempotencyKey: idempotencyKeyRules.nullish() };

@InputType({ description: 'Opens an account for an admin.' })
export class CreateAdminInput {
  static readonly inputRules = z.object({ name: nameRules, password: passwordRules, ...key });

  @Field(() => String, {
    description: 'The login: 2 to 64 of letters, digits, `.`, `_`, `-` and `@`, in any case.',
  })
  readonly name!: string;

  @Field(() => String, { description: 'For the first time, 8 to 200 characters.' })
  readonly password!: string;

  @Field(() => ID, { description: 'Of the role.' })
  readonly roleId!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Changes the role of an admin, or closes or opens the account.' })
export class ChangeAdminInput {
  static readonly inputRules = z.object(key);

  @Field(() => ID, { description: 'Of the admin.' })
  readonly adminId!: string;

  @Field(() => ID, { nullable: true, description: 'Of the new role; as it is without it.' })
  readonly roleId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the account is closed.' })
  readonly isDisabled?: boolean | null;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Gives another admin a new password, and ends their sessions.' })
export class ResetAdminPasswordInput {
  static readonly inputRules = z.object({ password: passwordRules, ...key });

  @Field(() => ID, { description: 'Of the admin; for the own password see `changePassword`.' })
  readonly adminId!: string;

  @Field(() => String, { description: 'The new one, 8 to 200 characters.' })
  readonly password!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether signing in asks for no code any more: for who lost the phone.',
  })
  readonly removesTotp!: boolean;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Adds a role, or changes the one of that name.' })
export class SaveRoleInput {
  static readonly inputRules = z.object({
    name: nameRules,
    title: nameRules,
    permissions: z.array(z.string()).max(permissions.length),
    ...key,
  });

  @Field(() => String, {
    description: 'Lower-case letters, digits, `_` and `-`, at most 32, beginning with a letter.',
  })
  readonly name!: string;

  @Field(() => String, { description: 'For people, 1 to 100 characters.' })
  readonly title!: string;

  @Field(() => [Permission], { description: 'What it allows: at most what you may do yourself.' })
  readonly permissions!: readonly DomainPermission[];

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Removes a role that nobody has.' })
export class DeleteRoleInput {
  static readonly inputRules = z.object(key);

  @Field(() => ID, { description: 'Of the role.' })
  readonly roleId!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Makes an API key.' })
export class CreateApiKeyInput {
  static readonly inputRules = z.object({
    name: nameRules,
    scopes: z.array(z.string()).min(1).max(permissions.length),
    requestsPerMinute: z.number().int().min(1).max(maxRequestsPerMinute),
    ...key,
  });

  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  readonly name!: string;

  @Field(() => [Permission], { description: 'What it allows: at most what you may do yourself.' })
  readonly scopes!: readonly DomainPermission[];

  @Field(() => Int, {
    defaultValue: 600,
    description: `Requests it may make in a minute, 1 to ${maxRequestsPerMinute}.`,
  })
  readonly requestsPerMinute!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'In the future; without it, it works until it is revoked.',
  })
  readonly expiresAt?: Date | null;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Makes an API key useless, at once and for good.' })
export class RevokeApiKeyInput {
  static readonly inputRules = z.object(key);

  @Field(() => ID, { description: 'Of the key.' })
  readonly apiKeyId!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Ends a session: an own one, or with `access:write` anybody’s.' })
export class RevokeSessionInput {
  static readonly inputRules = z.object(key);

  @Field(() => ID, { description: 'Of the session.' })
  readonly sessionId!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}
