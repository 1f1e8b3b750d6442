import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { allow } from '../access/allow.ts';

@allow('inherited')
@ObjectType({ description: 'Where a page stands in its list (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow after `endCursor`.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether more come before `startCursor`.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first edge; null on an empty page.',
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last edge; null on an empty page.',
  })
  readonly endCursor!: string | null;
}

export const CountPrecision = {
  EXACT: 'exact',
  AT_LEAST: 'at_least',
  ESTIMATE: 'estimate',
} as const;

registerEnumType(CountPrecision, {
  name: 'CountPrecision',
  description: 'How exact a total is. Counting millions of rows for every page would be slow.',
  valuesConfig: {
    EXACT: { description: 'Counted.' },
    AT_LEAST: { description: 'Counted up to a limit: there are this many, or more.' },
    ESTIMATE: { description: 'From statistics of the database: near, not exact.' },
  },
});

export const SortDirection = { ASC: 'asc', DESC: 'desc' } as const;

registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'The order of a list.',
  valuesConfig: {
    ASC: { description: 'Smallest or oldest first.' },
    DESC: { description: 'Largest or newest first.' },
  },
});
