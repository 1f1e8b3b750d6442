import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { DataSource } from 'typeorm';
import { createBot } from '../adapters/telegram/bot/bot.ts';
import { CheckoutDesk } from '../adapters/telegram/bot/checkout-desk.ts';
import { startPolling } from '../adapters/telegram/bot/polling.ts';
import { PublishedProfile } from '../adapters/telegram/bot/profile.ts';
import type { BotServices } from '../adapters/telegram/bot/services.ts';
import { UpdateIntake } from '../adapters/telegram/bot/update-intake.ts';
import { UpdateProcessor } from '../adapters/telegram/bot/update-processor.ts';
import { startWebhook } from '../adapters/telegram/bot/webhook.ts';
import { CollectAlbumPhoto } from '../application/albums/collect-album-photo.ts';
import { StartConversation } from '../application/conversations/start-conversation.ts';
import { GrantCredits } from '../application/credits/grant-credits.ts';
import { CancelGenerations } from '../application/generations/cancel-generations.ts';
import { RepeatGeneration } from '../application/generations/repeat-generation.ts';
import { ShowWaiting } from '../application/generations/show-waiting.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Messenger } from '../application/ports/messenger.ts';
import type { UpdateInbox } from '../application/ports/update-inbox.ts';
import { PruneUploads } from '../application/uploads/prune-uploads.ts';
import { BanUser } from '../application/users/ban-user.ts';
import { ChangePreferences } from '../application/users/change-preferences.ts';
import { RegisterContact } from '../application/users/register-contact.ts';
import type { Configuration } from './configuration.ts';
import type { Core } from './core.ts';
import { type Repeated, repeat } from './repeat.ts';
import { composeCheckout, type Shop } from './shop.ts';
import { systemClock, systemIds } from './system.ts';

export interface ServerOptions {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly shop: Shop;
  readonly api: Api;
  readonly me: UserFromGetMe;
  readonly messenger: Messenger;
  readonly inbox: UpdateInbox;
  /** Connections that payers wait for. */
  readonly checkout: DataSource;
  readonly logger: Logger;
}

export interface Server {
  /** For updates that Telegram pushes; absent when they are polled. */
  readonly acceptWebhook: ((update: unknown) => Promise<void>) | undefined;
  /** Rejects when the server can never work again, e.g. because the token was revoked. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const showWaitingMs = 2_000;
const publishProfileMs = 60_000;
const pruneMs = 3_600_000;
/** Telegram repeats an update for at most a day. */
const repeatsRememberedMs = 7 * 86_400_000;
/** For people who look into a payment; longer than a dispute with a bank usually takes to begin. */
const notificationsKeptMs = 180 * 86_400_000;

/** The talking half: takes updates in, answers at once, hands work to the queue. */
export function startServer(options: ServerOptions): Server {
  const { configuration, core, api, me, inbox, checkout, logger } = options;
  const bot = createBot(api, me, botServices(options));
  const processor = new UpdateProcessor({
    inbox,
    handle: (update) => bot.handle(update),
    apologize: (update) => bot.apologize(update),
    wait,
    clock: systemClock,
    logger,
  });
  const desk = new CheckoutDesk({
    api,
    approveCheckout: composeCheckout(checkout),
    payments: core.unitOfWork.direct.payments,
    wait,
    logger,
  });
  const intake = new UpdateIntake(inbox, systemClock, logger, desk);
  const { publicUrl, webhookSecret } = configuration.telegram;
  const updates =
    publicUrl === undefined
      ? startPolling({ api, intake, processor, wait, clock: systemClock, logger })
      : startWebhook({
          api,
          intake,
          processor,
          wait,
          clock: systemClock,
          publicUrl,
          secret: webhookSecret,
          logger,
        });
  const profile = new PublishedProfile(api);
  profile.refresh().catch((error: unknown) => {
    logger.warn('profile_not_published', {}, error);
  });
  const rounds = [
    ...serverRounds(options),
    repeat('publish_profile', publishProfileMs, () => profile.refresh(), logger),
  ];
  return {
    acceptWebhook: updates.accept,
    ended: updates.ended,
    async stop() {
      await updates.stop();
      await processor.stop();
      await Promise.all(rounds.map((round) => round.stop()));
      await core.outbox.settled();
    },
  };
}

function botServices({ configuration, core, shop, logger }: ServerOptions): BotServices {
  const { unitOfWork, settings, catalogue, finishGeneration, requestGeneration } = core;
  return {
    registerContact: new RegisterContact(unitOfWork, settings, systemClock, systemIds),
    noteReachability: core.noteReachability,
    requestGeneration,
    repeatGeneration: new RepeatGeneration(unitOfWork, requestGeneration),
    cancelGenerations: new CancelGenerations(unitOfWork, finishGeneration),
    startConversation: new StartConversation(unitOfWork, systemClock, systemIds),
    changePreferences: new ChangePreferences(unitOfWork, catalogue, settings, systemClock),
    setPendingEdit: core.setPendingEdit,
    collectAlbumPhoto: new CollectAlbumPhoto(unitOfWork, systemClock),
    banUser: new BanUser(unitOfWork, systemClock),
    grantCredits: new GrantCredits(unitOfWork),
    auditCredits: core.auditCredits,
    shop: { ...shop.services, wait },
    reads: unitOfWork.direct,
    catalogue,
    settings,
    clock: systemClock,
    logger,
    operatorId: configuration.telegram.operatorId,
  };
}

function serverRounds({ core, messenger, inbox, logger }: ServerOptions): readonly Repeated[] {
  const waiting = new ShowWaiting(core.unitOfWork, messenger, systemClock);
  const prune = () => inbox.prune(new Date(systemClock.now().getTime() - repeatsRememberedMs));
  const pruneNotifications = () =>
    core.unitOfWork.direct.paymentInbox.prune(
      new Date(systemClock.now().getTime() - notificationsKeptMs),
    );
  const pruneUploads = new PruneUploads(core.unitOfWork.direct.uploads, systemClock);
  return [
    repeat('show_waiting', showWaitingMs, () => waiting.execute(), logger),
    repeat('prune_updates', pruneMs, prune, logger),
    repeat('prune_notifications', pruneMs, pruneNotifications, logger),
    repeat('prune_uploads', pruneMs, () => pruneUploads.execute(), logger),
  ];
}

async function wait(delayMs: number): Promise<void> {
  await delay(delayMs, undefined, { ref: false });
}
