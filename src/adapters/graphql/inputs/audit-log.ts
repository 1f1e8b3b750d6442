import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { AuditRecordFilter } from '../../../application/queries/audit-log.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { badInput } from '../errors/request-errors.ts';
import { fromId, typeOfId } from '../ids.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const AuditRowSort = sortInput('AuditRow', {
  RECORDED: { by: 'recorded', of: 'The order of the chain.' },
});

const nameRules = z.string().trim().min(1).max(100).nullish();

@InputType({ description: 'Conditions on rows of the audit log, all of which must hold.' })
export class AuditRowFilter {
  static readonly rules = z.object({
    action: nameRules,
    subjectType: nameRules,
    subjectId: z.string().min(1).max(200).nullish(),
    at: DateTimeRange.rules.nullish(),
  });

  @Field(() => ID, { nullable: true, description: 'Done by this admin or API key.' })
  readonly actorId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The whole action, e.g. `user.ban`. 1 to 100 characters.',
  })
  readonly action?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The type of what it was done to, e.g. `User`. 1 to 100 characters.',
  })
  readonly subjectType?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "What it was done to: an id of this API's, or, together with `subjectType`, what the log names it. 1 to 200 characters.",
  })
  readonly subjectId?: string | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When it was done.' })
  readonly at?: DateTimeRange | null;
}

@ArgsType()
export class AuditLogArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: AuditRowFilter.rules.nullish(),
  });

  @Field(() => AuditRowFilter, { nullable: true, description: 'Which rows; all without it.' })
  readonly filter?: AuditRowFilter | null;

  @Field(() => AuditRowSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<'recorded'> | null;
}

export const auditFilterOf = (filter: AuditRowFilter | null | undefined): AuditRecordFilter => ({
  actorId: actorOf(filter?.actorId),
  action: filter?.action?.trim(),
  ...subjectOf(filter),
  at: periodOf(filter?.at),
});

function actorOf(id: string | null | undefined): string | undefined {
  if (id == null) {
    return undefined;
  }
  return fromId(typeOfId(id) === 'ApiKey' ? 'ApiKey' : 'Admin', id, 'filter.actorId');
}

function subjectOf(
  filter: AuditRowFilter | null | undefined,
): Pick<AuditRecordFilter, 'subjectType' | 'subjectId'> {
  const subjectType = filter?.subjectType?.trim();
  const subjectId = filter?.subjectId ?? undefined;
  const named = subjectId === undefined ? undefined : typeOfId(subjectId);
  if (subjectId !== undefined && named !== undefined && (subjectType ?? named) === named) {
    return { subjectType: named, subjectId: fromId(named, subjectId, 'filter.subjectId') };
  }
  if (subjectId !== undefined && subjectType === undefined) {
    throw badInput([
      { field: 'filter.subjectId', rule: "must be an id of this API's when subjectType is absent" },
    ]);
  }
  return { subjectType, subjectId };
}
