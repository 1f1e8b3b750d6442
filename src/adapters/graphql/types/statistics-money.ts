import {
  Extensions,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type {
  MarginPoint as Margin,
  SpendingMeasure as Measure,
  PackageRevenue as OfPackage,
  RevenuePerUser as PerUser,
  RevenuePerUserPoint as PerUserPoint,
  Point,
  RevenueSeries as Series,
  Spender as Spending,
  RevenueSums as Sums,
} from '../../../application/queries/statistics.ts';
import { type Currency as DomainCurrency, money } from '../../../domain/payments/money.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { PackageId, UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Money, toMoney, usd } from './money.ts';
import { Currency, PaymentMethod } from './payment-enums.ts';

@allow('inherited')
@ObjectType()
abstract class RevenueSums {
  @Field(() => Int, { description: 'Payments that were paid.' })
  readonly payments!: number;

  @Extensions({ cost: 0 })
  @Field(() => Money, { description: 'Money that came, before refunds.' })
  readonly amount!: Money;

  @Field(() => Int, { description: 'Refunds that went through, whenever their payment was paid.' })
  readonly refunds!: number;

  @Extensions({ cost: 0 })
  @Field(() => Money, { description: 'Money that went back.' })
  readonly refunded!: Money;

  @Field(() => Int, { description: 'Users who paid for the first time in their life.' })
  readonly firstPayments!: number;

  @Field(() => Float, {
    description: 'Credits given for the payments; whole, and may exceed 32 bits.',
  })
  readonly credits!: number;
}

@allow('inherited')
@ObjectType({ description: 'Money that came and went in one step.' })
export class RevenuePoint extends RevenueSums {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;
}

@allow('inherited')
@ObjectType({ description: 'One line of a chart of revenue.' })
export class RevenueSeries {
  @Field(() => PaymentMethod, { description: 'How it was paid.' })
  readonly method!: string;

  @Field(() => Currency, { description: 'What it was paid in.' })
  readonly currency!: string;

  @Extensions({ listSize: 100 })
  @Field(() => [RevenuePoint], { description: 'One for each step.' })
  readonly points!: readonly RevenuePoint[];
}

@allow('inherited')
@ObjectType({ description: 'Revenue of one package in the whole period, by one method.' })
export class PackageRevenue extends RevenueSums {
  /** For resolvers; not a field. */
  readonly soldPackage!: PackageId | undefined;

  @Field(() => ID, {
    nullable: true,
    description: 'What was sold; null for money that fits no order.',
  })
  readonly packageId!: string | null;

  @Field(() => PaymentMethod, { description: 'How it was paid.' })
  readonly method!: string;

  @Field(() => Currency, { description: 'What it was paid in.' })
  readonly currency!: string;
}

@allow('inherited')
@ObjectType({ description: 'A difference of money: negative when more went than came.' })
export class NetMoney {
  @Field(() => String, {
    description:
      'Decimal string in units of the currency, with `-` when negative, e.g. `-12.50` RUB, `50` XTR, `-0.003912` USD.',
  })
  readonly amount!: string;

  @Field(() => String, {
    description: 'ISO 4217 code: `RUB`, `USD`; or `XTR` for Telegram Stars.',
  })
  readonly currency!: string;
}

@allow('inherited')
@ObjectType({ description: 'What models cost and what users paid, side by side, in one step.' })
export class MarginPoint {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;

  @Extensions({ cost: 0 })
  @Field(() => Money, {
    description: 'What the model provider takes for what ended in the step, in US dollars.',
  })
  readonly cost!: Money;

  @Field(() => Float, { description: 'Credits charged; whole, and may exceed 32 bits.' })
  readonly creditsCharged!: number;

  @Extensions({ cost: 0 })
  @Field(() => [NetMoney], {
    description: 'Money that came less money that went back: one in RUB, one in XTR.',
  })
  readonly netRevenue!: readonly NetMoney[];

  @Extensions({ cost: 0 })
  @Field(() => NetMoney, {
    nullable: true,
    description:
      'Net revenue less cost, in US dollars; null when money moved in a currency whose rate was not given.',
  })
  readonly margin!: NetMoney | null;
}

@allow('inherited')
@ObjectType({ description: 'Revenue of one step in one currency, by users.' })
export class RevenuePerUser {
  @Field(() => Currency, { description: 'Of these amounts.' })
  readonly currency!: string;

  @Extensions({ cost: 0 })
  @Field(() => Money, { description: 'Money that came, before refunds.' })
  readonly revenue!: Money;

  @Extensions({ cost: 0 })
  @Field(() => Money, {
    description:
      'ARPU: revenue by active users, with two digits more than the currency has; 0 without users.',
  })
  readonly perActiveUser!: Money;

  @Extensions({ cost: 0 })
  @Field(() => Money, {
    description:
      'ARPPU: revenue by users who paid in any currency, with two digits more than the currency has; 0 without them.',
  })
  readonly perPayer!: Money;
}

@allow('inherited')
@ObjectType({ description: 'Revenue of one step, by users.' })
export class RevenuePerUserPoint {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;

  @Field(() => Int, { description: 'Users who wrote or asked for something.' })
  readonly activeUsers!: number;

  @Field(() => Int, { description: 'Users who paid, in any currency.' })
  readonly payers!: number;

  @Extensions({ listSize: 2 })
  @Field(() => [RevenuePerUser], { description: 'One in RUB, one in XTR.' })
  readonly currencies!: readonly RevenuePerUser[];
}

export const SpendingMeasure = {
  CREDITS: 'credits',
  RUB: 'rub',
  STARS: 'stars',
} as const satisfies Record<string, Measure>;

registerEnumType(SpendingMeasure, {
  name: 'SpendingMeasure',
  description: 'What the spending of users is measured in.',
  valuesConfig: {
    CREDITS: { description: 'Credits charged.' },
    RUB: { description: 'Rubles paid, before refunds.' },
    STARS: { description: 'Telegram Stars paid, before refunds.' },
  },
});

@allow('inherited')
@ObjectType({ description: 'A user who spent something.' })
export class Spender {
  /** For resolvers; not a field. */
  readonly spender!: UserId;

  @Field(() => ID, { description: 'The user.' })
  readonly userId!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'With CREDITS: credits charged; whole, and may exceed 32 bits.',
  })
  readonly credits!: number | null;

  @Extensions({ cost: 0 })
  @Field(() => Money, {
    nullable: true,
    description: 'With RUB and STARS: what they paid, before refunds.',
  })
  readonly paid!: Money | null;
}

