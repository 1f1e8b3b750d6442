import { describe, expect, test } from 'vitest';
import { marginUsdMicros } from '../../../../src/application/statistics/margin.ts';
import {
  pointsIn,
  stepStart,
  stepsOf,
  wholeMonths,
} from '../../../../src/application/statistics/period.ts';

const time = (text: string) => new Date(`${text}Z`);

describe('steps of statistics', () => {
  test.each([
    ['hour', '2026-03-01T15:00:00'],
    ['day', '2026-03-01T00:00:00'],
    ['week', '2026-02-23T00:00:00'],
    ['month', '2026-03-01T00:00:00'],
  ] as const)('begin in UTC, weeks on Monday (%s)', (step, expected) => {
    expect(stepStart(time('2026-03-01T15:59:59.999'), step)).toEqual(time(expected));
  });

  test('cover the whole period', () => {
    const steps = stepsOf({
      from: time('2025-11-30T10:00:00'),
      until: time('2026-02-01T00:00:01'),
      step: 'month',
    });
    expect(steps.starts).toEqual(
      ['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01'].map((day) =>
        time(`${day}T00:00:00`),
      ),
    );
    expect(steps.from).toEqual(steps.starts[0]);
    expect(steps.until).toEqual(time('2026-03-01T00:00:00'));
  });

  test('end before a step that the period only touches', () => {
    const { starts } = stepsOf({
      from: time('2026-01-01T00:00:00'),
      until: time('2026-01-03T00:00:00'),
      step: 'day',
    });
    expect(starts).toHaveLength(2);
  });

  test('are none in a period that ends before it begins', () => {
    const period = {
      from: time('2026-01-05T00:00:00'),
      until: time('2026-01-03T00:00:00'),
      step: 'day' as const,
    };
    expect(stepsOf(period).starts).toEqual([]);
    expect(pointsIn(period)).toBe(0);
  });

  test.each(['hour', 'day', 'week', 'month'] as const)(
    'can be counted without being listed (%s)',
    (step) => {
      for (let day = 1; day < 400; day += 13) {
        const period = {
          from: time('2024-01-31T11:30:00'),
          until: new Date(time('2024-01-31T11:30:00').getTime() + day * 86_400_000),
          step,
        };
        const counted = stepsOf(period).starts.length;
        expect(Math.abs(pointsIn(period) - counted)).toBeLessThanOrEqual(step === 'month' ? 1 : 0);
      }
    },
  );
});

describe('the whole months of a period', () => {
  test.each([
    ['2026-01-01T00:00:00', '2026-03-01T00:00:00', '2026-01-01T00:00:00', '2026-03-01T00:00:00'],
    ['2025-12-31T00:00:00', '2026-03-31T23:00:00', '2026-01-01T00:00:00', '2026-03-01T00:00:00'],
    ['2026-01-02T00:00:00', '2026-02-27T00:00:00', '2026-02-27T00:00:00', '2026-02-27T00:00:00'],
    ['2026-01-02T00:00:00', '2026-01-05T00:00:00', '2026-01-05T00:00:00', '2026-01-05T00:00:00'],
  ])('from %s until %s are from %s until %s', (from, until, first, end) => {
    expect(wholeMonths(time(from), time(until))).toEqual({ from: time(first), until: time(end) });
  });
});

describe('a margin', () => {
  const point = { at: new Date(), charged: 0n, costUsdMicros: 1_000_000n };

  test('is revenue at the given rates less the cost of the models', () => {
    const revenue = { netRubMinor: 100_000n, netStars: 100n };
    expect(marginUsdMicros({ ...point, ...revenue }, { rub: 0.0125, star: 0.013 })).toBe(
      12_500_000n + 1_300_000n - 1_000_000n,
    );
  });

  test('is unknown where a currency has no rate', () => {
    const revenue = { netRubMinor: 100_000n, netStars: 0n };
    expect(marginUsdMicros({ ...point, ...revenue }, { star: 0.013 })).toBeUndefined();
    expect(marginUsdMicros({ ...point, ...revenue }, { rub: 0.01 })).toBe(9_000_000n);
  });

  test('is the cost alone where nothing was earned', () => {
    expect(marginUsdMicros({ ...point, netRubMinor: 0n, netStars: 0n }, {})).toBe(-1_000_000n);
  });
});
