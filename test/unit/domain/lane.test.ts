import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dispatchable, type LaneEntry } from '../../../src/domain/generations/lane.ts';
import { conversationId, generationId } from '../../../src/domain/shared/ids.ts';

const entry = (id: string, conversation?: string, dispatched = false): LaneEntry => ({
  id: generationId(id),
  kind: conversation === undefined ? 'image' : 'text',
  conversationId: conversation === undefined ? undefined : conversationId(conversation),
  dispatched,
});

describe("a user's lane", () => {
  test('lets pictures run side by side up to the limit, oldest first', () => {
    const lane = [entry('a'), entry('b'), entry('c')];
    expect(dispatchable(lane, 2)).toEqual(['a', 'b']);
  });

  test('counts what runs already', () => {
    expect(dispatchable([entry('a', undefined, true), entry('b'), entry('c')], 2)).toEqual(['b']);
  });

  test('sends the messages of one conversation one after the other', () => {
    expect(dispatchable([entry('a', 'x'), entry('b', 'x'), entry('c', 'y')], 3)).toEqual([
      'a',
      'c',
    ]);
    expect(dispatchable([entry('a', 'x', true), entry('b', 'x')], 3)).toEqual([]);
  });

  test('never exceeds the limit, never starts a conversation twice, and never sleeps while it may work', () => {
    const lanes = fc.array(
      fc.record({
        conversation: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
        dispatched: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(lanes, fc.integer({ min: 1, max: 5 }), (shapes, limit) => {
        const lane = shapes.map((shape, index) =>
          entry(String(index), shape.conversation, shape.dispatched),
        );
        const chosen = dispatchable(lane, limit);
        const running = lane.filter((one) => one.dispatched);
        expect(chosen.length).toBeLessThanOrEqual(Math.max(0, limit - running.length));
        const started = lane.filter((one) => chosen.includes(one.id));
        const busy = running.flatMap((one) => one.conversationId ?? []);
        const begun = started.flatMap((one) => one.conversationId ?? []);
        expect(new Set(begun).size).toBe(begun.length);
        expect(begun.some((one) => busy.includes(one))).toBe(false);
        if (running.length === 0 && lane.length > 0) {
          expect(chosen.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
