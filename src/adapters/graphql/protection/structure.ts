import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ReadLimits } from './read-limits.ts';
import { fragmentCycle, tooMuch } from './refusals.ts';

/** Sizes of a selection with every fragment in its place. */
interface Structure {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of this level alone. */
  readonly width: number;
}

const nothing: Structure = {
  depth: 0,
  introspectionDepth: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  width: 0,
};

/**
 * The first limit that a document breaks. Needs no schema and no valid document, takes time linear in the
 * document's length: a fragment is measured once, however often it is spread.
 */
export function structureExcess(
  document: DocumentNode,
  limits: ReadLimits,
): GraphQLError | undefined {
  const measure = new Measure(document);
  for (const definition of document.definitions) {
    const size = measure.definition(definition);
    if (measure.cycle !== undefined) {
      return fragmentCycle(measure.cycle.name.value, measure.cycle);
    }
    if (size === undefined) {
      continue;
    }
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    const excess = excessOf(size, limits, isOperation);
    if (excess !== undefined) {
      return tooMuch({ ...excess, node: definition });
    }
  }
  return undefined;
}

function excessOf(size: Structure, limits: ReadLimits, isOperation: boolean) {
  const rules = [
    ['QUERY_TOO_DEEP', 'levels of fields', limits.depth, size.depth],
    [
      'QUERY_TOO_DEEP',
      'levels of introspection',
      limits.introspectionDepth,
      size.introspectionDepth,
    ],
    ['TOO_MANY_ALIASES', 'aliases', limits.aliases, size.aliases],
    ['TOO_MANY_DIRECTIVES', 'directives', limits.directives, size.directives],
    ['TOO_MANY_ROOT_FIELDS', 'root fields', limits.rootFields, isOperation ? size.width : 0],
    ['TOO_MANY_FIELDS', 'fields', limits.fields, size.fields],
  ] as const;
  const broken = rules.find(([, , limit, actual]) => actual > limit);
  if (broken === undefined) {
    return undefined;
  }
  const [code, what, limit, actual] = broken;
  return { code, what, limit, actual };
}

class Measure {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #sizes = new Map<string, Structure | 'being measured'>();
  /** A spread that leads back to itself. */
  cycle: FragmentSpreadNode | undefined;

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  /** Undefined of what is never executed, like the definition of a type. */
  definition(definition: DocumentNode['definitions'][number]): Structure | undefined {
    switch (definition.kind) {
      case Kind.OPERATION_DEFINITION:
        return this.#operation(definition);
      case Kind.FRAGMENT_DEFINITION:
        return asExecuted(this.#ofFragment(definition), definition);
      default:
        return undefined;
    }
  }

  #operation({ selectionSet, directives, variableDefinitions }: OperationDefinitionNode) {
    const size = this.#selections(selectionSet);
    const own = [{ directives }, ...(variableDefinitions ?? [])];
    return { ...size, directives: own.reduce((sum, node) => sum + count(node), size.directives) };
  }

  #selections(set: SelectionSetNode | undefined): Structure {
    return (set?.selections ?? []).reduce<Structure>(
      (sum, selection) => joined(sum, this.#selection(selection)),
      nothing,
    );
  }

  #selection(selection: SelectionNode): Structure {
    const directives = count(selection);
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner = this.#selections(selection.selectionSet);
        const isIntrospection = ['__schema', '__type'].includes(selection.name.value);
        return {
          depth: isIntrospection ? 1 : inner.depth + 1,
          introspectionDepth: isIntrospection ? inner.depth + 1 : inner.introspectionDepth,
          fields: inner.fields + 1,
          aliases: inner.aliases + (selection.alias === undefined ? 0 : 1),
          directives: inner.directives + directives,
          width: 1,
        };
      }
      case Kind.INLINE_FRAGMENT: {
        const inner = this.#selections(selection.selectionSet);
        return { ...inner, directives: inner.directives + directives };
      }
      case Kind.FRAGMENT_SPREAD: {
        const inner = this.#spread(selection);
        return { ...inner, directives: inner.directives + directives };
      }
    }
  }

  #spread(spread: FragmentSpreadNode): Structure {
    const fragment = this.#fragments.get(spread.name.value);
    if (fragment === undefined) {
      return nothing;
    }
    if (this.#sizes.get(spread.name.value) === 'being measured') {
      this.cycle ??= spread;
      return nothing;
    }
    return this.#ofFragment(fragment);
  }

  #ofFragment(fragment: FragmentDefinitionNode): Structure {
    const name = fragment.name.value;
    const known = this.#sizes.get(name);
    if (known !== undefined && known !== 'being measured') {
      return known;
    }
    this.#sizes.set(name, 'being measured');
    const inner = this.#selections(fragment.selectionSet);
    const size = { ...inner, directives: inner.directives + count(fragment) };
    this.#sizes.set(name, size);
    return size;
  }
}

/** A fragment on `__Type` and its like stands below `__schema` alone. */
function asExecuted(size: Structure, { typeCondition }: FragmentDefinitionNode): Structure {
  return typeCondition.name.value.startsWith('__')
    ? { ...size, depth: 0, introspectionDepth: size.depth }
    : size;
}

const count = ({ directives }: { readonly directives?: readonly unknown[] | undefined }): number =>
  directives?.length ?? 0;

/** Fragments that spread fragments multiply: beyond any limit, the sums need not be exact. */
const plus = (one: number, other: number): number => Math.min(one + other, 1_000_000);

function joined(one: Structure, other: Structure): Structure {
  return {
    depth: Math.max(one.depth, other.depth),
    introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
    fields: plus(one.fields, other.fields),
    aliases: plus(one.aliases, other.aliases),
    directives: plus(one.directives, other.directives),
    width: plus(one.width, other.width),
  };
}
