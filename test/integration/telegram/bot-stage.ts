import type { Api } from 'grammy';
import type { Message, Update } from 'grammy/types';
import { onTestFinished } from 'vitest';
import { startSandbox } from '../../../sandbox/server.ts';
import type { TelegramControl } from '../../../sandbox/telegram/control/control.ts';
import type {
  ButtonPressed,
  PayInvoice,
  PaymentAttempt,
  Sent,
} from '../../../sandbox/telegram/control-api.ts';
import { handle } from '../../../src/adapters/bullmq/handler-table.ts';
import { SharpImageProcessor } from '../../../src/adapters/images/sharp-image-processor.ts';
import { createTelegramApi } from '../../../src/adapters/telegram/api/telegram-api.ts';
import { type Bot, createBot } from '../../../src/adapters/telegram/bot/bot.ts';
import { CheckoutDesk } from '../../../src/adapters/telegram/bot/checkout-desk.ts';
import { publishProfile } from '../../../src/adapters/telegram/bot/profile.ts';
import { allowedUpdates } from '../../../src/adapters/telegram/bot/update-facts.ts';
import { TelegramMessenger } from '../../../src/adapters/telegram/messenger/telegram-messenger.ts';
import { TelegramUserFiles } from '../../../src/adapters/telegram/messenger/telegram-user-files.ts';
import { TelegramStarsGateway } from '../../../src/adapters/telegram/payments/stars-gateway.ts';
import { jobLanes } from '../../../src/application/jobs.ts';
import { RelayOutbox } from '../../../src/application/outbox/relay-outbox.ts';
import type { ConfiguredMethods } from '../../../src/application/payments/payment-methods.ts';
import type { ModelRequest } from '../../../src/application/ports/generative-model.ts';
import type { Settings } from '../../../src/domain/settings/settings.ts';
import { userId } from '../../../src/domain/shared/ids.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { defaultModels } from '../../../src/infrastructure/default-models.ts';
import { defaultPackages } from '../../../src/infrastructure/default-packages.ts';
import { InMemoryCreditAudit } from '../../fakes/in-memory-credit-audit.ts';
import { InMemoryJobQueue } from '../../fakes/in-memory-job-queue.ts';
import { InMemoryModelCatalogue } from '../../fakes/in-memory-model-catalogue.ts';
import { InMemoryPackageCatalogue } from '../../fakes/in-memory-package-catalogue.ts';
import { InMemoryPaymentGateway } from '../../fakes/in-memory-payment-gateway.ts';
import { InMemorySettingsStore } from '../../fakes/in-memory-settings-store.ts';
import { InMemoryUnitOfWork } from '../../fakes/in-memory-unit-of-work.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { ScriptedModel } from '../../fakes/scripted-model.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';
import { openGate } from '../../unit/application/gated-ports.ts';
import type { PaymentProcess } from '../../unit/application/payments/payment-processes.ts';
import { composeProcess, type Process } from '../../unit/application/processes.ts';
import { ManualTime } from '../../unit/gemini/manual-time.ts';
import { everyMethod, operator, picture } from './bot-givens.ts';
import { wordsOf } from './bot-reading.ts';
import { botServices } from './bot-services.ts';

/**
 * The bot and its worker in this process, over fakes, talking HTTP to the stand-in of Telegram.
 * Nothing happens by itself: `run` hands over what people did, and works until all is quiet.
 */
export class BotStage {
  readonly telegram: TelegramControl;
  readonly api: Api;
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();
  readonly model = new ScriptedModel({
    otherwise: ({ kind }) =>
      kind === 'text'
        ? { kind: 'text', chunks: ['An answer.'] }
        : { kind: 'picture', bytes: new Uint8Array(picture) },
  });
  readonly catalogue = new InMemoryModelCatalogue(defaultModels);
  readonly settings: InMemorySettingsStore;
  readonly unitOfWork: InMemoryUnitOfWork;
  readonly packages: InMemoryPackageCatalogue;
  readonly gateway = new InMemoryPaymentGateway(this.clock);
  /** What the bot waits by: it stands still unless a test moves it. */
  readonly time = new ManualTime();
  readonly #desk: CheckoutDesk;
  readonly #queue = new InMemoryJobQueue(this.clock);
  readonly #outbox: RelayOutbox;
  readonly #process: Process;
  readonly #bot: Bot;
  #offset = 0;

