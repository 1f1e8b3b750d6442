import type { GraphQLError } from 'graphql';
import type { FieldProblem } from '../../../domain/shared/field-problem.ts';
import { badInput } from './request-errors.ts';

/**
 * Rules of the business that a mutation's input breaks: its sender's mistake, like any other value
 * that cannot be.
 *
 * @param names what the fields are called in the input
 */
export const invalidInput = <Field extends string>(
  problems: readonly FieldProblem<Field>[],
  names: { readonly [field in Field]: string },
): GraphQLError =>
  badInput(problems.map(({ field, rule }) => ({ field: `input.${names[field]}`, rule })));
