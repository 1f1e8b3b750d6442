import type { DefinitionNode, ValidationRule } from 'graphql';
import type { ReadLimits } from './read-limits.ts';
import { structureExcess } from './structure.ts';

/**
 * Refuses a document whose structure breaks a limit, with one error that has its code in `extensions`.
 *
 * `validate` makes all rules before it walks the document, so this one decides while it is made, and
 * takes the document away from the others: the specified rules overflow the stack on a ring of fragments
 * (graphql 16.15, 100 fragments), and take time quadratic in repeated fields.
 */
export function limitStructure(limits: ReadLimits): ValidationRule {
  return (context) => {
    const document = context.getDocument();
    const excess = structureExcess(document, limits);
    if (excess !== undefined) {
      context.reportError(excess);
      (document.definitions as DefinitionNode[]).length = 0;
    }
    return {};
  };
}
