import { Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { perform } from '../mutate.ts';
import { CreditAudit, toCreditAudit } from '../types/credit-audit.ts';

@Resolver()
export class CreditAuditResolver {
  @allow('credits:read')
  @Query(() => CreditAudit, {
    nullable: true,
    description: 'The newest check of the credits: one is made every night. Null before the first.',
  })
  async lastCreditAudit(@Ctx() { services }: ApiContext): Promise<CreditAudit | null> {
    const run = await services.unitOfWork.direct.creditAudits.last();
    return run === undefined ? null : toCreditAudit(run);
  }

  @allow('credits:grant')
  @Mutation(() => CreditAudit, {
    description:
      'Checks all credits against what they were given and taken for, and changes none of them: seconds for a million entries. Who asks while a check runs gets the result of that one. The operator is told of findings.',
  })
  async runCreditAudit(@Ctx() context: ApiContext): Promise<CreditAudit> {
    const { kind, name } = actorOf(context);
    const run = await context.services.auditCredits.execute({ kind, name });
    const noted = await perform(context, {
      action: 'credits.audit',
      subject: { type: 'CreditAudit', id: run.id },
      input: null,
      work: async () => ok({ value: run.id, after: { findings: run.report.findings.length } }),
    });
    if (!noted.ok) {
      throw new Error('Cannot note an audit of the credits as it has an idempotency key');
    }
    return toCreditAudit(run);
  }
}
