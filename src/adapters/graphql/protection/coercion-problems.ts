import { type ASTNode, type DocumentNode, type GraphQLError, Kind, visit } from 'graphql';
import type { InputProblem } from '../errors/request-errors.ts';

/**
 * The fields and rules behind an error with which graphql refuses a value: that of a variable, or one
 * written in the document. Undefined: the error is about something else.
 */
export function problemsOf(
  error: GraphQLError,
  document: DocumentNode | undefined,
): readonly InputProblem[] | undefined {
  const problem = problemOfVariable(error) ?? problemOfLiteral(error, document);
  return problem && [problem];
}

/** Wordings of `getVariableValues` and `getArgumentValues` (graphql 16.15). */
function problemOfVariable({ message, nodes }: GraphQLError): InputProblem | undefined {
  if (nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) {
    const inner = /^Variable "\$(\w+)" got invalid value .*? at "(\1[^"]*)"; (.*)$/s.exec(message);
    if (inner?.[2] !== undefined && inner[3] !== undefined) {
      // Items are named as everywhere: `scopes.0`.
      return { field: inner[2].replace(/\[(\d+)\]/g, '.$1'), rule: inner[3] };
    }
    const whole = /^Variable "\$(\w+)" got invalid value .*?; (.*)$/s.exec(message);
    if (whole?.[1] !== undefined && whole[2] !== undefined) {
      return { field: whole[1], rule: whole[2] };
    }
    const absent = /^Variable "\$(\w+)" of (?:required|non-null) type/.exec(message);
    return absent?.[1] === undefined ? undefined : { field: absent[1], rule: 'must be given' };
  }
  const argument =
    /^Argument "(\w+)" of (?:required|non-null) type .* (?:must not be null|was provided the variable)/.exec(
      message,
    );
  return argument?.[1] === undefined ? undefined : { field: argument[1], rule: 'must be given' };
}

const valueKinds: readonly Kind[] = [
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
];

function problemOfLiteral(
  { message, nodes }: GraphQLError,
  document: DocumentNode | undefined,
): InputProblem | undefined {
  const [node, ...others] = nodes ?? [];
  if (node === undefined || others.length > 0 || !valueKinds.includes(node.kind)) {
    return undefined;
  }
  const field = document && inputPath(document, node);
  return field === undefined ? undefined : { field, rule: message };
}

/** e.g. `input.reason` or `filter.kinds.0`: where in a field's arguments a value stands. */
function inputPath(document: DocumentNode, wanted: ASTNode): string | undefined {
  const path: string[] = [];
  let found: string | undefined;
  visit(document, {
    enter(node, key, parent) {
      if (found !== undefined) {
        return;
      }
      const name = nameIn(node, key, parent);
      if (name !== undefined) {
        path.push(name);
      }
      if (node === wanted) {
        found = path.join('.');
      }
    },
    leave(node, key, parent) {
      if (nameIn(node, key, parent) !== undefined) {
        path.pop();
      }
    },
  });
  return found === '' ? undefined : found;
}

function nameIn(node: ASTNode, key: unknown, parent: unknown): string | undefined {
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) {
    return node.name.value;
  }
  return Array.isArray(parent) && typeof key === 'number' && valueKinds.includes(node.kind)
    ? String(key)
    : undefined;
}
