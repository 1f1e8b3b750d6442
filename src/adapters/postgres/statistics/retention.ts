import type { RetentionCohort } from '../../../application/queries/statistics.ts';
import { nextStart } from '../../../application/statistics/period.ts';

export interface RetentionRow {
  readonly week: Date;
  /** -1: how many signed up. */
  readonly week_offset: number;
  readonly users: string;
}

/** One cohort for each week, followed as far as time has come. */
export function cohortsOf(
  weeks: readonly Date[],
  rows: readonly RetentionRow[],
  length: number,
  now: Date,
): readonly RetentionCohort[] {
  const users = new Map(rows.map((row) => [keyOf(row.week, row.week_offset), Number(row.users)]));
  return weeks.map((week) => {
    const active: number[] = [];
    let start = week;
    for (let offset = 0; offset < length && start <= now; offset += 1) {
      active.push(users.get(keyOf(week, offset)) ?? 0);
      start = nextStart(start, 'week');
    }
    return { week, users: users.get(keyOf(week, -1)) ?? 0, active };
  });
}

const keyOf = (week: Date, offset: number): string => `${week.getTime()}:${offset}`;