  private constructor(
    telegram: TelegramControl,
    apiRoot: string,
    me: Awaited<ReturnType<Api['getMe']>>,
    settings: Partial<Settings>,
    configured: ConfiguredMethods,
  ) {
    const { clock, logger, model, catalogue, gateway } = this;
    const ids = new SequentialIds();
    const { token } = telegram.bot();
    this.telegram = telegram;
    this.api = createTelegramApi({ token, apiRoot, logger });
    this.settings = new InMemorySettingsStore(settings);
    this.unitOfWork = new InMemoryUnitOfWork({
      clock,
      ids,
      onCommit: (messages) => this.#outbox.relay(messages),
    });
    const { unitOfWork } = this;
    this.packages = new InMemoryPackageCatalogue(unitOfWork, defaultPackages);
    this.#outbox = new RelayOutbox(unitOfWork.direct.outbox, this.#queue, clock, logger);
    this.#process = composeProcess(
      {
        ...{ unitOfWork, catalogue, settings: this.settings, queue: this.#queue, model },
        messenger: new TelegramMessenger({ api: this.api, clock, logger }),
        files: new TelegramUserFiles({ api: this.api, token, apiRoot }),
        images: new SharpImageProcessor(),
        audit: new InMemoryCreditAudit(unitOfWork),
        stars: new TelegramStarsGateway(this.api, logger),
        ...{ packages: this.packages, gateway, configured },
        ...{ clock, ids, logger, operatorId: operator },
      },
      openGate,
    );
    const { settings: current } = this;
    const shown = { unitOfWork, catalogue, packages: this.packages, settings: current };
    const services = botServices(this.#process, { ...shown, clock, logger, wait: this.#wait });
    this.#bot = createBot(this.api, me, services);
    this.#desk = new CheckoutDesk({
      api: this.api,
      approveCheckout: this.#process.payments.approve,
      payments: unitOfWork.direct.payments,
      wait: this.#wait,
      logger,
    });
  }

  static async set(
    settings: Partial<Settings> = {},
    configured: ConfiguredMethods = everyMethod,
  ): Promise<BotStage> {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const { telegram, telegramUrl: apiRoot } = sandbox;
    const { token } = telegram.bot();
    const api = createTelegramApi({ token, apiRoot, logger: new RecordingLogger() });
    await publishProfile(api);
    return new BotStage(telegram, apiRoot, await api.getMe(), settings, configured);
  }

  /** Somebody with a chat of their own; they have not written yet. */
  person(language = 'en', name = 'Ann'): number {
    return this.telegram.createUser({ first_name: name, language_code: language }).id;
  }

  /** Somebody who has pressed Start. */
  async user(language = 'en', name = 'Ann'): Promise<number> {
    const id = this.person(language, name);
    this.telegram.pressStart(id);
    await this.run();
    return id;
  }

  group(...memberIds: readonly number[]): number {
    return this.telegram.createGroup({ type: 'supergroup', title: 'Friends', memberIds }).id;
  }

  /** Hands over what people did, and does the work that comes of it, until nothing is left. */
  async run(): Promise<void> {
    for (;;) {
      const handled = await this.handOver();
      if (handled === 0 && !(await this.#workOnce())) {
        return;
      }
    }
  }

  /** Hands over what people did, and leaves the work that comes of it. @returns how many updates */
  async handOver(): Promise<number> {
    const updates = await this.#updates();
    for (const update of updates) {
      await (this.#desk.isUrgent(update) ? this.#desk.handle(update) : this.#bot.handle(update));
    }
    return updates.length;
  }

  /** What the bot says in a chat in answer to something that happens there. */
  async after(chatId: number, act: () => Sent | Promise<Sent> | unknown): Promise<Message[]> {
    const last = this.telegram.chat(chatId).messages.at(-1)?.message_id ?? 0;
    await act();
    await this.run();
    return this.said(chatId).filter(({ message_id: id }) => id > last);
  }

  /** What the bot says to a text, joined when it says more than one thing. */
  async ask(chatId: number, text: string, fields: Asked = {}): Promise<string> {
    const said = await this.after(chatId, () =>
      this.telegram.sendText(chatId, { text, ...fields }),
    );
    return said.map(wordsOf).join('\n');
  }

  /** Presses a button, and works off what comes of it. */
  async press(chatId: number, message: Message, data: string, as?: number): Promise<ButtonPressed> {
    const pressed = this.telegram.pressButton(chatId, message.message_id, {
      data,
      ...(as === undefined ? {} : { as }),
    });
    await this.run();
    return pressed;
  }

  /** Pays an invoice, and works off what comes of it. */
  async pay(payer: number, input: PayInvoice = {}): Promise<PaymentAttempt> {
    const paying = this.telegram.pay(payer, input);
    await this.run();
    const attempt = await paying;
    await this.run();
    return attempt;
  }

  /** Lets an album settle. */
  async settleAlbum(): Promise<void> {
    await this.run();
    this.clock.advance(5_000);
    await this.run();
  }

  /** Everything that the bot has in a chat now. */
  said(chatId: number): Message[] {
    return this.telegram.chat(chatId).messages.filter(({ from }) => from?.is_bot);
  }

  last(chatId: number): Message {
    const message = this.said(chatId).at(-1);
    if (message === undefined) {
      throw new Error(`Expected the bot to have said something in chat ${chatId}`);
    }
    return message;
  }

  /** What the model was asked last. */
  asked(): ModelRequest {
    const request = this.model.requests.at(-1);
    if (request === undefined) {
      throw new Error('Expected the model to have been asked something');
    }
    return request;
  }

  async known(id: number): Promise<User> {
    const user = await this.unitOfWork.direct.users.find(userId(id));
    if (user === undefined) {
      throw new Error(`Expected user ${id} to be known`);
    }
    return user;
  }

  async credits(id: number): Promise<number> {
    return Number((await this.unitOfWork.direct.credits.account(userId(id))).available);
  }

  /** What the stand-in says against our calls; tests expect nothing. */
  violations(): readonly string[] {
    return this.telegram.calls({ violations: true }).calls.flatMap((call) => call.violations);
  }

  async ban(user: number): Promise<void> {
    await this.#process.banUser.execute({ userId: userId(user), reason: 'spam' });
  }

  get payments(): PaymentProcess {
    return this.#process.payments;
  }

  handle(update: Update): Promise<void> {
    return this.#bot.handle(update);
  }

  apologize(update: Update): Promise<void> {
    return this.#bot.apologize(update);
  }

  async #updates(): Promise<readonly Update[]> {
    // The server makes those wait who ask again for what it does not have.
    if (this.telegram.updates().pending === 0) {
      return [];
    }
    const updates = await this.api.getUpdates({
      offset: this.#offset,
      timeout: 0,
      allowed_updates: allowedUpdates,
    });
    this.#offset = Math.max(this.#offset, ...updates.map((update) => update.update_id + 1));
    return updates;
  }

  async #workOnce(): Promise<boolean> {
    await this.#outbox.settled();
    const entry = jobLanes.map((lane) => this.#queue.take(lane)).find((job) => job !== undefined);
    if (entry === undefined) {
      return false;
    }
    const { signal } = new AbortController();
    const outcome = await handle(this.#process.handlers, entry.job, { signal });
    if (outcome.kind === 'again') {
      this.#queue.putBack(entry, outcome.afterMs);
    } else {
      this.#queue.remove(entry);
    }
    return true;
  }

  readonly #wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      this.time.after(delayMs, resolve);
    });
}

interface Asked {
  readonly as?: number;
  readonly replyTo?: number;
}
