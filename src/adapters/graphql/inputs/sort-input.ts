import { type ClassType, Field, InputType, registerEnumType } from 'type-graphql';
import type { Sort } from '../../../application/queries/paging.ts';
import { SortDirection } from '../connections/page-info.ts';

/** What an argument `sort` holds. */
export interface SortInput<By extends string> {
  readonly by: By;
  readonly direction: 'asc' | 'desc';
}

/** The name on the wire of each way to sort, what it stands for, and what it is. */
type Ways<By extends string> = Readonly<Record<string, { readonly by: By; readonly of: string }>>;

/** `<Name>Sort` and its enum `<Name>SortBy`. Lists with one order have it too: more may come. */
export function sortInput<By extends string>(
  name: string,
  ways: Ways<By>,
): ClassType<SortInput<By>> {
  const entries = Object.entries(ways);
  const by = Object.fromEntries(entries.map(([wire, way]) => [wire, way.by]));
  registerEnumType(by, {
    name: `${name}SortBy`,
    description: `What \`${name}Sort\` sorts by.`,
    valuesConfig: Object.fromEntries(entries.map(([wire, { of }]) => [wire, { description: of }])),
  });

  @InputType(`${name}Sort`, { description: 'The order of a list.' })
  class SortOf implements SortInput<By> {
    @Field(() => by, { description: 'What to sort by.' })
    readonly by!: By;

    @Field(() => SortDirection, {
      defaultValue: 'desc',
      description: 'DESC unless said otherwise.',
    })
    readonly direction!: 'asc' | 'desc';
  }
  return SortOf;
}

/** @param usual what a list is sorted by, downwards, when nothing is said */
export const sortOf = <By extends string>(
  sort: SortInput<By> | null | undefined,
  usual: NoInfer<By>,
): Sort<By> =>
  sort ? { by: sort.by, direction: sort.direction } : { by: usual, direction: 'desc' };
