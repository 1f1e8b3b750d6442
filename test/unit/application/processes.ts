import { CollectAlbumPhoto } from '../../../src/application/albums/collect-album-photo.ts';
import { FlushAlbum } from '../../../src/application/albums/flush-album.ts';
import { AuditCredits } from '../../../src/application/audit/audit-credits.ts';
import { ScheduleNightly } from '../../../src/application/audit/schedule-nightly.ts';
import { StartConversation } from '../../../src/application/conversations/start-conversation.ts';
import { GrantCredits } from '../../../src/application/credits/grant-credits.ts';
import { AskModel } from '../../../src/application/generations/ask-model.ts';
import { CancelGenerations } from '../../../src/application/generations/cancel-generations.ts';
import { FinishGeneration } from '../../../src/application/generations/finish-generation.ts';
import { Leases } from '../../../src/application/generations/leases.ts';
import { RemoveStatus } from '../../../src/application/generations/remove-status.ts';
import { RepeatGeneration } from '../../../src/application/generations/repeat-generation.ts';
import { RequestGeneration } from '../../../src/application/generations/request-generation.ts';
import { RunGeneration } from '../../../src/application/generations/run-generation.ts';
import { ShowWaiting } from '../../../src/application/generations/show-waiting.ts';
import { StoreOutput } from '../../../src/application/generations/store-output.ts';
import { SweepGenerations } from '../../../src/application/generations/sweep-generations.ts';
import { OperatorAlerts } from '../../../src/application/notices/operator-alerts.ts';
import { SendNotice } from '../../../src/application/notices/send-notice.ts';
import type { ConfiguredMethods } from '../../../src/application/payments/payment-methods.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';
import type { CreditAudit } from '../../../src/application/ports/credit-audit.ts';
import type { GenerativeModel } from '../../../src/application/ports/generative-model.ts';
import type { IdGenerator } from '../../../src/application/ports/id-generator.ts';
import type { ImageProcessor } from '../../../src/application/ports/image-processor.ts';
import type { JobHandlers, JobQueue } from '../../../src/application/ports/job-queue.ts';
import type { Logger } from '../../../src/application/ports/logger.ts';
import type { Messenger } from '../../../src/application/ports/messenger.ts';
import type { ModelCatalogue } from '../../../src/application/ports/model-catalogue.ts';
import type { PackageCatalogue } from '../../../src/application/ports/package-catalogue.ts';
import type { PaymentGateway } from '../../../src/application/ports/payment-gateway.ts';
import type { SettingsStore } from '../../../src/application/ports/settings-store.ts';
import type { StarsGateway } from '../../../src/application/ports/stars-gateway.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import type { UserFiles } from '../../../src/application/ports/user-files.ts';
import { BanUser } from '../../../src/application/users/ban-user.ts';
import { ChangePreferences } from '../../../src/application/users/change-preferences.ts';
import { NoteReachability } from '../../../src/application/users/note-reachability.ts';
import { RegisterContact } from '../../../src/application/users/register-contact.ts';
import { SetPendingEdit } from '../../../src/application/users/set-pending-edit.ts';
import type { UserId } from '../../../src/domain/shared/ids.ts';
import { type Gate, gated, gatedGateway, gatedMessenger, gatedUnitOfWork } from './gated-ports.ts';
import { paymentProcess } from './payments/payment-processes.ts';

export interface Ports {
  readonly unitOfWork: UnitOfWork;
  readonly catalogue: ModelCatalogue;
  readonly settings: SettingsStore;
  readonly queue: JobQueue;
  readonly messenger: Messenger;
  readonly model: GenerativeModel;
  readonly files: UserFiles;
  readonly images: ImageProcessor;
  readonly audit: CreditAudit;
  readonly packages: PackageCatalogue;
  readonly gateway: PaymentGateway;
  readonly stars: StarsGateway;
  readonly configured: ConfiguredMethods;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly operatorId: UserId | undefined;
}

