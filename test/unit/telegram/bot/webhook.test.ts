import { GrammyError } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UpdateIntake } from '../../../../src/adapters/telegram/bot/update-intake.ts';
import { UpdateProcessor } from '../../../../src/adapters/telegram/bot/update-processor.ts';
import { startWebhook } from '../../../../src/adapters/telegram/bot/webhook.ts';
import { InMemoryUpdateInbox } from '../../../fakes/in-memory-update-inbox.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { aMessage, RecordingDesk } from './updates.ts';

type SetWebhook = Parameters<typeof startWebhook>[0]['api']['setWebhook'];

/** Pauses end when the test says so: `round` lets the next begin. */
function startStage({
  setWebhook = () => Promise.resolve(true as const),
  inbox = new InMemoryUpdateInbox(),
}: {
  readonly setWebhook?: SetWebhook;
  readonly inbox?: InMemoryUpdateInbox;
} = {}) {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const handled: number[] = [];
  const pauses: (() => void)[] = [];
  const wait = () => new Promise<void>((resolve) => pauses.push(resolve));
  const processor = new UpdateProcessor({
    inbox,
    handle: async ({ update_id: id }) => {
      handled.push(id);
    },
    apologize: () => Promise.resolve(),
    ...{ wait, clock, logger },
  });
  const source = startWebhook({
    api: { setWebhook },
    intake: new UpdateIntake(inbox, clock, logger, new RecordingDesk()),
    ...{ processor, wait, clock, logger },
    publicUrl: 'https://bot.example',
    secret: 'a-secret',
  });
  onTestFinished(() => source.stop());
  const round = async () => {
    await settle();
    for (const end of pauses.splice(0)) {
      end();
    }
    await settle();
  };
  return { source, clock, logger, handled, processor, round };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const refusal = (code: number, description: string) =>
  new GrammyError('Call failed', { ok: false, error_code: code, description }, 'setWebhook', {});

describe('the webhook', () => {
  test('is registered with the secret and the kinds of updates that are wanted', async () => {
    const given: unknown[] = [];
    startStage({
      setWebhook: async (...values) => {
        given.push(values[0], values[1]);
        return true;
      },
    });
    await settle();
    expect(given).toEqual([
      'https://bot.example/webhooks/telegram',
      {
        secret_token: 'a-secret',
        allowed_updates: [
          'message',
          'callback_query',
          'my_chat_member',
          'pre_checkout_query',
          'subscription',
        ],
        max_connections: 100,
      },
    ]);
  });

  test('is registered when Telegram comes back', async () => {
    let failures = 2;
    const stage = startStage({
      setWebhook: async () => {
        failures -= 1;
        if (failures >= 0) {
          throw refusal(502, 'Bad Gateway');
        }
        return true;
      },
    });
    await stage.round();
    await stage.round();
    expect(stage.logger.of('webhook_not_registered')).toHaveLength(2);
    expect(stage.logger.of('webhook_registered')).toHaveLength(1);
  });

  test('ends when the token is refused', async () => {
    const stage = startStage({ setWebhook: () => Promise.reject(refusal(401, 'Unauthorized')) });
    await expect(stage.source.ended).rejects.toThrow('Unauthorized');
  });

  test('has an update once it is kept, and refuses it while it cannot be', async () => {
    const inbox = new InMemoryUpdateInbox();
    const stage = startStage({ inbox });
    await stage.source.accept?.(aMessage(1, 7));
    await stage.source.accept?.(aMessage(1, 7));
    await stage.processor.stop();
    expect(stage.handled).toEqual([1]);
    inbox.accept = () => Promise.reject(new Error('The database is away'));
    await expect(stage.source.accept?.(aMessage(2, 7))).rejects.toThrow('away');
  });

  test('takes over what a process left that died, when its lease is over', async () => {
    const inbox = new InMemoryUpdateInbox();
    const stage = startStage({ inbox });
    const now = stage.clock.now();
    await inbox.accept(
      [{ updateId: 3, payload: aMessage(3, 7) }],
      now,
      new Date(now.getTime() + 120_000),
    );
    await stage.round();
    expect(stage.handled).toEqual([]);
    stage.clock.advance(121_000);
    await stage.round();
    expect(stage.handled).toEqual([3]);
  });
});
