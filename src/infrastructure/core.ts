import type { DataSource } from 'typeorm';
import { createBullmqJobQueue } from '../adapters/bullmq/job-queue.ts';
import { postgresBackend } from '../adapters/bullmq/postgres-backend.ts';
import type { QueueBackend } from '../adapters/bullmq/queue-backend.ts';
import { redisBackend } from '../adapters/bullmq/redis-backend.ts';
import { PostgresCreditAudit } from '../adapters/postgres/credit-audit.ts';
import { PostgresModelCatalogue } from '../adapters/postgres/model-catalogue.ts';
import { PostgresPackageCatalogue } from '../adapters/postgres/package-catalogue.ts';
import { PostgresSettingsStore } from '../adapters/postgres/settings-store.ts';
import { PostgresRollupStore } from '../adapters/postgres/statistics/rollup-store.ts';
import { PostgresStatistics } from '../adapters/postgres/statistics/statistics-queries.ts';
import { PostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts';
import { AuditCredits } from '../application/audit/audit-credits.ts';
import { FinishGeneration } from '../application/generations/finish-generation.ts';
import { RequestGeneration } from '../application/generations/request-generation.ts';
import { SweepGenerations } from '../application/generations/sweep-generations.ts';
import { OperatorAlerts } from '../application/notices/operator-alerts.ts';
import { RelayOutbox } from '../application/outbox/relay-outbox.ts';
import type { JobQueue } from '../application/ports/job-queue.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { ModelCatalogue } from '../application/ports/model-catalogue.ts';
import type { PackageCatalogue } from '../application/ports/package-catalogue.ts';
import type { SettingsStore } from '../application/ports/settings-store.ts';
import type { UnitOfWork } from '../application/ports/unit-of-work.ts';
import type { StatisticsQueries } from '../application/queries/statistics.ts';
import { UpdateRollups } from '../application/statistics/update-rollups.ts';
import { NoteReachability } from '../application/users/note-reachability.ts';
import { SetPendingEdit } from '../application/users/set-pending-edit.ts';
import { assertNever } from '../domain/shared/assert-never.ts';
import type { Configuration } from './configuration.ts';
import { systemClock, systemIds } from './system.ts';

/** What the server and the worker have in common. */
export interface Core {
  readonly unitOfWork: UnitOfWork;
  readonly settings: SettingsStore;
  readonly catalogue: ModelCatalogue;
  readonly packages: PackageCatalogue;
  readonly backend: QueueBackend;
  readonly queue: JobQueue;
  readonly outbox: RelayOutbox;
  readonly requestGeneration: RequestGeneration;
  readonly finishGeneration: FinishGeneration;
  readonly sweepGenerations: SweepGenerations;
  readonly noteReachability: NoteReachability;
  readonly setPendingEdit: SetPendingEdit;
  readonly auditCredits: AuditCredits;
  readonly updateRollups: UpdateRollups;
  readonly statistics: StatisticsQueries;
  readonly alerts: OperatorAlerts;
}

/** The composition root: plain constructors, no container. */
export function composeCore(
  configuration: Configuration,
  databaseUrl: string,
  dataSource: DataSource,
  logger: Logger,
): Core {
  const backend = queueBackend(configuration, databaseUrl);
  const queue = createBullmqJobQueue({ backend, clock: systemClock, logger });
  const unitOfWork: UnitOfWork = new PostgresUnitOfWork({
    dataSource,
    clock: systemClock,
    ids: systemIds,
    logger,
    onCommit: (messages) => outbox.relay(messages),
  });
  const outbox: RelayOutbox = new RelayOutbox(unitOfWork.direct.outbox, queue, systemClock, logger);
  const settings = new PostgresSettingsStore(dataSource, systemClock);
  const catalogue = new PostgresModelCatalogue(dataSource, systemClock);
  const packages = new PostgresPackageCatalogue(dataSource, systemClock);
  const { operatorId } = configuration.telegram;
  const alerts = new OperatorAlerts(unitOfWork, operatorId, systemClock, logger);
  const finishGeneration = new FinishGeneration(unitOfWork, settings, systemClock);
  return {
    unitOfWork,
    settings,
    catalogue,
    packages,
    backend,
    queue,
    outbox,
    alerts,
    finishGeneration,
    requestGeneration: new RequestGeneration(
      unitOfWork,
      catalogue,
      settings,
      systemClock,
      systemIds,
    ),
    sweepGenerations: new SweepGenerations(
      unitOfWork,
      queue,
      settings,
      finishGeneration,
      systemClock,
      logger,
    ),
    noteReachability: new NoteReachability(unitOfWork, systemClock),
    setPendingEdit: new SetPendingEdit(unitOfWork),
    updateRollups: new UpdateRollups(new PostgresRollupStore(dataSource), systemClock, logger),
    statistics: new PostgresStatistics(dataSource),
    auditCredits: new AuditCredits({
      audit: new PostgresCreditAudit(dataSource),
      journal: unitOfWork.direct.creditAudits,
      ...{ alerts, clock: systemClock, ids: systemIds, logger },
    }),
  };
}

function queueBackend({ redisUrl, database }: Configuration, databaseUrl: string): QueueBackend {
  return redisUrl === undefined
    ? postgresBackend({ url: databaseUrl, ssl: pgSsl(database.ssl) })
    : redisBackend({ url: redisUrl });
}

/** As the `pg` driver takes it. */
function pgSsl(ssl: Configuration['database']['ssl']) {
  switch (ssl) {
    case undefined:
      return undefined;
    case 'off':
      return false;
    case 'no-verify':
      return { rejectUnauthorized: false };
    case 'verify':
      return { rejectUnauthorized: true };
    default:
      return assertNever(ssl);
  }
}