/** The use cases as one process of the product has them. */
export type Process = ReturnType<typeof composeProcess>;

/** Composes the use cases as the product does, over ports that pass a gate at every call. */
export function composeProcess(ports: Ports, gate: Gate) {
  const { clock, ids, logger, operatorId } = ports;
  const unitOfWork = gatedUnitOfWork(ports.unitOfWork, gate);
  const catalogue = gated(ports.catalogue, 'catalogue', gate);
  const settings = gated(ports.settings, 'settings', gate);
  const messenger = gatedMessenger(ports.messenger, gate);
  const model = gated(ports.model, 'model', gate);
  const queue = gated(ports.queue, 'queue', gate);
  const { images, files } = ports;
  const alerts = new OperatorAlerts(unitOfWork, operatorId, clock, logger);
  const finish = new FinishGeneration(unitOfWork, settings, clock);
  const request = new RequestGeneration(unitOfWork, catalogue, settings, clock, ids);
  const pending = new SetPendingEdit(unitOfWork);
  const reachability = new NoteReachability(unitOfWork, clock);
  const leases = new Leases(unitOfWork.direct.generations, clock);
  const ask = new AskModel({
    scope: unitOfWork.direct,
    ...{ catalogue, settings, model, files, images, alerts, clock, logger },
  });
  const store = new StoreOutput(unitOfWork, images, clock, ids);
  const run = new RunGeneration({
    ...{ unitOfWork, catalogue, messenger, leases, ask, store, finish, clock, logger },
  });
  const flush = new FlushAlbum(unitOfWork, request, pending, clock);
  const send = new SendNotice(unitOfWork, messenger, reachability, logger);
  const removeStatus = new RemoveStatus(unitOfWork, messenger);
  const auditCredits = new AuditCredits({
    audit: ports.audit,
    journal: unitOfWork.direct.creditAudits,
    ...{ alerts, clock, ids, logger },
  });
  const payments = paymentProcess({
    ...{ unitOfWork, settings, alerts, clock, ids, logger, operatorId },
    packages: gated(ports.packages, 'packages', gate),
    gateway: ports.configured.yookassa ? gatedGateway(ports.gateway, gate) : undefined,
    stars: gated(ports.stars, 'stars', gate),
    configured: ports.configured,
  });
  const handlers: JobHandlers = {
    'generation.run': (job, context) => run.execute(job.generationId, context),
    'album.flush': (job) => flush.execute(job.albumKey),
    'notice.send': (job) => send.execute(job),
    'status.remove': (job) => removeStatus.execute(job.generationId),
    'credits.audit': async () => {
      await auditCredits.execute({ kind: 'schedule' });
      return { kind: 'done' };
    },
    'payment.notification': (job) => payments.handleNotification(job.notificationId),
    'payments.reconcile': async () => {
      await payments.reconcile();
      return { kind: 'done' };
    },
  };
  return {
    handlers,
    leases,
    alerts,
    finish,
    request,
    run,
    repeat: new RepeatGeneration(unitOfWork, request),
    cancel: new CancelGenerations(unitOfWork, finish),
    sweep: new SweepGenerations(unitOfWork, queue, settings, finish, clock, logger),
    showWaiting: new ShowWaiting(unitOfWork, messenger, clock),
    startConversation: new StartConversation(unitOfWork, clock, ids),
    registerContact: new RegisterContact(unitOfWork, settings, clock, ids),
    changePreferences: new ChangePreferences(unitOfWork, catalogue, settings, clock),
    setPendingEdit: pending,
    noteReachability: reachability,
    banUser: new BanUser(unitOfWork, clock),
    grantCredits: new GrantCredits(unitOfWork),
    collectAlbumPhoto: new CollectAlbumPhoto(unitOfWork, clock),
    auditCredits,
    scheduleNightly: new ScheduleNightly(queue, clock),
    payments,
  };
}
