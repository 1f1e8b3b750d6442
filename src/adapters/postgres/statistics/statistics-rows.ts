import type {
  ConversionPoint,
  GenerationSums,
  MarginPoint,
  Point,
  RevenuePerUserPoint,
  RevenueSums,
} from '../../../application/queries/statistics.ts';
import type { Currency } from '../../../domain/payments/money.ts';

/** Sums come as text, as they are 64 bits wide. */
export type Sums<Name extends string> = { readonly [name in Name]: string };

export interface At {
  readonly at: Date;
}

export type GenerationRow = Sums<
  'count' | 'charged' | 'cost_usd_micros' | 'input_tokens' | 'output_tokens' | 'images'
>;

export const generationSums = (row: GenerationRow): GenerationSums => ({
  count: Number(row.count),
  charged: BigInt(row.charged),
  costUsdMicros: BigInt(row.cost_usd_micros),
  inputTokens: BigInt(row.input_tokens),
  outputTokens: BigInt(row.output_tokens),
  images: BigInt(row.images),
});

export const noGenerations: GenerationRow = {
  count: '0',
  charged: '0',
  cost_usd_micros: '0',
  input_tokens: '0',
  output_tokens: '0',
  images: '0',
};

export type RevenueRow = Sums<
  'payments' | 'amount' | 'refunded' | 'refunds' | 'first_payments' | 'credits'
>;

export const revenueSums = (row: RevenueRow): RevenueSums => ({
  payments: Number(row.payments),
  amount: BigInt(row.amount),
  refunded: BigInt(row.refunded),
  refunds: Number(row.refunds),
  firstPayments: Number(row.first_payments),
  credits: BigInt(row.credits),
});

export const noRevenue: RevenueRow = {
  payments: '0',
  amount: '0',
  refunded: '0',
  refunds: '0',
  first_payments: '0',
  credits: '0',
};

export type MarginRow = Sums<'cost_usd_micros' | 'charged' | 'net_rub_minor' | 'net_stars'>;

export const margin = (row: MarginRow): Omit<MarginPoint, 'at'> => ({
  costUsdMicros: BigInt(row.cost_usd_micros),
  charged: BigInt(row.charged),
  netRubMinor: BigInt(row.net_rub_minor),
  netStars: BigInt(row.net_stars),
});

export const noMargin: MarginRow = {
  cost_usd_micros: '0',
  charged: '0',
  net_rub_minor: '0',
  net_stars: '0',
};

export type ConversionRow = Sums<
  'users' | 'activated' | 'payers' | 'payers_in_week' | 'payers_in_month'
>;

export const conversion = (row: ConversionRow): Omit<ConversionPoint, 'at'> => ({
  users: Number(row.users),
  activated: Number(row.activated),
  payers: Number(row.payers),
  payersInWeek: Number(row.payers_in_week),
  payersInMonth: Number(row.payers_in_month),
});

export const noConversion: ConversionRow = {
  users: '0',
  activated: '0',
  payers: '0',
  payers_in_week: '0',
  payers_in_month: '0',
};

export type PerUserRow = Sums<'active_users' | 'payers' | 'rub_minor' | 'stars'>;

export function revenuePerUser(row: PerUserRow): Omit<RevenuePerUserPoint, 'at'> {
  const activeUsers = Number(row.active_users);
  const payers = Number(row.payers);
  const perUser = (currency: Currency, sum: string) => ({
    currency,
    amount: BigInt(sum),
    perActiveUser: average(sum, activeUsers),
    perPayer: average(sum, payers),
  });
  return {
    activeUsers,
    payers,
    revenue: [perUser('RUB', row.rub_minor), perUser('XTR', row.stars)],
  };
}

export const noRevenuePerUser: PerUserRow = {
  active_users: '0',
  payers: '0',
  rub_minor: '0',
  stars: '0',
};

/** To two digits: nobody reads more of an average. */
const average = (sum: string, users: number): number =>
  users === 0 ? 0 : Math.round((Number(sum) / users) * 100) / 100;

/** A point for every step: from its row, or from the one that stands for nothing. */
export function filled<Row, P>(
  starts: readonly Date[],
  rows: readonly (At & Row)[],
  nothing: Row,
  read: (row: Row) => P,
): readonly (Point & P)[] {
  const byStart = new Map(rows.map((row) => [row.at.getTime(), row]));
  return starts.map((at) => ({ at, ...read(byStart.get(at.getTime()) ?? nothing) }));
}

/** In the order in which keys are met first. */
export function grouped<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [row]);
    } else {
      group.push(row);
    }
  }
  return groups;
}
