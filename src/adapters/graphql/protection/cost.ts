import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ListSizes, ReadLimits } from './read-limits.ts';
import { tooMuch } from './refusals.ts';

/** What a field says of itself in its `extensions`, e.g. `@Extensions({ cost: 50 })`. */
interface FieldExtensions {
  /** Cost of the field itself, once for each object that has it. Default: 1 for an object, 0 for a scalar. */
  readonly cost?: number;
  /** How long a list without pages is taken to be. */
  readonly listSize?: number;
}

/** `__schema` and `__type`: about the objects that a description of the schema holds. */
const introspectionCost = 500;

export interface CostQuestion {
  readonly schema: GraphQLSchema;
  /** Valid for the schema. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they came, unchecked. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sizes: ListSizes;
}

/**
 * About the greatest number of objects that the answer can hold: every object counts 1, what is below a
 * list counts for each of its rows. A page has as many rows as `first` or `last` asks for. What `@skip`
 * and `@include` leave out counts too.
 */
export function costOf(question: CostQuestion): number {
  const root = question.schema.getRootType(question.operation.operation);
  return root ? new CostEstimate(question).selections(question.operation.selectionSet, root) : 0;
}

export function costExcess(actual: number, limits: ReadLimits): GraphQLError | undefined {
  return actual > limits.cost
    ? tooMuch({ code: 'QUERY_TOO_COSTLY', what: 'points of cost', limit: limits.cost, actual })
    : undefined;
}

class CostEstimate {
  readonly #question: CostQuestion;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #fragmentCosts = new Map<string, number>();

  constructor(question: CostQuestion) {
    this.#question = question;
    for (const definition of question.document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  /** `pageSize`: `type` is a connection, and its lists have that many rows. */
  selections(set: SelectionSetNode, type: GraphQLCompositeType, pageSize?: number): number {
    let sum = 0;
    for (const selection of set.selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          sum += this.#field(selection, type, pageSize);
          break;
        case Kind.INLINE_FRAGMENT: {
          const inner = this.#typeNamed(selection.typeCondition?.name.value) ?? type;
          sum += this.selections(selection.selectionSet, inner, pageSize);
          break;
        }
        case Kind.FRAGMENT_SPREAD:
          sum += this.#fragment(selection.name.value, pageSize);
          break;
      }
    }
    return Math.min(sum, Number.MAX_SAFE_INTEGER);
  }

  #fragment(name: string, pageSize: number | undefined): number {
    const key = `${name} ${pageSize}`;
    const known = this.#fragmentCosts.get(key);
    if (known !== undefined) {
      return known;
    }
    const fragment = this.#fragments.get(name);
    const type = this.#typeNamed(fragment?.typeCondition.name.value);
    const cost = fragment && type ? this.selections(fragment.selectionSet, type, pageSize) : 0;
    this.#fragmentCosts.set(key, cost);
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, pageSize: number | undefined): number {
    const name = node.name.value;
    if (name === '__schema' || name === '__type') {
      return introspectionCost;
    }
    const field = isUnionType(parent) ? undefined : parent.getFields()[name];
    if (field === undefined) {
      return 0;
    }
    const extensions = field.extensions as FieldExtensions;
    const type = getNamedType(field.type);
    if (!isCompositeType(type) || node.selectionSet === undefined) {
      return extensions.cost ?? 0;
    }
    const isList = isListType(getNullableType(field.type));
    const rows = isList ? (pageSize ?? extensions.listSize ?? this.#question.sizes.plainList) : 1;
    const below = this.selections(node.selectionSet, type, this.#pageSize(field, node));
    return rows * ((extensions.cost ?? 1) + below);
  }

  /** Undefined of a field that has no pages. */
  #pageSize(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    const paged = field.args.filter(({ name }) => name === 'first' || name === 'last');
    if (paged.length === 0) {
      return undefined;
    }
    const { defaultPage, largestPage } = this.#question.sizes;
    const asked = paged
      .map((arg): unknown => this.#argument(node, arg.name) ?? arg.defaultValue)
      .filter((value): value is number => typeof value === 'number' && value > 0);
    return asked.length === 0 ? defaultPage : Math.min(Math.max(...asked), largestPage);
  }

  #argument(node: FieldNode, name: string): number | undefined {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    switch (value?.kind) {
      case Kind.INT:
        return Number(value.value);
      case Kind.VARIABLE:
        return this.#variable(value.name.value);
      default:
        return undefined;
    }
  }

  #variable(name: string): number | undefined {
    const given = this.#question.variables[name];
    if (given !== undefined) {
      return typeof given === 'number' ? given : undefined;
    }
    const definition = this.#question.operation.variableDefinitions?.find(
      ({ variable }) => variable.name.value === name,
    );
    return definition?.defaultValue?.kind === Kind.INT
      ? Number(definition.defaultValue.value)
      : undefined;
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#question.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}
