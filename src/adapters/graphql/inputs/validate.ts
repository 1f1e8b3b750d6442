import type { ZodType, z } from 'zod';
import { badInput, type InputProblem } from '../errors/request-errors.ts';

/**
 * What every class of arguments (`@ArgsType`) carries as `static argumentRules`, and every mutation's
 * input as `static inputRules`: what values must be beyond their GraphQL types.
 */
interface WithRules {
  readonly argumentRules?: ZodType;
  readonly inputRules?: ZodType;
}

/**
 * type-graphql calls it for every argument. Classes are checked against their own rules; the rest
 * (single scalars) is checked where it is used.
 *
 * @throws GraphQLError BAD_USER_INPUT that names every field and its rule
 */
export function validateArgument(value: unknown, type: unknown): void {
  if (typeof type !== 'function' || value === null || value === undefined) {
    return;
  }
  const { argumentRules, inputRules } = type as WithRules;
  checkStorable(value, inputRules === undefined ? [] : ['input']);
  check(argumentRules, value, []);
  // By convention a mutation's only argument is called `input`.
  check(inputRules, value, ['input']);
}

/** What PostgreSQL and JavaScript write alike, with four digits, in every time zone. */
const years = { first: 1970, last: 9998 };

/** Every time and every text, wherever it stands: what the database has no place for. */
function checkStorable(value: object, path: readonly string[]): void {
  for (const [name, inner] of Object.entries(value)) {
    const field = [...path, name];
    const rule = brokenStorageRule(inner);
    if (rule !== undefined) {
      throw badInput([{ field: field.join('.'), rule }]);
    }
    if (typeof inner === 'object' && inner !== null) {
      checkStorable(inner, field);
    }
  }
}

function brokenStorageRule(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value.includes('\0') ? 'must not contain the character U+0000' : undefined;
  }
  if (!(value instanceof Date)) {
    return undefined;
  }
  const year = value.getUTCFullYear();
  return year < years.first || year > years.last
    ? `must be in the years ${years.first} to ${years.last}`
    : undefined;
}

function check(rules: ZodType | undefined, value: unknown, parents: readonly string[]): void {
  const parsed = rules?.safeParse(value);
  if (parsed?.error !== undefined) {
    throw badInput(parsed.error.issues.map((issue) => problemOf(issue, parents)));
  }
}

function problemOf(issue: z.core.$ZodIssue, parents: readonly string[]): InputProblem {
  return { field: [...parents, ...issue.path.map(String)].join('.'), rule: ruleOf(issue) };
}

function ruleOf(issue: z.core.$ZodIssue): string {
  const unit = 'origin' in issue ? unitOf(issue.origin) : '';
  switch (issue.code) {
    case 'too_small':
      return `must be at least ${issue.minimum}${unit}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unit}`;
    case 'invalid_type':
      return `must be a ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  switch (origin) {
    case 'string':
      return ' characters';
    case 'array':
      return ' items';
    default:
      return '';
  }
}
