import { pageSize, type Samples } from './samples.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Something that the admin panel or an integrator asks for. */
export interface Operation {
  readonly name: string;
  readonly document: string;
  /** Of the nth run: each looks at something else where there is something else to look at. */
  readonly variables?: (samples: Samples, run: number) => Variables;
  /** The list, under `data`, of which each run reads the page behind that of the run before. */
  readonly pagesOf?: string;
}

export interface List {
  readonly name: string;
  readonly field: string;
  /** Of the list, beside those for paging. */
  readonly args?: string;
  /** The fields of a row. */
  readonly node: string;
  readonly isCounted?: boolean;
  /** Declarations of variables, e.g. `$id: ID!`. */
  readonly declared?: string;
  readonly variables?: Operation['variables'];
  /** PostGraphile calls them `Cursor`. */
  readonly cursorType?: string;
}

/** A list that is read page by page. */
export function listOperation(list: List): Operation {
  const { name, field, args = '', node, declared = '', cursorType = 'String' } = list;
  const count = list.isCounted ? 'totalCount totalCountPrecision' : '';
  return {
    name,
    document: `query List($after: ${cursorType} ${declared}) {
      ${field}(first: ${pageSize}, after: $after ${args}) {
        ${count}
        edges { cursor node { ${node} } }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    pagesOf: field,
    ...(list.variables === undefined ? {} : { variables: list.variables }),
  };
}

/** The nth, starting over after the last. */
export function nth<T>(values: readonly T[], run: number): T {
  const value = values[run % values.length];
  if (value === undefined) {
    throw new RangeError('Cannot choose as there is no sample');
  }
  return value;
}
