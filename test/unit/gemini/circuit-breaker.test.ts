import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from '../../../src/adapters/gemini/circuit-breaker.ts';
import { ManualTime } from './manual-time.ts';

function open(): { readonly time: ManualTime; readonly breaker: CircuitBreaker } {
  const time = new ManualTime();
  const breaker = new CircuitBreaker({ clock: time, threshold: 3, coolDownMs: 1_000 });
  for (let call = 0; call < 3; call += 1) {
    breaker.record('busy', 'down');
  }
  return { time, breaker };
}

describe('CircuitBreaker', () => {
  test('turns calls away after so many overloads in a row, for that model alone', () => {
    const { breaker } = open();
    expect(breaker.admits('busy')).toBe(false);
    expect(breaker.admits('idle')).toBe(true);
  });

  test('counts overloads in a row only', () => {
    const { breaker } = open();
    for (const health of ['down', 'down', 'up', 'down', 'unknown', 'down'] as const) {
      breaker.record('shaky', health);
    }
    expect(breaker.admits('shaky')).toBe(true);
  });

  test('lets one call through after the cool-down and the rest when it went well', async () => {
    const { time, breaker } = open();
    await time.advance(1_000);
    expect([breaker.admits('busy'), breaker.admits('busy')]).toEqual([true, false]);
    breaker.record('busy', 'up');
    expect([breaker.admits('busy'), breaker.admits('busy')]).toEqual([true, true]);
  });

  test('cools down again when that call was turned away too', async () => {
    const { time, breaker } = open();
    await time.advance(1_000);
    breaker.admits('busy');
    breaker.record('busy', 'down');
    await time.advance(999);
    expect(breaker.admits('busy')).toBe(false);
    await time.advance(1);
    expect(breaker.admits('busy')).toBe(true);
  });

  test('lets the next call through when that one was canceled', async () => {
    const { time, breaker } = open();
    await time.advance(1_000);
    breaker.admits('busy');
    breaker.record('busy', 'unknown');
    expect(breaker.admits('busy')).toBe(true);
  });
});
