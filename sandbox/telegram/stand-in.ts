import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type SandboxClock, systemClock } from '../http/clock.ts';
import { TelegramControl } from './control/control.ts';
import { controlRoutes } from './control/routes.ts';
import { LongPoll } from './delivery/long-poll.ts';
import { Webhook } from './delivery/webhook.ts';
import { chatMethods } from './methods/chats.ts';
import { editMethods } from './methods/edits.ts';
import { fileMethods } from './methods/files.ts';
import { interactionMethods } from './methods/interactions.ts';
import { mediaMethods } from './methods/media.ts';
import { messageMethods } from './methods/messages.ts';
import { paymentMethods } from './methods/payments.ts';
import { profileMethods } from './methods/profile.ts';
import { starMethods } from './methods/stars.ts';
import { updateMethods } from './methods/updates.ts';
import type { OnProviderPayment } from './payments/provider.ts';
import { BotApiServer } from './protocol/bot-api-server.ts';
import { CallRunner } from './protocol/call-runner.ts';
import { publishedSpecification } from './spec/checker.ts';
import { World } from './state/world.ts';

export type TelegramStandInOptions = {
  /** `<bot id>:<secret>`; every other token is refused. */
  readonly botToken?: string;
  readonly botUsername?: string;
  readonly botName?: string;
  readonly clock?: SandboxClock;
  /** Bytes of file contents kept in memory (default 512 MiB); the oldest go first. */
  readonly fileCapacityBytes?: number;
  /** Called when a payment by provider token is made; returns the provider's id of it. */
  readonly onProviderPayment?: OnProviderPayment;
};

const sandboxBotToken = '4242424242:AAE-sandbox-only-not-a-real-token-00';

const FILE_CAPACITY_BYTES = 512 * 1024 * 1024;
const NO_FILES = new Map<string, never>();

/** One Telegram with one bot. `control` is what people do; `handle` is the Bot API. */
export class TelegramStandIn {
  readonly control: TelegramControl;
  readonly #server: BotApiServer;
  readonly #poll: LongPoll;
  readonly #webhook: Webhook;

  constructor(options: TelegramStandInOptions = {}) {
    const clock = options.clock ?? systemClock;
    const world = new World({
      clock,
      bot: {
        token: options.botToken ?? sandboxBotToken,
        username: options.botUsername ?? 'nano_banana_sandbox_bot',
        firstName: options.botName ?? 'Nano Banana',
      },
      fileCapacityBytes: options.fileCapacityBytes ?? FILE_CAPACITY_BYTES,
    });
    this.#poll = new LongPoll(world.updates, clock);
    this.#webhook = new Webhook(world.updates, clock, async (method, params) => {
      const call = runner.prepare(method, { params, files: NO_FILES });
      await runner.run(call, runner.violations(call), () => undefined);
    });
    const runner = new CallRunner(world, publishedSpecification(), [
      profileMethods,
      updateMethods(this.#poll, this.#webhook),
      messageMethods,
      mediaMethods,
      editMethods,
      fileMethods,
      interactionMethods,
      chatMethods,
      paymentMethods,
      starMethods,
    ]);
    this.#server = new BotApiServer(world, runner);
    const { onProviderPayment } = options;
    this.control = new TelegramControl(world, this.#poll, this.#webhook, onProviderPayment);
  }

  /** Answers a Bot API request; `url` is relative to the API root (`/bot<token>/getMe?x=1`). */
  handle(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
    return this.#server.handle(request, response, url);
  }

  /** Mounts the control API under `/sim/telegram`. */
  registerControl(app: FastifyInstance): void {
    app.register((scope) => controlRoutes(scope, this.control), { prefix: '/sim/telegram' });
  }

  /** Ends held calls and stops pushing to the webhook. */
  close(): void {
    this.#webhook.set(undefined);
    this.#poll.end(null);
  }
}
