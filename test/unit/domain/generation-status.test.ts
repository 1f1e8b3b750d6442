import { describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { statusOf } from '../../../src/domain/generations/failure.ts';
import { type GenerationChange, moved } from '../../../src/domain/generations/generation.ts';
import {
  canMove,
  type GenerationStatus,
  isFinal,
  transitions,
} from '../../../src/domain/generations/status.ts';
import { noUsage } from '../../../src/domain/models/model.ts';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { aGeneration, aUserId } from '../../builders/domain.ts';

const statuses = Object.keys(transitions) as GenerationStatus[];
const at = new Date('2026-11-22T12:00:00Z');

/** Every allowed move, spelled out a second time on purpose: the table and this must agree. */
const allowed = new Set([
  'queued>running',
  'queued>failed',
  'queued>canceled',
  'queued>expired',
  'running>delivering',
  'running>failed',
  'running>blocked',
  'running>canceled',
  'running>expired',
  'delivering>succeeded',
  'delivering>failed',
  'delivering>expired',
]);

function changeTo(status: GenerationStatus): GenerationChange | undefined {
  switch (status) {
    case 'queued':
    case 'running':
      return undefined;
    case 'delivering':
      return {
        to: 'delivering',
        output: {
          parts: [],
          modelId: modelId('m'),
          usage: noUsage,
          costUsdMicros: 0n,
          truncated: false,
        },
      };
    case 'succeeded':
      return { to: 'succeeded', charged: credits(1), at };
    default:
      return { to: status, failure: { kind: 'internal' }, at };
  }
}

describe('the life of a generation', () => {
  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    'from %s to %s only if the table lists it',
    (from, to) => {
      const expected = allowed.has(`${from}>${to}`);
      expect(canMove(from, to)).toBe(expected);
      const change = changeTo(to);
      if (change === undefined) {
        return;
      }
      const generation = aGeneration({ userId: aUserId(), status: from });
      if (expected) {
        expect(moved(generation, change).status).toBe(to);
      } else {
        expect(() => moved(generation, change)).toThrow(`as it is ${from}`);
      }
    },
  );

  test('ends in success, failure, block, cancel or expiry and nowhere else', () => {
    expect(statuses.filter(isFinal)).toEqual([
      'succeeded',
      'failed',
      'blocked',
      'canceled',
      'expired',
    ]);
  });

  test('charges nothing for any end but success', () => {
    const failed = moved(aGeneration({ userId: aUserId(), status: 'running' }), {
      to: 'blocked',
      failure: { kind: 'safety', stage: 'prompt', reason: 'SAFETY' },
      at,
    });
    expect(failed.charged).toBe(0n);
    expect(failed.finishedAt).toEqual(at);
  });

  test('tells blocked, canceled and expired from failed', () => {
    expect(statusOf({ kind: 'safety', stage: 'output', reason: 'IMAGE_SAFETY' })).toBe('blocked');
    expect(statusOf({ kind: 'canceled' })).toBe('canceled');
    expect(statusOf({ kind: 'expired' })).toBe('expired');
    expect(statusOf({ kind: 'overloaded' })).toBe('failed');
  });
});
