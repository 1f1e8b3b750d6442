import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { UserView } from '../../../application/queries/users.ts';
import { money } from '../../../domain/payments/money.ts';
import type { UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Language } from './enums.ts';
import { Money, toMoney, usd } from './money.ts';
import { Node } from './node.ts';

export const UserStatus = {
  ACTIVE: 'active',
  BANNED: 'banned',
  UNREACHABLE: 'unreachable',
} as const;

registerEnumType(UserStatus, {
  name: 'UserStatus',
  description: 'How a user stands with the bot.',
  valuesConfig: {
    ACTIVE: { description: 'May write, and can be written to.' },
    BANNED: { description: 'An admin shut them out; their credits stay.' },
    UNREACHABLE: {
      description: 'They blocked the bot: nothing can be delivered until they return.',
    },
  },
});

export const UserSource = { DIRECT: 'direct', REFERRAL: 'referral' } as const;

registerEnumType(UserSource, {
  name: 'UserSource',
  description: 'How a user came.',
  valuesConfig: {
    DIRECT: { description: 'By themselves.' },
    REFERRAL: { description: "By another user's invitation." },
  },
});

@allow('inherited')
@ObjectType({ description: 'Credits of a user, as of this moment.' })
export class Balance {
  @Field(() => Int, { description: 'Credits that can be spent.' })
  readonly available!: number;

  @Field(() => Int, {
    description: 'Credits held for requests in progress: charged on delivery, else given back.',
  })
  readonly held!: number;
}

@allow('inherited')
@ObjectType({ description: 'What a user has done so far; some seconds old.' })
export class UserTotals {
  @Field(() => Int, { description: 'Requests made.' })
  readonly generations!: number;

  @Field(() => Int, { description: 'Requests that were delivered.' })
  readonly succeeded!: number;

  @Field(() => Int, { description: 'Credits charged.' })
  readonly creditsSpent!: number;

  @Field(() => Money, { description: 'What the model provider takes for it, in US dollars.' })
  readonly cost!: Money;

  @Field(() => Int, { description: 'Payments that were paid, refunded ones included.' })
  readonly payments!: number;

  @Field(() => [Money], { description: 'Money paid, by currency, refunds taken off.' })
  readonly revenue!: readonly Money[];

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Of the first payment.' })
  readonly firstPaidAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Of the newest request.' })
  readonly lastGenerationAt!: Date | null;
}

@allow('users:read')
@ObjectType({
  implements: Node,
  description: 'A Telegram user who wrote to the bot at least once.',
})
export class User {
  /** For resolvers; not a field. */
  readonly userId!: UserId;

  readonly inviterId!: UserId | undefined;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: "Telegram's id, as decimal digits (at most 52 bits)." })
  readonly telegramId!: string;

  @Field(() => String, { nullable: true, description: 'Without `@`; null when they have none.' })
  readonly username!: string | null;

  @Field(() => String, { description: 'As Telegram tells it.' })
  readonly firstName!: string;

  @Field(() => Language, { description: 'What the bot speaks to them.' })
  readonly language!: string;

  @Field(() => String, {
    nullable: true,
    description: 'IETF tag as Telegram tells it, e.g. `pt-br`.',
  })
  readonly languageCode!: string | null;

  @Field(() => UserStatus, { description: 'A ban goes before being unreachable.' })
  readonly status!: string;

  @Field(() => String, { nullable: true, description: 'Why they are banned; null when not.' })
  readonly banReason!: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when they are banned.' })
  readonly bannedAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Since when they block the bot; null when they do not.',
  })
  readonly unreachableSince!: Date | null;

  @Field(() => UserSource, { description: 'How they came.' })
  readonly source!: string;

  @Field(() => String, { description: "Code in the user's own invitation link." })
  readonly referralCode!: string;

  @allow('payments:read')
  @Field(() => String, { nullable: true, description: 'Where fiscal receipts go.' })
  readonly receiptEmail!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'Of their first message.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'Of their newest message, to the minute.' })
  readonly lastSeenAt!: Date;

  @allow('credits:read')
  @Field(() => Balance, { description: 'Credits, as of this moment.' })
  readonly balance!: Balance;

  @Field(() => UserTotals, { description: 'What they have done so far; some seconds old.' })
  readonly totals!: UserTotals;
}

export function toUser(view: UserView): User {
  const { id, ban, balance, totals } = view;
  return make(User, {
    userId: id,
    inviterId: view.inviterId,
    id: toId('User', id),
    telegramId: String(id),
    username: view.username ?? null,
    firstName: view.firstName,
    language: view.language,
    languageCode: view.languageCode ?? null,
    status: view.status,
    banReason: ban?.reason ?? null,
    bannedAt: ban?.since ?? null,
    unreachableSince: view.unreachableSince ?? null,
    source: view.inviterId === undefined ? 'direct' : 'referral',
    referralCode: view.referralCode,
    receiptEmail: view.receiptEmail ?? null,
    createdAt: view.createdAt,
    lastSeenAt: view.lastSeenAt,
    balance: make(Balance, { available: Number(balance.available), held: Number(balance.held) }),
    totals: make(UserTotals, {
      generations: totals.generations,
      succeeded: totals.succeeded,
      creditsSpent: Number(totals.creditsSpent),
      cost: usd(totals.costUsdMicros),
      payments: totals.payments,
      revenue: [
        toMoney(money(totals.revenueKopecks, 'RUB')),
        toMoney(money(totals.revenueStars, 'XTR')),
      ],
      firstPaidAt: totals.firstPaidAt ?? null,
      lastGenerationAt: totals.lastGenerationAt ?? null,
    }),
  });
}
