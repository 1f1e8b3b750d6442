import { handle } from '../../../src/adapters/bullmq/handler-table.ts';
import type { AcceptedGeneration } from '../../../src/application/generations/request-generation.ts';
import { jobLanes } from '../../../src/application/jobs.ts';
import { RelayOutbox } from '../../../src/application/outbox/relay-outbox.ts';
import type { ConfiguredMethods } from '../../../src/application/payments/payment-methods.ts';
import type { Generation } from '../../../src/domain/generations/generation.ts';
import type { GenerationKind, Model } from '../../../src/domain/models/model.ts';
import { defaultSettings, type Settings } from '../../../src/domain/settings/settings.ts';
import { type GenerationId, modelId, type UserId, userId } from '../../../src/domain/shared/ids.ts';
import type { ImageInput, Profile, User } from '../../../src/domain/users/user.ts';
import { aModel, privateChat } from '../../builders/domain.ts';
import { InMemoryCreditAudit } from '../../fakes/in-memory-credit-audit.ts';
import { InMemoryJobQueue } from '../../fakes/in-memory-job-queue.ts';
import { InMemoryModelCatalogue } from '../../fakes/in-memory-model-catalogue.ts';
import { InMemoryPackageCatalogue } from '../../fakes/in-memory-package-catalogue.ts';
import { InMemoryPaymentGateway } from '../../fakes/in-memory-payment-gateway.ts';
import { InMemorySettingsStore } from '../../fakes/in-memory-settings-store.ts';
import { InMemoryStarsGateway } from '../../fakes/in-memory-stars-gateway.ts';
import { InMemoryUnitOfWork } from '../../fakes/in-memory-unit-of-work.ts';
import { MagicNumberImages } from '../../fakes/magic-number-images.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { InMemoryUserFiles, RecordingMessenger } from '../../fakes/recording-messenger.ts';
import { ScriptedModel } from '../../fakes/scripted-model.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';
import { type Life, openGate } from './gated-ports.ts';
import { composeProcess, type Ports, type Process } from './processes.ts';

export const textModel = aModel({
  id: modelId(defaultSettings.defaultTextModel),
  capabilities: ['text'],
  prices: { text: 3 },
  fallback: modelId('text-lite'),
});
export const textLite = aModel({
  id: modelId('text-lite'),
  capabilities: ['text'],
  prices: { text: 1 },
  position: 2,
});
export const imageModel = aModel({
  id: modelId(defaultSettings.defaultImageModel),
  capabilities: ['image', 'edit'],
  prices: { image: 4, edit: 5 },
  sizeSurcharges: { '4K': 2 },
  aspectRatios: ['1:1', '16:9'],
  imageSizes: ['1K', '4K'],
  maxInputImages: 3,
});

export interface WorldOptions {
  readonly settings?: Partial<Settings>;
  readonly models?: readonly Model[];
  readonly operatorId?: UserId | undefined;
  /** All of them when absent. */
  readonly methods?: ConfiguredMethods;
}

const allMethods: ConfiguredMethods = { stars: true, yookassa: true, telegram_yookassa: true };

export interface Wish {
  readonly kind?: GenerationKind;
  readonly inputs?: readonly ImageInput[];
  readonly requestKey?: string;
  readonly replyToMessageId?: number;
}

/** Everything that outlives a process (tables, queue, chat, provider), and one process over it. */
export class World {
  readonly clock = new ManualClock();
  readonly ids = new SequentialIds();
  readonly logger = new RecordingLogger();
  readonly model = new ScriptedModel();
  readonly messenger = new RecordingMessenger();
  readonly files = new InMemoryUserFiles();
  readonly queue = new InMemoryJobQueue(this.clock);
  readonly gateway = new InMemoryPaymentGateway(this.clock);
  readonly stars = new InMemoryStarsGateway(this.clock);
  readonly settings: InMemorySettingsStore;
  readonly catalogue: InMemoryModelCatalogue;
  readonly unitOfWork: InMemoryUnitOfWork;
  readonly packages: InMemoryPackageCatalogue;
  readonly outbox: RelayOutbox;
  readonly app: Process;
  /** What handlers threw; the queue tries those jobs again. */
  readonly jobErrors: unknown[] = [];
  /** While it is unset, commits are not relayed, as if each process died right after them. */
  relays = true;
  readonly #ports: Ports;
  #asked = 0;
  #met = 0;

