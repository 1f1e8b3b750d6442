import type { DataSource } from 'typeorm';
import type {
  CalendarStep,
  ConversionPoint,
  CountedTable,
  FailureReason,
  GenerationBreakdown,
  GenerationGrouping,
  GenerationSelection,
  GenerationSums,
  LatencyGroup,
  LatencyMeasure,
  MarginPoint,
  PackageRevenue,
  Percentiles,
  Point,
  ReferralPoint,
  RetentionCohort,
  RevenuePerUserPoint,
  RevenueSeries,
  Series,
  Spender,
  SpendingMeasure,
  StatisticsPeriod,
  StatisticsQueries,
  Totals,
  UsdRates,
  UserOrigin,
  UserPoint,
} from '../../../application/queries/statistics.ts';
import { marginUsdMicros } from '../../../application/statistics/margin.ts';
import {
  type Steps,
  stepStart,
  stepsOf,
  wholeMonths,
} from '../../../application/statistics/period.ts';
import type { GenerationFailure } from '../../../domain/generations/failure.ts';
import type { FinalStatus } from '../../../domain/generations/status.ts';
import type { GenerationKind } from '../../../domain/models/model.ts';
import type { Currency } from '../../../domain/payments/money.ts';
import type { PaymentMethod } from '../../../domain/payments/payment.ts';
import { modelId, packageId, userId } from '../../../domain/shared/ids.ts';
import { DirectSession, type Session, type Statement } from '../session.ts';
import { percentilesOf } from './histogram.ts';
import { cohortsOf, type RetentionRow } from './retention.ts';
import {
  type At,
  type ConversionRow,
  conversion,
  filled,
  type GenerationRow,
  generationSums,
  grouped,
  type MarginRow,
  margin,
  noConversion,
  noGenerations,
  noMargin,
  noRevenue,
  noRevenuePerUser,
  type PerUserRow,
  type RevenueRow,
  revenuePerUser,
  revenueSums,
  type Sums,
} from './statistics-rows.ts';
import * as statements from './statistics-statements.ts';

type Failure = GenerationFailure['kind'];

/** The words in the tables are those of the domain, as the tables that they come from check them. */
export class PostgresStatistics implements StatisticsQueries {
  readonly #session: Session;

  constructor(dataSource: DataSource) {
    this.#session = new DirectSession(dataSource);
  }

  async users(period: StatisticsPeriod): Promise<readonly UserPoint[]> {
    type Row = Sums<'new_users' | 'invited' | 'active_users'>;
    const { rows, starts } = await this.#read<At & Row>(statements.newUsers, period);
    const nothing = { new_users: '0', invited: '0', active_users: '0' };
    return filled(starts, rows, nothing, (row: Row) => ({
      newUsers: Number(row.new_users),
      invited: Number(row.invited),
      activeUsers: period.step === 'hour' ? undefined : Number(row.active_users),
    }));
  }

  async userOrigins(period: StatisticsPeriod): Promise<readonly UserOrigin[]> {
    type Row = Omit<UserOrigin, 'users'> & Sums<'users'>;
    const rows = await this.#readAll<Row>(statements.userOrigins, period);
    return rows.map(({ language, source, users }) => ({ language, source, users: Number(users) }));
  }

