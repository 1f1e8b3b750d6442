import type { Api } from 'grammy';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import { failureOf } from '../api/telegram-error.ts';
import { allowedUpdates } from './update-facts.ts';
import type { UpdateIntake } from './update-intake.ts';
import type { UpdateProcessor } from './update-processor.ts';
import type { UpdateSource } from './update-source.ts';

export interface WebhookOptions {
  readonly api: Pick<Api, 'setWebhook'>;
  readonly intake: UpdateIntake;
  readonly processor: UpdateProcessor;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly clock: Clock;
  /** Without trailing slash. */
  readonly publicUrl: string;
  readonly secret: string;
  readonly logger: Logger;
}

const reclaimMs = 15_000;
const registerRetryMs = 5_000;
const connectionsAtOnce = 100;

/**
 * Telegram pushes updates to `<public url>/webhooks/telegram`. Each is answered once it is in the
 * inbox; the handling follows. What a process that died had leased is taken over by the others.
 */
export function startWebhook(options: WebhookOptions): UpdateSource {
  const { intake, processor, wait, clock, logger } = options;
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  const pause = (delayMs: number) => Promise.race([wait(delayMs), stopped]);

  const reclaim = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        for (const update of await intake.leftBehind(clock.now())) {
          void processor.process(update);
        }
      } catch (error) {
        logger.warn('updates_not_reclaimed', {}, error);
      }
      await pause(reclaimMs);
    }
  };

  const reclaiming = reclaim();
  return {
    ended: Promise.all([register(options, stopping.signal, pause), reclaiming]).then(
      () => undefined,
    ),
    async accept(update) {
      for (const fresh of await intake.keep([update])) {
        void processor.process(fresh);
      }
    },
    async stop() {
      stopping.abort();
      await reclaiming;
    },
  };
}

/** Tells Telegram where to push, until it listens. Rejects when the token is refused. */
async function register(
  { api, publicUrl, secret, logger }: WebhookOptions,
  signal: AbortSignal,
  pause: (delayMs: number) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await api.setWebhook(`${publicUrl}/webhooks/telegram`, {
        secret_token: secret,
        allowed_updates: allowedUpdates,
        max_connections: connectionsAtOnce,
      });
      logger.info('webhook_registered', { publicUrl });
      return;
    } catch (error) {
      if (failureOf(error).kind === 'misconfigured') {
        throw error;
      }
      logger.warn('webhook_not_registered', {}, error);
      await pause(registerRetryMs);
    }
  }
}
