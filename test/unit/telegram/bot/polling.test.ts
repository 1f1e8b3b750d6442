import { type Api, GrammyError, HttpError } from 'grammy';
import type { Update } from 'grammy/types';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startPolling } from '../../../../src/adapters/telegram/bot/polling.ts';
import { UpdateIntake } from '../../../../src/adapters/telegram/bot/update-intake.ts';
import { UpdateProcessor } from '../../../../src/adapters/telegram/bot/update-processor.ts';
import { InMemoryUpdateInbox } from '../../../fakes/in-memory-update-inbox.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { aCheckout, aMessage, RecordingDesk } from './updates.ts';

/** How long the inbox may take before the poller looks for what cannot wait. */
const peekMs = 300;
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

type Poll = readonly Update[] | Error;

/** A poller whose polls end as the script says; then they hang, as they do when nothing happens. */
function startStage(
  script: readonly Poll[],
  inbox = new InMemoryUpdateInbox(),
  peeks: Promise<void> = new Promise(() => undefined),
) {
  const polls = [...script];
  const offsets: (number | undefined)[] = [];
  const pausesMs: number[] = [];
  const handled: number[] = [];
  let unhooked = 0;
  let hangs: () => void = () => undefined;
  const quiet = new Promise<void>((resolve) => {
    hangs = resolve;
  });
  const api = {
    async deleteWebhook() {
      unhooked += 1;
      return true as const;
    },
    async getUpdates(options?: { offset?: number }, signal?: EventTarget) {
      offsets.push(options?.offset);
      const poll = polls.shift();
      if (poll instanceof Error) {
        throw poll;
      }
      if (poll !== undefined) {
        return [...poll];
      }
      hangs();
      return new Promise<Update[]>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
  } as unknown as Pick<Api, 'getUpdates' | 'deleteWebhook'>;
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const wait = async (delayMs: number) => {
    if (delayMs === peekMs) {
      await peeks;
      await nextTurn();
      return;
    }
    pausesMs.push(delayMs);
  };
  const processor = new UpdateProcessor({
    inbox,
    handle: async ({ update_id: id }) => {
      handled.push(id);
    },
    apologize: () => Promise.resolve(),
    ...{ wait, clock, logger },
  });
  const urgent = new RecordingDesk();
  const intake = new UpdateIntake(inbox, clock, logger, urgent);
  const source = startPolling({ api, intake, processor, wait, clock, logger });
  onTestFinished(() => source.stop());
  const unhookings = () => unhooked;
  return { source, quiet, offsets, pausesMs, handled, urgent, processor, logger, unhookings };
}

const refusal = (code: number, description: string, retryAfter?: number) =>
  new GrammyError(
    'Call failed',
    {
      ok: false,
      error_code: code,
      description,
      ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
    },
    'getUpdates',
    {},
  );

const conflict = refusal(409, 'Conflict: terminated by other getUpdates request');

describe('polling', () => {
  test('removes a webhook once, and confirms updates by the poll after they were kept', async () => {
    const stage = startStage([[aMessage(5, 7), aMessage(6, 7)], [], [aMessage(7, 8)]]);
    await stage.quiet;
    await stage.processor.stop();
    expect(stage.unhookings()).toBe(1);
    expect(stage.offsets).toEqual([0, 7, 7, 8]);
    expect(stage.handled.toSorted()).toEqual([5, 6, 7]);
  });

  test('confirms nothing that it could not keep', async () => {
    const inbox = new InMemoryUpdateInbox();
    const accept = inbox.accept.bind(inbox);
    let isAway = true;
    inbox.accept = async (...given) => {
      if (isAway) {
        isAway = false;
        throw new Error('The database is away');
      }
      return accept(...given);
    };
    const stage = startStage([[aMessage(5, 7)], [aMessage(5, 7)]], inbox);
    await stage.quiet;
    await stage.processor.stop();
    expect(stage.offsets).toEqual([0, 0, 6]);
    expect(stage.handled).toEqual([5]);
  });

  test('takes up what an earlier process had kept, before it polls', async () => {
    const inbox = new InMemoryUpdateInbox();
    const then = new Date(new ManualClock().now().getTime() - 1_000);
    const leaseEnd = new Date(then.getTime() + 120_000);
    await inbox.accept([{ updateId: 3, payload: aMessage(3, 7) }], then, leaseEnd);
    const stage = startStage([[aMessage(5, 7)]], inbox);
    await stage.quiet;
    await stage.processor.stop();
    expect(stage.handled).toEqual([3, 5]);
  });

  test.each([
    ['the network is down', new HttpError('failed', new Error('ECONNREFUSED'))],
    ['Telegram is down', refusal(502, 'Bad Gateway')],
    ['another process polls', conflict],
  ])('goes on with growing pauses when %s', async (_what, error) => {
    const stage = startStage([error, error, error, [aMessage(5, 7)]]);
    await stage.quiet;
    expect(stage.pausesMs).toEqual([500, 1_000, 2_000]);
    expect(stage.logger.of('polling_failed')).toHaveLength(3);
    await stage.processor.stop();
    expect(stage.handled).toEqual([5]);
  });

  test('waits as long as Telegram asks for', async () => {
    const stage = startStage([refusal(429, 'Too Many Requests: retry after 9', 9)]);
    await stage.quiet;
    expect(stage.pausesMs).toEqual([9_000]);
  });

  test('ends when the token is refused', async () => {
    const stage = startStage([[], refusal(401, 'Unauthorized')]);
    await expect(stage.source.ended).rejects.toThrow('Unauthorized');
  });

  test('sees who wants to pay while the inbox takes its time, and confirms nothing by it', async () => {
    const inbox = new InMemoryUpdateInbox();
    const accept = inbox.accept.bind(inbox);
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    inbox.accept = async (...given) => {
      await slow;
      return accept(...given);
    };
    const batch = [aMessage(5, 7)];
    const script = [batch, [...batch, aCheckout(6, 8)]];
    const stage = startStage(script, inbox, Promise.resolve());
    await vi.waitUntil(() => stage.urgent.begun.length > 0);
    expect(stage.urgent.begun).toEqual([6]);
    expect(stage.handled).toEqual([]);
    expect(stage.offsets.slice(0, 2)).toEqual([0, 0]);
    release();
    await vi.waitUntil(() => stage.handled.length > 0);
    expect(stage.handled).toEqual([5]);
  });

  test('stops at once while a poll is open', async () => {
    const stage = startStage([]);
    await stage.quiet;
    await stage.source.stop();
    await expect(stage.source.ended).resolves.toBeUndefined();
  });
});
