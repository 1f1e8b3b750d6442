import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { AuditLogArgs, auditFilterOf } from '../inputs/audit-log.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { AuditRowConnection, toAuditRow } from '../types/audit-row.ts';

@Resolver()
export class AuditLogResolver {
  @allow('audit:read')
  @Query(() => AuditRowConnection, { description: 'What admins and API keys did, filtered.' })
  auditLog(@Args(() => AuditLogArgs) args: AuditLogArgs, @Ctx() { services }: ApiContext) {
    const filter = auditFilterOf(args.filter);
    const sort = sortOf(args.sort, 'recorded');
    return readList(services.lists.auditLog, { filter, sort, args }, toAuditRow);
  }
}
