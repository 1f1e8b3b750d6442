import { FluentResource } from '@fluent/bundle';

type Message = FluentResource['body'][number];
type Pattern = NonNullable<Message['value']>;
type Expression = Exclude<Exclude<Pattern, string>[number], string>;

/** What a text puts in, by name. */
export interface Ingredients {
  readonly variables: ReadonlySet<string>;
  /** Other messages, terms (with their `-`) and attributes (with their `.`). */
  readonly references: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

/** Fluent's parser stops silently at what it does not understand: if it came to the end, it met this. */
const endMark = 'the end of the text';

/**
 * A text as the one message of a resource; undefined when it is no valid pattern. Lines may begin as
 * they like: what would mean something to Fluent there is put between quotes.
 */
export function parseText(key: string, text: string): FluentResource | undefined {
  const source = `${key} =\n${indented(text)}`;
  const marked = new FluentResource(`${source}{"${endMark}"}\n`);
  return isWhole(marked, key) ? new FluentResource(`${source}\n`) : undefined;
}

export function ingredientsOf(resource: FluentResource): Ingredients {
  const found = {
    variables: new Set<string>(),
    references: new Set<string>(),
    functions: new Set<string>(),
  };
  for (const { value } of resource.body) {
    if (value !== null) {
      addPattern(value, found);
    }
  }
  return found;
}

/** Nothing but the message, to its end: some line separators could begin another one. */
function isWhole({ body: [message, ...others] }: FluentResource, key: string): boolean {
  if (message?.id !== key || others.length > 0 || !Array.isArray(message.value)) {
    return false;
  }
  const last = message.value.at(-1);
  return typeof last === 'object' && last.type === 'str' && last.value === endMark;
}

/** A brace between quotes is a character of the text: it opens and closes nothing. */
const quoted = /\{\s*"(?:[^"\\\n]|\\.)*"\s*\}/g;

function indented(text: string): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => {
    const safe = depth === 0 ? line.replace(/^(\s*)([[*.])/, '$1{"$2"}') : line;
    depth += balanceOf(line);
    return `    ${safe}`;
  });
  return lines.join('\n');
}

/** Braces that a line opens, less those that it closes. */
function balanceOf(line: string): number {
  const plain = line.replaceAll(quoted, '');
  return plain.split('{').length - plain.split('}').length;
}

interface Found {
  readonly variables: Set<string>;
  readonly references: Set<string>;
  readonly functions: Set<string>;
}

function addPattern(pattern: Pattern, found: Found): void {
  if (typeof pattern === 'string') {
    return;
  }
  for (const element of pattern) {
    if (typeof element !== 'string') {
      addExpression(element, found);
    }
  }
}

function addExpression(expression: Expression, found: Found): void {
  switch (expression.type) {
    case 'var':
      found.variables.add(expression.name);
      break;
    case 'mesg':
      found.references.add(nameOf(expression));
      break;
    case 'term':
      found.references.add(`-${nameOf(expression)}`);
      break;
    case 'func':
      found.functions.add(expression.name);
      for (const argument of expression.args) {
        if (argument.type !== 'narg') {
          addExpression(argument, found);
        }
      }
      break;
    case 'select':
      addExpression(expression.selector, found);
      for (const { value } of variantsOf(expression)) {
        addPattern(value, found);
      }
      break;
    case 'str':
    case 'num':
      break;
  }
}

/** The parser lets a choice without any wording pass, against its types; nothing can write it. */
function variantsOf({
  variants,
}: {
  readonly variants?: readonly { readonly value: Pattern }[];
}): readonly { readonly value: Pattern }[] {
  return variants ?? [];
}

function nameOf({ name, attr }: { readonly name: string; readonly attr: string | null }): string {
  return attr === null ? name : `${name}.${attr}`;
}
