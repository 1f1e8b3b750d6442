/** What one request may ask for. All are inclusive, and decided before anything is executed. */
export interface ReadLimits {
  /** Lexical tokens of a document; the parser stops at the next one. */
  readonly tokens: number;
  /** Fields within fields. Introspection has a bound of its own. */
  readonly depth: number;
  /** Fields within fields below `__schema` and `__type`; the usual tools' query has 13. */
  readonly introspectionDepth: number;
  /** Fields of one operation, each counted wherever a fragment brings it. */
  readonly fields: number;
  /** Fields of one operation that are given another name. */
  readonly aliases: number;
  readonly directives: number;
  /** Fields at the top of one operation. */
  readonly rootFields: number;
  /** See `costOf`: about the number of objects that the answer can hold. */
  readonly cost: number;
}

/**
 * Wide enough for every query of the admin panel and for what client generators write, narrow enough
 * that the dearest document allowed is validated in some 20 ms and answered with a few megabytes.
 */
export const readLimits: ReadLimits = {
  tokens: 2_000,
  depth: 10,
  introspectionDepth: 20,
  fields: 500,
  aliases: 30,
  directives: 20,
  rootFields: 20,
  cost: 5_000,
};

/** How many rows lists are taken to have. */
export interface ListSizes {
  /** Of a connection that is asked for without `first` and `last`. */
  readonly defaultPage: number;
  /** Greater values of `first` and `last` are refused where arguments are checked. */
  readonly largestPage: number;
  /** Of a list without pages, unless the field's extension `listSize` says otherwise. */
  readonly plainList: number;
}

export const listSizes: ListSizes = { defaultPage: 25, largestPage: 100, plainList: 10 };
