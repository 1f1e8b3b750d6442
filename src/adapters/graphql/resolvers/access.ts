import { Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { Admin, toAdmin } from '../types/admin.ts';
import { AdminSession, toAdminSession } from '../types/admin-session.ts';
import { ApiKey, toApiKey } from '../types/api-key.ts';
import { AuditLogReport, toAuditLogReport } from '../types/audit-log-report.ts';
import { Role, toRole } from '../types/role.ts';

/** It walks the whole log: one in a request is enough. */
const wholeLogCost = 3_000;

/** These tables are small: their lists have no pages. */
@Resolver(() => Admin)
export class AccessResolver {
  @allow('access:read')
  @Query(() => [Admin], { description: 'All admins, by login.' })
  async admins(@Ctx() { services }: ApiContext): Promise<Admin[]> {
    return (await services.accessQueries.admins()).map(toAdmin);
  }

  @allow('access:read')
  @Query(() => [Role], { description: "All roles: the owner's first, then by name." })
  async roles(@Ctx() { services }: ApiContext): Promise<Role[]> {
    return (await services.accessQueries.roles()).map(toRole);
  }

  @allow('access:read')
  @Query(() => [ApiKey], { description: 'All API keys, newest first; revoked ones too.' })
  async apiKeys(@Ctx() { services }: ApiContext): Promise<ApiKey[]> {
    return (await services.accessQueries.apiKeys()).map(toApiKey);
  }

  @allow('signed_in')
  @Query(() => [AdminSession], {
    description:
      'Browsers that this admin is signed in with, the last used first; none for an API key.',
  })
  async ownSessions(@Ctx() context: ApiContext): Promise<AdminSession[]> {
    const { services, session } = context;
    const { kind, id } = actorOf(context);
    const found =
      kind === 'admin' ? await services.accessQueries.sessions([id], services.clock.now()) : [];
    return found.map((one) => toAdminSession(one, session.id));
  }

  @allow('audit:read')
  @Extensions({ cost: wholeLogCost })
  @Query(() => AuditLogReport, {
    description: 'Checks the whole chain of the audit log: seconds for a million rows.',
  })
  async auditLogReport(@Ctx() { services }: ApiContext): Promise<AuditLogReport> {
    return toAuditLogReport(await services.access.verifyAuditLog.execute());
  }

  @FieldResolver(() => Role, { nullable: true, description: 'What they may do.' })
  async role(@Root() { roleName }: Admin, @Ctx() { loaders }: ApiContext): Promise<Role | null> {
    const role = await loaders.roles.load(roleName);
    return role === undefined ? null : toRole(role);
  }

  @FieldResolver(() => [AdminSession], {
    description: 'Browsers that they are signed in with, the last used first.',
  })
  async sessions(
    @Root() { adminId }: Admin,
    @Ctx() { loaders, session }: ApiContext,
  ): Promise<AdminSession[]> {
    return ((await loaders.sessionsOfAdmin.load(adminId)) ?? []).map((one) =>
      toAdminSession(one, session.id),
    );
  }
}
