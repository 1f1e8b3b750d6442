import { assertNever } from '../../domain/shared/assert-never.ts';
import type { StatisticsPeriod, StatisticsStep } from '../queries/statistics.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 1 January 1970 was a Thursday. */
const firstMondayMs = -3 * dayMs;

/** Where the step (UTC, weeks from Monday) begins that a time lies in. */
export function stepStart(time: Date, step: StatisticsStep): Date {
  const ms = time.getTime();
  switch (step) {
    case 'hour':
      return new Date(Math.floor(ms / hourMs) * hourMs);
    case 'day':
      return new Date(Math.floor(ms / dayMs) * dayMs);
    case 'week': {
      const weeks = Math.floor((ms - firstMondayMs) / (7 * dayMs));
      return new Date(firstMondayMs + weeks * 7 * dayMs);
    }
    case 'month':
      return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth()));
    default:
      return assertNever(step);
  }
}

/** Where the step after the one that begins at `start` begins. */
export function nextStart(start: Date, step: StatisticsStep): Date {
  switch (step) {
    case 'hour':
      return new Date(start.getTime() + hourMs);
    case 'day':
      return new Date(start.getTime() + dayMs);
    case 'week':
      return new Date(start.getTime() + 7 * dayMs);
    case 'month':
      return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1));
    default:
      return assertNever(step);
  }
}

/** How many points a period has: cheap for any period, off by one at most for months and weeks. */
export function pointsIn({ from, until, step }: StatisticsPeriod): number {
  const lengthMs = { hour: hourMs, day: dayMs, week: 7 * dayMs, month: 30.436875 * dayMs }[step];
  return Math.max(0, Math.ceil((until.getTime() - stepStart(from, step).getTime()) / lengthMs));
}

/** The whole steps of a period: where each begins, and where the last one ends. */
export interface Steps {
  readonly starts: readonly Date[];
  readonly from: Date;
  readonly until: Date;
}

export function stepsOf({ from, until, step }: StatisticsPeriod): Steps {
  const starts: Date[] = [];
  const first = stepStart(from, step);
  let next = first;
  while (next < until) {
    starts.push(next);
    next = nextStart(next, step);
  }
  return { starts, from: first, until: next };
}

/** The whole months between two times; where there is none, nothing at the end. */
export function wholeMonths(
  from: Date,
  until: Date,
): { readonly from: Date; readonly until: Date } {
  const start = stepStart(from, 'month');
  const first = start < from ? nextStart(start, 'month') : start;
  const end = stepStart(until, 'month');
  return first < end ? { from: first, until: end } : { from: until, until };
}
