import { ArgsType, Field } from 'type-graphql';
import { z } from 'zod';
import { PageArgs, pageRules } from './page-args.ts';
import { SortDirection } from './page-info.ts';

/** Of a list below another object, in the order of time. */
@ArgsType()
export class ChildPageArgs extends PageArgs {
  static readonly argumentRules = z.object(pageRules);

  @Field(() => SortDirection, {
    defaultValue: 'desc',
    description: 'By time: DESC, the newest first, unless said otherwise.',
  })
  readonly direction!: 'asc' | 'desc';
}
