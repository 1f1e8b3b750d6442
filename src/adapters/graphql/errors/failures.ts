import {
  type ClassType,
  createUnionType,
  Field,
  ID,
  Int,
  InterfaceType,
  ObjectType,
} from 'type-graphql';
import { allow } from '../access/allow.ts';
import type { IdType } from '../ids.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

@InterfaceType({
  description: 'Why a mutation did nothing. Expected failures are types in its result union.',
})
export abstract class Failure {
  @Field(() => String, { description: 'For people, in English.' })
  readonly message!: string;
}

@allow('inherited')
@ObjectType({ implements: Failure, description: 'The id names nothing that exists.' })
export class NotFound extends Failure {
  @Field(() => String, { description: 'The type that was looked for, e.g. `User`.' })
  readonly type!: string;

  @Field(() => ID, { description: 'The id that was given.' })
  readonly id!: string;
}

@allow('inherited')
@ObjectType({
  implements: Failure,
  description: 'The idempotency key was used before for something else.',
})
export class IdempotencyConflict extends Failure {
  @Field(() => String, { description: 'The key that was given.' })
  readonly idempotencyKey!: string;
}

@allow('inherited')
@ObjectType({
  implements: Failure,
  description: 'The state of things does not allow it; `reason` says which rule.',
})
export class Refused extends Failure {
  @Field(() => String, { description: 'A stable word for programs, e.g. `too_late`.' })
  readonly reason!: string;
}

@allow('inherited')
@ObjectType({ implements: Failure, description: 'The user has too few available credits.' })
export class InsufficientCredits extends Failure {
  @Field(() => Int, { description: 'Credits available now.' })
  readonly available!: number;

  @Field(() => Int, { description: 'Credits needed.' })
  readonly required!: number;
}

export const unknown = (type: IdType, value: string | number): NotFound => {
  const id = toId(type, value);
  return make(NotFound, { message: `There is no ${type} ${id}`, type, id });
};

/** Of what has a name of its own instead of an id. */
export const unknownName = (type: string, name: string): NotFound =>
  make(NotFound, { message: `There is no ${type} ${name}`, type, id: name });

export const conflict = (idempotencyKey: string | null | undefined): IdempotencyConflict =>
  make(IdempotencyConflict, {
    message: 'This idempotency key was used before for something else: use a new one',
    idempotencyKey: idempotencyKey ?? '',
  });

export const refused = (reason: string, message: string): Refused =>
  make(Refused, { reason, message });

/** `<Name>Result`: what a mutation did, or why it did not. Members are told apart by class. */
export function resultOf<T extends readonly ClassType[]>(name: string, members: T) {
  return createUnionType({
    name: `${name}Result`,
    description: `What \`${name.charAt(0).toLowerCase()}${name.slice(1)}\` did, or why it did not.`,
    types: () => [...members] as const,
    resolveType: (value: object) => {
      const found = members.find((member) => value instanceof member);
      if (found === undefined) {
        throw new Error(`Cannot tell which member of ${name}Result this is`);
      }
      return found.name;
    },
  });
}
