import type { ClassType } from 'type-graphql';

/** The fields of a GraphQL class that are data, without those that are computed. */
export type FieldsOf<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? never : K]: T[K];
};

/** An object of a GraphQL class: unions and interfaces tell their members apart by class. */
export function make<T extends object>(type: ClassType<T>, fields: FieldsOf<T>): T {
  return Object.assign(Object.create(type.prototype), fields);
}
