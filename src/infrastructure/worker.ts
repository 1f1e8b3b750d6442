import { createBullmqJobRunner } from '../adapters/bullmq/job-runner.ts';
import { SharpImageProcessor } from '../adapters/images/sharp-image-processor.ts';
import { FlushAlbum } from '../application/albums/flush-album.ts';
import { ScheduleNightly } from '../application/audit/schedule-nightly.ts';
import { AskModel } from '../application/generations/ask-model.ts';
import { Leases } from '../application/generations/leases.ts';
import { RemoveStatus } from '../application/generations/remove-status.ts';
import { RunGeneration } from '../application/generations/run-generation.ts';
import { StoreOutput } from '../application/generations/store-output.ts';
import { SendNotice } from '../application/notices/send-notice.ts';
import type { GenerativeModel } from '../application/ports/generative-model.ts';
import type { JobHandlers } from '../application/ports/job-queue.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Messenger } from '../application/ports/messenger.ts';
import type { UserFiles } from '../application/ports/user-files.ts';
import type { Configuration } from './configuration.ts';
import type { Core } from './core.ts';
import { type Repeated, repeat } from './repeat.ts';
import type { Shop } from './shop.ts';
import { systemClock, systemIds } from './system.ts';
import { createWebhookSender, startWebhooks } from './webhooks.ts';

export interface WorkerOptions {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly shop: Shop;
  readonly messenger: Messenger;
  readonly files: UserFiles;
  readonly model: GenerativeModel;
  readonly logger: Logger;
}

export interface RunningWorker {
  /** Finishes what runs within the grace period, hands the rest back. */
  stop(): Promise<void>;
}

const systemConcurrency = 10;
const outboxSweepMs = 5_000;
const generationSweepMs = 5_000;
const nightlyCheckMs = 600_000;
const paymentPollMs = 5_000;
const tellOperatorMs = 1_000;
const rollupsMs = 2_000;

/** The working half: runs jobs, and sweeps up after processes that died. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { configuration, core, shop, logger } = options;
  const { textConcurrency, imageConcurrency, leaseMs, shutdownGraceMs } = configuration.worker;
  const leases = new Leases(core.unitOfWork.direct.generations, systemClock, leaseMs);
  const runner = createBullmqJobRunner({
    backend: core.backend,
    handlers: jobHandlers(options, leases),
    concurrency: { text: textConcurrency, image: imageConcurrency, system: systemConcurrency },
    clock: systemClock,
    logger,
    times: { lockMs: leaseMs, stalledIntervalMs: Math.ceil(leaseMs / 3) },
  });
  await runner.start();
  const renewing = repeat('renew_leases', Math.ceil(leaseMs / 5), () => leases.renew(), logger);
  const nightly = new ScheduleNightly(core.queue, systemClock);
  const rounds: readonly Repeated[] = [
    repeat('sweep_outbox', outboxSweepMs, () => core.outbox.sweep(), logger),
    repeat('sweep_generations', generationSweepMs, () => core.sweepGenerations.execute(), logger),
    repeat('schedule_nightly', nightlyCheckMs, () => nightly.execute(), logger),
    repeat('poll_payments', paymentPollMs, () => shop.payments.poll.execute(), logger),
    repeat('update_rollups', rollupsMs, () => core.updateRollups.execute(), logger),
    repeat('tell_operator', tellOperatorMs, () => shop.payments.tellOperator.execute(), logger),
    startWebhooks(core.unitOfWork, createWebhookSender(configuration), logger),
  ];
  return {
    async stop() {
      await Promise.all(rounds.map((round) => round.stop()));
      await runner.stop(shutdownGraceMs);
      await renewing.stop();
      await core.outbox.settled();
    },
  };
}

function jobHandlers(options: WorkerOptions, leases: Leases): JobHandlers {
  const { core, shop, messenger, files, model, logger } = options;
  const { unitOfWork, catalogue, settings, alerts } = core;
  const images = new SharpImageProcessor();
  const run = new RunGeneration({
    unitOfWork,
    catalogue,
    messenger,
    leases,
    ask: new AskModel({
      scope: unitOfWork.direct,
      catalogue,
      settings,
      model,
      files,
      images,
      alerts,
      clock: systemClock,
      logger,
    }),
    store: new StoreOutput(unitOfWork, images, systemClock, systemIds),
    finish: core.finishGeneration,
    clock: systemClock,
    logger,
  });
  const flush = new FlushAlbum(
    unitOfWork,
    core.requestGeneration,
    core.setPendingEdit,
    systemClock,
  );
  const send = new SendNotice(unitOfWork, messenger, core.noteReachability, logger);
  const removeStatus = new RemoveStatus(unitOfWork, messenger);
  return {
    'generation.run': (job, context) => run.execute(job.generationId, context),
    'album.flush': (job) => flush.execute(job.albumKey),
    'notice.send': (job) => send.execute(job),
    'status.remove': (job) => removeStatus.execute(job.generationId),
    'credits.audit': async () => {
      await core.auditCredits.execute({ kind: 'schedule' });
      return { kind: 'done' };
    },
    'payment.notification': async ({ notificationId }) => {
      const { pages } = shop.payments;
      if (pages === undefined) {
        throw new Error('Cannot read a notification of YooKassa as it is no longer configured');
      }
      return pages.handle.execute(notificationId);
    },
    'payments.reconcile': async () => {
      await shop.payments.reconcile.execute();
      return { kind: 'done' };
    },
  };
}