  constructor({ settings, models, operatorId, methods }: WorldOptions = {}) {
    const { clock, ids, logger, model, messenger, files, queue, gateway, stars } = this;
    this.settings = new InMemorySettingsStore({ welcomeCredits: 100, ...settings });
    this.catalogue = new InMemoryModelCatalogue(models ?? [textModel, textLite, imageModel]);
    this.unitOfWork = new InMemoryUnitOfWork({
      clock,
      ids,
      onCommit: (messages) => (this.relays ? this.outbox.relay(messages) : undefined),
    });
    this.packages = new InMemoryPackageCatalogue(this.unitOfWork);
    this.outbox = new RelayOutbox(this.unitOfWork.direct.outbox, queue, clock, logger);
    this.#ports = {
      ...{ clock, ids, logger, model, messenger, files, queue, operatorId, gateway, stars },
      packages: this.packages,
      configured: methods ?? allMethods,
      settings: this.settings,
      catalogue: this.catalogue,
      unitOfWork: this.unitOfWork,
      images: new MagicNumberImages(),
      audit: new InMemoryCreditAudit(this.unitOfWork),
    };
    this.app = composeProcess(this.#ports, openGate);
  }

  /** Another process over the same world; it ends when its life does. */
  process(life?: Life): Process {
    return composeProcess(this.#ports, life?.gate ?? openGate);
  }

  /** The same, passing a gate of the test's own. */
  processBehind(gate: Life['gate']): Process {
    return composeProcess(this.#ports, gate);
  }

  aProfile(fields: Partial<Profile> = {}): Profile {
    this.#met += 1;
    return {
      id: userId(1_000 + this.#met),
      username: `user${this.#met}`,
      firstName: 'Anna',
      languageCode: 'en',
      ...fields,
    };
  }

  async newcomer(startPayload?: string): Promise<User> {
    const profile = this.aProfile();
    return (await this.app.registerContact.execute({ profile, startPayload })).user;
  }

  ask(user: { readonly id: UserId }, prompt: string, wish: Wish = {}) {
    this.#asked += 1;
    const { kind = 'text', inputs = [], requestKey, replyToMessageId } = wish;
    return this.app.request.execute({
      requestKey: requestKey ?? `test:${this.#asked}`,
      userId: user.id,
      kind,
      prompt,
      inputs,
      destination: { chatId: privateChat(user.id), replyToMessageId },
    });
  }

  /** Asks, and expects to be accepted. */
  async asked(
    user: { readonly id: UserId },
    prompt: string,
    wish: Wish = {},
  ): Promise<AcceptedGeneration['generation']> {
    const accepted = await this.ask(user, prompt, wish);
    if (!accepted.ok) {
      throw new Error(`Expected a request to be accepted: ${accepted.error.kind}`);
    }
    return accepted.value.generation;
  }

  /** Runs the next job that is due, as the queue would. @returns false when there was none. */
  async workOnce(process = this.app, life?: Life, signal = neverAborted): Promise<boolean> {
    await this.outbox.settled();
    const entry = this.#nextJob();
    if (entry === undefined) {
      return false;
    }
    try {
      const outcome = handle(process.handlers, entry.job, { signal });
      const ended = life === undefined ? await outcome : await life.survives(outcome);
      if (ended === 'died') {
        this.queue.putBack(entry, 0);
      } else if (ended.kind === 'again') {
        this.queue.putBack(entry, ended.afterMs);
      } else {
        this.queue.remove(entry);
      }
    } catch (error) {
      this.jobErrors.push(error);
      this.queue.putBack(entry, 1_000);
    }
    await this.outbox.settled();
    return true;
  }

  /** Runs the jobs that are due, until none is. */
  async work(process = this.app): Promise<void> {
    for (let jobs = 0; await this.workOnce(process); jobs += 1) {
      if (jobs > 1_000) {
        throw new Error('The queue never runs dry');
      }
    }
  }

  /** Lets time pass and does what is due by then. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await this.work();
  }

  /** One round of what a process does on timers against losses. */
  async sweep(process = this.app): Promise<void> {
    await this.outbox.sweep();
    await process.sweep.execute();
  }

  async generation(id: GenerationId): Promise<Generation> {
    const found = await this.unitOfWork.direct.generations.find(id);
    if (found === undefined) {
      throw new Error(`Expected generation ${id} to be there`);
    }
    return found;
  }

  async user(id: UserId): Promise<User> {
    const found = await this.unitOfWork.direct.users.find(id);
    if (found === undefined) {
      throw new Error(`Expected user ${id} to be there`);
    }
    return found;
  }

  async balance({ id }: { readonly id: UserId }) {
    const { available, held } = await this.unitOfWork.direct.credits.account(id);
    return { available: Number(available), held: Number(held) };
  }

  /** What the audit finds; a clean book finds nothing. */
  async findings() {
    return (await this.#ports.audit.run()).findings;
  }

  #nextJob() {
    for (const lane of jobLanes) {
      const entry = this.queue.take(lane);
      if (entry !== undefined) {
        return entry;
      }
    }
    return undefined;
  }
}

const neverAborted = new AbortController().signal;
