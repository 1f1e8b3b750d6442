import type { ContentProblem } from '../../domain/content/content.ts';
import type { Language } from '../../domain/users/user.ts';

/** There is no text of this key to edit. */
export interface UnknownContent {
  readonly kind: 'unknown_content';
  readonly key: string;
}

/** The text breaks a rule. */
export interface InvalidContent {
  readonly kind: 'invalid_content';
  readonly key: string;
  readonly language: Language;
  readonly problem: ContentProblem;
}
