import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Count, Page } from '../../../application/queries/paging.ts';
import { allow } from '../access/allow.ts';
import { CountPrecision, PageInfo } from './page-info.ts';

/** A page of a list, and how to count the whole list if somebody asks. */
export interface Listed<Row> {
  readonly page: Page<Row>;
  readonly count: () => Promise<Count>;
}

/**
 * The Relay types of a list of nodes: `<Name>Connection` and `<Name>Edge`. A resolver returns what
 * `listed` makes; the total is counted only when a query asks for it.
 */
export function connectionOf<Node extends object>(node: ClassType<Node>, name: string) {
  @allow('inherited')
  @ObjectType(`${name}Edge`, { description: 'A row of a list, and where it stands (Relay).' })
  class Edge {
    @Field(() => node, { description: 'The row.' })
    readonly node!: Node;

    @Field(() => String, { description: 'Opaque; for `after` and `before` of the same sort.' })
    readonly cursor!: string;
  }

  @allow('inherited')
  @ObjectType(`${name}Connection`, { description: 'A page of a list (Relay).' })
  class Connection {
    readonly count!: () => Promise<Count>;

    @Field(() => [Edge], { description: 'The rows with their cursors.' })
    readonly edges!: Edge[];

    @Field(() => [node], { description: 'The rows alone.' })
    readonly nodes!: Node[];

    @Field(() => PageInfo, { description: 'Where this page stands.' })
    readonly pageInfo!: PageInfo;

    @Field(() => Int, {
      description: 'How many rows the filter matches on all pages; see `totalCountPrecision`.',
    })
    async totalCount(): Promise<number> {
      return (await this.count()).value;
    }

    @Field(() => CountPrecision, { description: 'How exact `totalCount` is.' })
    async totalCountPrecision(): Promise<Count['precision']> {
      return (await this.count()).precision;
    }
  }
  return Connection;
}

/** The plain object behind a connection. `count` runs once, however many fields need it. */
export function listed<Row, Node>({ page, count }: Listed<Row>, toNode: (row: Row) => Node) {
  let counted: Promise<Count> | undefined;
  const edges = page.edges.map(({ node, cursor }) => ({ node: toNode(node), cursor }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: () => {
      counted ??= count();
      return counted;
    },
  };
}