  async generations(
    period: StatisticsPeriod,
    by: GenerationGrouping,
    selection: GenerationSelection = {},
  ): Promise<readonly Series<Point & GenerationSums>[]> {
    const { rows, starts } = await this.#read<At & GenerationRow & { key: string }>(
      statements.generations(by),
      period,
      selected(selection),
    );
    const groups = [...grouped(rows, ({ key }) => key)];
    const lines = groups.length === 0 && by === 'none' ? [['', []] as const] : groups;
    return lines
      .map(([key, own]) => ({ key, points: filled(starts, own, noGenerations, generationSums) }))
      .sort((a, b) => countOf(b.points) - countOf(a.points) || (a.key < b.key ? -1 : 1));
  }

  async generationBreakdown(period: StatisticsPeriod): Promise<readonly GenerationBreakdown[]> {
    type Row = GenerationRow & Record<'kind' | 'model_id' | 'status' | 'failure', string>;
    const rows = await this.#readAll<Row>(statements.generationBreakdown, period);
    return rows.map((row) => ({
      kind: row.kind as GenerationKind,
      modelId: modelId(row.model_id),
      status: row.status as FinalStatus,
      failure: row.failure === '' ? undefined : (row.failure as Failure),
      ...generationSums(row),
    }));
  }

  async failures(
    period: StatisticsPeriod,
    selection: GenerationSelection = {},
  ): Promise<readonly FailureReason[]> {
    const rows = await this.#readAll<{ failure: Failure; count: string }>(
      statements.failures,
      period,
      selected(selection),
    );
    return rows.map(({ failure, count }) => ({ failure, count: Number(count) }));
  }

  async latency(
    period: StatisticsPeriod,
    measure: LatencyMeasure,
  ): Promise<readonly LatencyGroup[]> {
    type Row = Record<'kind' | 'model_id' | 'counts', string>;
    const rows = await this.#readAll<Row>(statements.latency, period, [measure]);
    return [...grouped(rows, (row) => `${row.kind} ${row.model_id}`).values()]
      .flatMap((own) => {
        const [first] = own;
        return first === undefined
          ? []
          : [
              {
                kind: first.kind as GenerationKind,
                modelId: modelId(first.model_id),
                ...percentilesOf(own),
              },
            ];
      })
      .sort((a, b) => b.count - a.count || (a.modelId < b.modelId ? -1 : 1));
  }

  async latencySeries(
    period: StatisticsPeriod,
    measure: LatencyMeasure,
    selection: GenerationSelection = {},
  ): Promise<readonly (Point & Percentiles)[]> {
    const { rows, starts } = await this.#read<At & { readonly counts: string }>(
      statements.latencySeries,
      period,
      [...selected(selection), measure],
    );
    const steps = grouped(rows, ({ at }) => String(at.getTime()));
    return starts.map((at) => ({
      at,
      ...percentilesOf(steps.get(String(at.getTime())) ?? []),
    }));
  }

  async revenue(period: StatisticsPeriod): Promise<readonly RevenueSeries[]> {
    type Row = At & RevenueRow & { method: PaymentMethod; currency: Currency };
    const { rows, starts } = await this.#read<Row>(statements.revenue, period);
    return [...grouped(rows, ({ method }) => method).values()].flatMap((own) => {
      const [first] = own;
      return first === undefined
        ? []
        : [
            {
              key: first.method,
              method: first.method,
              currency: first.currency,
              points: filled(starts, own, noRevenue, revenueSums),
            },
          ];
    });
  }

  async packages(period: StatisticsPeriod): Promise<readonly PackageRevenue[]> {
    type Row = RevenueRow & { package_id: string; method: PaymentMethod; currency: Currency };
    const rows = await this.#readAll<Row>(statements.packages, period);
    return rows.map((row) => ({
      packageId: row.package_id === '' ? undefined : packageId(row.package_id),
      method: row.method,
      currency: row.currency,
      ...revenueSums(row),
    }));
  }

  async margin(period: StatisticsPeriod, rates: UsdRates = {}): Promise<readonly MarginPoint[]> {
    const { rows, starts } = await this.#read<At & MarginRow>(statements.margin, period);
    return filled(starts, rows, noMargin, margin).map((point) => ({
      ...point,
      marginUsdMicros: marginUsdMicros(point, rates),
    }));
  }

  async conversion(period: StatisticsPeriod<CalendarStep>): Promise<readonly ConversionPoint[]> {
    const { rows, starts } = await this.#read<At & ConversionRow>(statements.conversion, period);
    return filled(starts, rows, noConversion, conversion);
  }

  async revenuePerUser(
    period: StatisticsPeriod<CalendarStep>,
  ): Promise<readonly RevenuePerUserPoint[]> {
    const { rows, starts } = await this.#read<At & PerUserRow>(statements.revenuePerUser, period);
    return filled(starts, rows, noRevenuePerUser, revenuePerUser);
  }

  async retention(
    { from, until }: Pick<StatisticsPeriod, 'from' | 'until'>,
    weeks: number,
    now: Date,
  ): Promise<readonly RetentionCohort[]> {
    const steps = stepsOf({ from, until, step: 'week' });
    const values = [steps.from, steps.until, weeks];
    const rows = await this.#session.rows<RetentionRow>(statements.retention, values);
    return cohortsOf(steps.starts, rows, weeks, now);
  }

  async referrals(period: StatisticsPeriod): Promise<readonly ReferralPoint[]> {
    type Row = Sums<'invited' | 'rewarded' | 'paid'>;
    const { rows, starts } = await this.#read<At & Row>(statements.referrals, period);
    return filled(starts, rows, { invited: '0', rewarded: '0', paid: '0' }, (row: Row) => ({
      invited: Number(row.invited),
      rewarded: Number(row.rewarded),
      paid: Number(row.paid),
    }));
  }

  async topSpenders(
    measure: SpendingMeasure,
    limit: number,
    month?: Date,
  ): Promise<readonly Spender[]> {
    const rows = await this.#session.rows<{ user_id: string; amount: string }>(
      month === undefined
        ? statements.topSpenders(measure)
        : statements.topSpendersOfMonth(measure),
      month === undefined ? [limit] : [limit, stepStart(month, 'month')],
    );
    return rows.map((row) => ({ userId: userId(Number(row.user_id)), amount: BigInt(row.amount) }));
  }

  async totals(): Promise<Totals> {
    const rows = await this.#session.rows<{ name: string; count: string }>(statements.totals, []);
    const counts = new Map(rows.map(({ name, count }) => [name, count]));
    const number = (name: string) => Number(counts.get(name) ?? 0);
    return {
      users: number('users'),
      payingUsers: number('paying_users'),
      generations: number('generations'),
      payments: number('payments'),
      creditEntries: number('credit_entries'),
      referrals: number('referrals'),
      creditsAvailable: BigInt(counts.get('credits_available') ?? 0),
      queued: number('queued'),
      running: number('running'),
    };
  }

  async count(table: CountedTable): Promise<number> {
    const [row] = await this.#session.rows<{ count: string }>(statements.countOf, [table]);
    return Number(row?.count ?? 0);
  }

  /** Of the period as a whole. */
  #readAll<Row>(
    statement: Statement,
    period: StatisticsPeriod,
    more: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const { from, until } = stepsOf(period);
    const months = wholeMonths(from, until);
    const values = [from, until, period.step, months.from, months.until, ...more];
    return this.#session.rows<Row>(statement, values);
  }

  async #read<Row>(
    statement: Statement,
    period: StatisticsPeriod,
    more: readonly unknown[] = [],
  ): Promise<{ readonly rows: readonly Row[]; readonly starts: Steps['starts'] }> {
    const { starts, from, until } = stepsOf(period);
    const values = [from, until, period.step, ...more];
    return { rows: await this.#session.rows<Row>(statement, values), starts };
  }
}

const selected = ({ kind, modelId: model }: GenerationSelection): readonly unknown[] => [
  kind,
  model,
];

const countOf = (points: readonly GenerationSums[]): number =>
  points.reduce((sum, { count }) => sum + count, 0);
