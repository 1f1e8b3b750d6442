import type { ContentProblem } from '../../../domain/content/content.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';

/** The rule that a text of the bot breaks, for people. */
export function contentRule(problem: ContentProblem): string {
  switch (problem.rule) {
    case 'empty':
      return 'must not be empty';
    case 'too_long':
      return `must be at most ${problem.limit} characters: it has ${problem.length}`;
    case 'too_long_when_shown':
      return `must be at most ${problem.limit} characters as users see it: it has ${problem.length}`;
    case 'syntax':
      return 'must be written in Fluent syntax: its braces must match, and a choice needs a default';
    case 'unknown_variable':
      return `must not use the value $${problem.name}: ${allowed(problem.allowed)}`;
    case 'unknown_reference':
      return `must not refer to the message ${problem.name}: ${allowed(problem.allowed)}`;
    case 'unknown_function':
      return `must not use the function ${problem.name}`;
    case 'unwritable':
      return 'must be a text that can be written with its values';
    default:
      return assertNever(problem);
  }
}

const allowed = (names: readonly string[]): string =>
  names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
