import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toId } from '../../../src/adapters/graphql/ids.ts';
import { AuditCredits } from '../../../src/application/audit/audit-credits.ts';
import { OperatorAlerts } from '../../../src/application/notices/operator-alerts.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import type { Permission } from '../../../src/domain/access/permission.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import { composeAccess } from '../../../src/infrastructure/access.ts';
import { systemIds } from '../../../src/infrastructure/system.ts';
import { anActor } from '../../builders/access.ts';
import { aPosting } from '../../builders/domain.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { userWithCredits } from '../../contract/suites/persistence.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { type ReadApi, readApi } from './read-api.ts';

const fields = `startedAt finishedAt askedBy askerName
  report { isClean users entries generations payments findings { kind userId subject stated counted } }`;

describe('The audit of the credits over GraphQL', () => {
  let database: ConnectedDatabase;
  let unitOfWork: UnitOfWork;
  let api: ReadApi;

  beforeAll(async () => {
    database = await connectedDatabase();
    const { dataSource } = database;
    const persistence = postgresPersistence(dataSource);
    const { clock, audit } = persistence;
    ({ unitOfWork } = persistence);
    const logger = new RecordingLogger();
    const alerts = new OperatorAlerts(unitOfWork, undefined, clock, logger);
    const journal = unitOfWork.direct.creditAudits;
    const { perform } = composeAccess({ unitOfWork, dataSource, clock, ids: systemIds });
    const auditCredits = new AuditCredits({
      ...{ audit, journal, alerts, clock, logger },
      ids: systemIds,
    });
    api = readApi(dataSource, { unitOfWork, perform, auditCredits });
  });

  afterAll(() => database.close());

  const auditRows = async (): Promise<number> => (await unitOfWork.direct.auditLog.end()).lastSeq;

  test('has no last result before the first', async () => {
    expect(await api.read('{ lastCreditAudit { startedAt } }')).toEqual({ lastCreditAudit: null });
  });

  test('checks the book, keeps the result and leaves a row in the audit log', async () => {
    await userWithCredits(unitOfWork, 5);
    const before = await auditRows();

    const { runCreditAudit } = await api.read(`mutation { runCreditAudit { ${fields} } }`);

    expect(runCreditAudit).toMatchObject({
      ...{ askedBy: 'ADMIN', askerName: 'anna' },
      report: { isClean: true, users: 1, entries: 1, generations: 0, payments: 0, findings: [] },
    });
    const { lastCreditAudit } = await api.read(`{ lastCreditAudit { ${fields} } }`);
    expect(lastCreditAudit).toEqual(runCreditAudit);
    expect((await auditRows()) - before).toBe(1);
    const { auditLog } = await api.read('{ auditLog(first: 1) { nodes { action } } }');
    expect(auditLog).toEqual({ nodes: [{ action: 'credits.audit' }] });
  });

  test('names what is broken', async () => {
    const user = await userWithCredits(unitOfWork, 5);
    const holdId = '0b8e1f5e-0000-7000-8000-000000000001';
    await unitOfWork.direct.credits.post(
      user.id,
      aPosting({ operation: 'hold', kind: 'generation', holdId, amount: credits(5) }),
    );

    const { runCreditAudit } = await api.read(`mutation { runCreditAudit { ${fields} } }`);

    expect(runCreditAudit).toMatchObject({
      report: {
        isClean: false,
        findings: [
          {
            ...{ kind: 'STRANDED_HOLD', userId: toId('User', user.id) },
            ...{ subject: toId('Generation', holdId), stated: null, counted: null },
          },
        ],
      },
    });
  });

  test.each<[string, Permission, Permission]>([
    ['{ lastCreditAudit { startedAt } }', 'credits:grant', 'credits:read'],
    ['mutation { runCreditAudit { startedAt } }', 'credits:read', 'credits:grant'],
  ])('is for those who may: %s', async (document, has, needs) => {
    const before = await auditRows();
    const actor = anActor({ permissions: new Set([has]) });

    const { errors } = await api.ask(document, {}, actor);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: needs });
    expect(await auditRows()).toBe(before);
  });
});
