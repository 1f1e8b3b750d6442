/** A rule that a field of something breaks. */
export interface FieldProblem<Field extends string = string> {
  readonly field: Field;
  /** Follows the field's name, e.g. `must be 1 to 64 characters in one line`. */
  readonly rule: string;
}

/** One problem, if the rule does not hold. */
export const unless = <Field extends string>(
  holds: boolean,
  field: Field,
  rule: string,
): readonly FieldProblem<Field>[] => (holds ? [] : [{ field, rule }]);

export const isWholeWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

/** For texts on buttons and in lists. */
export const isOneLine = (text: string, longest: number): boolean =>
  text.length >= 1 && text.length <= longest && !text.includes('\n');