const sumsOf = (sums: Sums, currency: DomainCurrency) => ({
  payments: sums.payments,
  amount: toMoney(money(sums.amount, currency)),
  refunds: sums.refunds,
  refunded: toMoney(money(sums.refunded, currency)),
  firstPayments: sums.firstPayments,
  credits: Number(sums.credits),
});

export const toRevenueSeries = ({ method, currency, points }: Series): RevenueSeries =>
  make(RevenueSeries, {
    ...{ method, currency },
    points: points.map((point: Point & Sums) =>
      make(RevenuePoint, { at: point.at, ...sumsOf(point, currency) }),
    ),
  });

export const toPackageRevenue = (row: OfPackage): PackageRevenue =>
  make(PackageRevenue, {
    soldPackage: row.packageId,
    packageId: row.packageId === undefined ? null : toId('Package', row.packageId),
    method: row.method,
    currency: row.currency,
    ...sumsOf(row, row.currency),
  });

export const toMarginPoint = (point: Margin): MarginPoint =>
  make(MarginPoint, {
    at: point.at,
    cost: usd(point.costUsdMicros),
    creditsCharged: Number(point.charged),
    netRevenue: [
      net(point.netRubMinor, (minor) => toMoney(money(minor, 'RUB'))),
      net(point.netStars, (minor) => toMoney(money(minor, 'XTR'))),
    ],
    margin: point.marginUsdMicros === undefined ? null : net(point.marginUsdMicros, usd),
  });

function net(signed: bigint, toAmount: (positive: bigint) => Money): NetMoney {
  const { amount, currency } = toAmount(signed < 0n ? -signed : signed);
  return make(NetMoney, { amount: signed < 0n ? `-${amount}` : amount, currency });
}

export const toRevenuePerUserPoint = (point: PerUserPoint): RevenuePerUserPoint =>
  make(RevenuePerUserPoint, {
    at: point.at,
    activeUsers: point.activeUsers,
    payers: point.payers,
    currencies: point.revenue.map(toRevenuePerUser),
  });

const toRevenuePerUser = ({ currency, amount, perActiveUser, perPayer }: PerUser) =>
  make(RevenuePerUser, {
    currency,
    revenue: toMoney(money(amount, currency)),
    perActiveUser: toAverage(perActiveUser, currency),
    perPayer: toAverage(perPayer, currency),
  });

/** @param minor in hundredths of kopecks or of Stars, at the finest */
function toAverage(minor: number, currency: DomainCurrency): Money {
  const hundredths = BigInt(Math.round(minor * 100));
  const [whole, digits] = currency === 'RUB' ? [10_000n, 4] : [100n, 2];
  const fraction = (hundredths % whole).toString().padStart(digits, '0');
  return make(Money, { amount: `${hundredths / whole}.${fraction}`, currency });
}

export function toSpender(measure: Measure, { userId, amount }: Spending): Spender {
  const user = { spender: userId, userId: toId('User', userId) };
  switch (measure) {
    case 'credits':
      return make(Spender, { ...user, credits: Number(amount), paid: null });
    case 'rub':
      return make(Spender, { ...user, credits: null, paid: toMoney(money(amount, 'RUB')) });
    case 'stars':
      return make(Spender, { ...user, credits: null, paid: toMoney(money(amount, 'XTR')) });
    default:
      return assertNever(measure);
  }
}
