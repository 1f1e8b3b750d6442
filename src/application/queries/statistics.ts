import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { FinalStatus } from '../../domain/generations/status.ts';
import type { GenerationKind } from '../../domain/models/model.ts';
import type { Currency } from '../../domain/payments/money.ts';
import type { PaymentMethod } from '../../domain/payments/payment.ts';
import type { ModelId, PackageId, UserId } from '../../domain/shared/ids.ts';
import type { Language } from '../../domain/users/user.ts';

/** In UTC, weeks from Monday. Activity and sign-ups are counted by days, and not by hours. */
export const calendarSteps = ['day', 'week', 'month'] as const;
export const statisticsSteps = ['hour', ...calendarSteps] as const;

export type CalendarStep = (typeof calendarSteps)[number];
export type StatisticsStep = (typeof statisticsSteps)[number];

/**
 * From `from` to before `until`, widened to whole steps. Each step is a point, and every point is
 * there: what did not happen is zero. The caller sees to it that there are not too many
 * (`pointsIn`).
 */
export interface StatisticsPeriod<Step extends StatisticsStep = StatisticsStep> {
  readonly from: Date;
  readonly until: Date;
  readonly step: Step;
}

export interface Point {
  /** Where the step begins. */
  readonly at: Date;
}

export interface UserPoint extends Point {
  /** Who signed up. */
  readonly newUsers: number;
  /** Those of them who came by invitation. */
  readonly invited: number;
  /** Who asked for something or was seen. Absent for hours: it is counted by days. */
  readonly activeUsers?: number | undefined;
}

/** New users of the whole period, by the language that they use by now. */
export interface UserOrigin {
  readonly language: Language;
  readonly source: 'direct' | 'referral';
  readonly users: number;
}

/** Of generations that ended. */
export interface GenerationSums {
  readonly count: number;
  /** Credits taken. */
  readonly charged: bigint;
  readonly costUsdMicros: bigint;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
  readonly images: bigint;
}

export type GenerationGrouping = 'none' | 'kind' | 'model' | 'status';

export interface GenerationSelection {
  readonly kind?: GenerationKind | undefined;
  readonly modelId?: ModelId | undefined;
}

/** One line of a chart. */
export interface Series<P extends Point> {
  /** A kind, a model's id, a status ...; empty when nothing is told apart. */
  readonly key: string;
  readonly points: readonly P[];
}

/** The whole period by all that can be told apart. */
export interface GenerationBreakdown extends GenerationSums {
  readonly kind: GenerationKind;
  /** The model that answered, else the one asked for. */
  readonly modelId: ModelId;
  readonly status: FinalStatus;
  readonly failure?: GenerationFailure['kind'] | undefined;
}

export interface FailureReason {
  readonly failure: GenerationFailure['kind'];
  readonly count: number;
}

/** `wait`: from the request until a worker took it up. `total`: until the answer was delivered. */
export type LatencyMeasure = 'wait' | 'total';

/** Of what succeeded; off by 2.5 % at most. Absent when there was nothing. */
export interface Percentiles {
  readonly count: number;
  readonly p50Ms?: number | undefined;
  readonly p90Ms?: number | undefined;
  readonly p95Ms?: number | undefined;
  readonly p99Ms?: number | undefined;
}

/** Of the whole period. */
export interface LatencyGroup extends Percentiles {
  readonly kind: GenerationKind;
  readonly modelId: ModelId;
}

export interface RevenueSums {
  readonly payments: number;
  /** Kopecks, or whole Stars: what was paid in this time. */
  readonly amount: bigint;
  /** What went back in this time, whenever it was paid. */
  readonly refunded: bigint;
  readonly refunds: number;
  /** How many paid for the first time. */
  readonly firstPayments: number;
  /** Credits given. */
  readonly credits: bigint;
}

export interface RevenueSeries extends Series<Point & RevenueSums> {
  readonly method: PaymentMethod;
  readonly currency: Currency;
}

/** Of the whole period. */
export interface PackageRevenue extends RevenueSums {
  /** Absent for money that fits no order. */
  readonly packageId?: PackageId | undefined;
  readonly method: PaymentMethod;
  readonly currency: Currency;
}

/** What a ruble and a Star are worth to the operator, in USD. Nothing here knows exchange rates. */
export interface UsdRates {
  readonly rub?: number | undefined;
  readonly star?: number | undefined;
}

export interface MarginPoint extends Point {
  /** What the models cost. */
  readonly costUsdMicros: bigint;
  /** Credits that users spent. */
  readonly charged: bigint;
  /** Less refunds; negative when more went back than came. */
  readonly netRubMinor: bigint;
  readonly netStars: bigint;
  /** With the rates of all currencies that came in; absent without. */
  readonly marginUsdMicros?: bigint | undefined;
}

