import { describe, expect, test } from 'vitest';
import { laneOfUpdate } from '../../../../src/adapters/telegram/bot/update-facts.ts';
import { UpdateIntake } from '../../../../src/adapters/telegram/bot/update-intake.ts';
import { InMemoryUpdateInbox } from '../../../fakes/in-memory-update-inbox.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { aCheckout, aMessage, aPress, RecordingDesk } from './updates.ts';

function setStage() {
  const inbox = new InMemoryUpdateInbox();
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const urgent = new RecordingDesk();
  const intake = new UpdateIntake(inbox, clock, logger, urgent);
  return { inbox, clock, logger, urgent, intake };
}

describe('UpdateIntake', () => {
  test('keeps what is new, and tells what came before', async () => {
    const { intake, logger } = setStage();
    expect(await intake.keep([aMessage(1, 7)])).toEqual([aMessage(1, 7)]);
    expect(await intake.keep([aMessage(1, 7), aMessage(2, 7)])).toEqual([aMessage(2, 7)]);
    expect(logger.of('repeated_updates')).toMatchObject([{ fields: { updates: 1 } }]);
  });

  test.each([undefined, null, 'text', 7, [], {}, { update_id: 'x' }, { update_id: 1.5 }])(
    'drops %j, which is no update, and keeps the others',
    async (nonsense) => {
      const { intake, logger } = setStage();
      expect(await intake.keep([nonsense, aMessage(1, 7)])).toEqual([aMessage(1, 7)]);
      expect(logger.of('malformed_updates')).toHaveLength(1);
    },
  );

  test('hands over what a dead process left, once its lease is over, to one process', async () => {
    const { intake, inbox, clock, logger, urgent } = setStage();
    await intake.keep([aMessage(1, 7), aMessage(2, 7)]);
    await inbox.done([1], clock.now());
    expect(await intake.leftBehind(clock.now())).toEqual([]);
    clock.advance(130_000);
    expect(await intake.leftBehind(clock.now())).toEqual([aMessage(2, 7)]);
    const another = new UpdateIntake(inbox, clock, logger, urgent);
    expect(await another.leftBehind(clock.now())).toEqual([]);
  });

  test('hands over all that was leased before its own start to the only process that there is', async () => {
    const { intake, clock } = setStage();
    await intake.keep([aMessage(1, 7)]);
    clock.advance(10);
    const startedAt = clock.now();
    clock.advance(10);
    await intake.keep([aMessage(2, 7)]);
    expect(await intake.leftBehind(intake.leasedBefore(startedAt))).toEqual([aMessage(1, 7)]);
  });
});

describe('an urgent update', () => {
  test('is begun before anything is waited for, and is not kept', async () => {
    const { intake, inbox, urgent } = setStage();
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const accept = inbox.accept.bind(inbox);
    const offered: number[] = [];
    inbox.accept = async (...given) => {
      offered.push(...given[0].map(({ updateId }) => updateId));
      await slow;
      return accept(...given);
    };
    const keeping = intake.keep([aMessage(1, 7), aCheckout(2, 7)]);
    expect(urgent.begun).toEqual([2]);
    release();
    expect(await keeping).toEqual([aMessage(1, 7)]);
    expect(offered).toEqual([1]);
  });

  test('alone asks nothing of the inbox', async () => {
    const { intake, inbox, urgent } = setStage();
    inbox.accept = () => Promise.reject(new Error('The database is away'));
    expect(await intake.keep([aCheckout(2, 7)])).toEqual([]);
    expect(urgent.begun).toEqual([2]);
  });
});

test('an update belongs to its private chat whether it is a message or a press', () => {
  expect(laneOfUpdate(aMessage(1, 7))).toBe(laneOfUpdate(aPress(2, 7)));
  expect(laneOfUpdate(aMessage(1, 7))).not.toBe(laneOfUpdate(aMessage(2, 8)));
});
