import { Field, ID, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { IdempotencyConflict, NotFound, Refused, resultOf } from '../errors/failures.ts';
import { Admin } from './admin.ts';
import { ApiKey } from './api-key.ts';
import { Role } from './role.ts';
import { Success } from './success.ts';

@allow('inherited')
@ObjectType({ description: 'The account is as asked for.' })
export class AdminSuccess extends Success {
  @Field(() => Admin, { description: 'As it is now.' })
  readonly admin!: Admin;
}

@allow('inherited')
@ObjectType({ description: 'The role is as asked for; it counts from the next request on.' })
export class RoleSuccess extends Success {
  @Field(() => Role, { description: 'As it is now.' })
  readonly role!: Role;
}

@allow('inherited')
@ObjectType({ description: 'It is gone.' })
export class RemovalSuccess extends Success {
  @Field(() => ID, { description: 'What is gone.' })
  readonly id!: string;
}

@allow('inherited')
@ObjectType({ description: 'The key is made.' })
export class CreateApiKeySuccess extends Success {
  @Field(() => ApiKey, { description: 'What is known of it from now on.' })
  readonly apiKey!: ApiKey;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself, `nb_...`: shown this once and kept nowhere. Null for a repetition.',
  })
  readonly token!: string | null;
}

@allow('inherited')
@ObjectType({ description: 'The key opens nothing any more.' })
export class RevokeApiKeySuccess extends Success {
  @Field(() => ApiKey, { description: 'As it is now.' })
  readonly apiKey!: ApiKey;
}

const failures = [NotFound, Refused, IdempotencyConflict] as const;

export const CreateAdminResult = resultOf('CreateAdmin', [AdminSuccess, ...failures]);
export const ChangeAdminResult = resultOf('ChangeAdmin', [AdminSuccess, ...failures]);
export const ResetAdminPasswordResult = resultOf('ResetAdminPassword', [AdminSuccess, ...failures]);
export const SaveRoleResult = resultOf('SaveRole', [RoleSuccess, Refused, IdempotencyConflict]);
export const DeleteRoleResult = resultOf('DeleteRole', [RemovalSuccess, ...failures]);
export const CreateApiKeyResult = resultOf('CreateApiKey', [
  CreateApiKeySuccess,
  Refused,
  IdempotencyConflict,
]);
export const RevokeApiKeyResult = resultOf('RevokeApiKey', [
  RevokeApiKeySuccess,
  NotFound,
  IdempotencyConflict,
]);
export const RevokeSessionResult = resultOf('RevokeSession', [
  RemovalSuccess,
  NotFound,
  IdempotencyConflict,
]);