/** Of those who signed up in the step, whatever they did later. */
export interface ConversionPoint extends Point {
  readonly users: number;
  /** Who got an answer. */
  readonly activated: number;
  readonly payers: number;
  /** First paid within 7 and 30 days of signing up. */
  readonly payersInWeek: number;
  readonly payersInMonth: number;
}

export interface RevenuePerUser {
  readonly currency: Currency;
  /** Kopecks, or whole Stars, before refunds. */
  readonly amount: bigint;
  /** ARPU and ARPPU in the same unit; averages, so they need not be whole. Zero without users. */
  readonly perActiveUser: number;
  readonly perPayer: number;
}

export interface RevenuePerUserPoint extends Point {
  readonly activeUsers: number;
  /** Who paid in the step, in any currency. */
  readonly payers: number;
  readonly revenue: readonly RevenuePerUser[];
}

/** Those who signed up in one week. */
export interface RetentionCohort {
  /** Monday. */
  readonly week: Date;
  readonly users: number;
  /** How many were active in that week, one week later, ...; as far as time has come. */
  readonly active: readonly number[];
}

/** By the time of the invitation. */
export interface ReferralPoint extends Point {
  readonly invited: number;
  /** For how many of them the inviter was rewarded. */
  readonly rewarded: number;
  /** How many of them paid. */
  readonly paid: number;
}

export type SpendingMeasure = 'credits' | 'rub' | 'stars';

export interface Spender {
  readonly userId: UserId;
  /** Credits, kopecks or whole Stars, as was asked. */
  readonly amount: bigint;
}

/** Numbers of this moment, some seconds old. */
export interface Totals {
  readonly users: number;
  readonly payingUsers: number;
  readonly generations: number;
  readonly payments: number;
  readonly creditEntries: number;
  readonly referrals: number;
  /** All credits that users have and did not spend. */
  readonly creditsAvailable: bigint;
  readonly queued: number;
  /** Running or being delivered. */
  readonly running: number;
}

/** Lists that can be counted without looking at them. */
export type CountedTable = 'users' | 'generations' | 'payments' | 'credit_entries' | 'referrals';

/** Every number of a dashboard, from sums that are kept up to date: the same cost at any size. */
export interface StatisticsQueries {
  users(period: StatisticsPeriod): Promise<readonly UserPoint[]>;
  /** Largest first. */
  userOrigins(period: StatisticsPeriod): Promise<readonly UserOrigin[]>;
  /** Largest first; at least one line when nothing is told apart. */
  generations(
    period: StatisticsPeriod,
    by: GenerationGrouping,
    selection?: GenerationSelection,
  ): Promise<readonly Series<Point & GenerationSums>[]>;
  /** Largest first. */
  generationBreakdown(period: StatisticsPeriod): Promise<readonly GenerationBreakdown[]>;
  /** Most frequent first. */
  failures(
    period: StatisticsPeriod,
    selection?: GenerationSelection,
  ): Promise<readonly FailureReason[]>;
  /** Largest first. */
  latency(period: StatisticsPeriod, measure: LatencyMeasure): Promise<readonly LatencyGroup[]>;
  latencySeries(
    period: StatisticsPeriod,
    measure: LatencyMeasure,
    selection?: GenerationSelection,
  ): Promise<readonly (Point & Percentiles)[]>;
  /** One line for each method that was used in the period. */
  revenue(period: StatisticsPeriod): Promise<readonly RevenueSeries[]>;
  packages(period: StatisticsPeriod): Promise<readonly PackageRevenue[]>;
  /** Cost and revenue side by side; a margin only where rates are given. */
  margin(period: StatisticsPeriod, rates?: UsdRates): Promise<readonly MarginPoint[]>;
  conversion(period: StatisticsPeriod<CalendarStep>): Promise<readonly ConversionPoint[]>;
  revenuePerUser(period: StatisticsPeriod<CalendarStep>): Promise<readonly RevenuePerUserPoint[]>;
  /**
   * Cohorts of the weeks of a period, oldest first.
   *
   * @param weeks how many weeks each is followed, its own included
   * @param now up to when time has come
   */
  retention(
    period: Pick<StatisticsPeriod, 'from' | 'until'>,
    weeks: number,
    now: Date,
  ): Promise<readonly RetentionCohort[]>;
  referrals(period: StatisticsPeriod): Promise<readonly ReferralPoint[]>;
  /**
   * Who spent most, at all or in the month (UTC) of a time.
   *
   * @param limit at most so many; nobody who spent nothing
   */
  topSpenders(measure: SpendingMeasure, limit: number, month?: Date): Promise<readonly Spender[]>;
  totals(): Promise<Totals>;
  /** Exact, some seconds old. */
  count(table: CountedTable): Promise<number>;
}
