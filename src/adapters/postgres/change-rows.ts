import type { Change, PaymentFacts, ReferralFacts } from '../../application/ports/change-feed.ts';
import {
  generationId,
  modelId,
  packageId,
  paymentId,
  refundId,
  userId,
} from '../../domain/shared/ids.ts';

/** A row of `stats.changes`. Its triggers write `data`; times are ISO 8601, amounts numbers. */
export interface ChangeRow {
  readonly xid: string;
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly user_id: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Undefined for a kind that a newer version of the product writes. */
export function changeOf(row: ChangeRow): Change | undefined {
  const data = dataOf(row.kind as Change['kind'], row);
  if (data === undefined) {
    return undefined;
  }
  const { id, kind, at } = row;
  return { id, kind, userId: userId(Number(row.user_id)), at, data } as Change;
}

type DataOf = { readonly [C in Change as C['kind']]: C['data'] };

const readers: { readonly [Kind in keyof DataOf]: (row: ChangeRow) => DataOf[Kind] } = {
  'user.created': ({ data }) => ({
    language: text(data.language),
    createdAt: time(data.createdAt),
  }),
  'user.changed': ({ data }) => ({
    banned: data.banned === true,
    unreachable: data.unreachable === true,
    language: text(data.language),
    changed: data.changed as DataOf['user.changed']['changed'],
  }),
  'user.seen': ({ data }) => ({ seenAt: time(data.seenAt) }),
  'referral.created': referralFacts,
  'referral.rewarded': referralFacts,
  'generation.created': ({ subject, data }) => ({
    generationId: generationId(subject),
    kind: text(data.kind),
    status: 'queued',
    modelId: modelId(text(data.model)),
    price: integer(data.price),
    createdAt: time(data.createdAt),
  }),
  'generation.changed': ({ subject, data }) => ({
    generationId: generationId(subject),
    kind: text(data.kind),
    status: text(data.status),
  }),
  'generation.finished': ({ subject, data }) => ({
    generationId: generationId(subject),
    kind: text(data.kind),
    status: text(data.status),
    modelId: modelId(text(data.model)),
    failure: optional(data.failure, text<NonNullable<DataOf['generation.finished']['failure']>>),
    price: integer(data.price),
    charged: integer(data.charged),
    costUsdMicros: integer(data.costUsdMicros),
    inputTokens: Number(data.inputTokens),
    outputTokens: Number(data.outputTokens),
    images: Number(data.images),
    createdAt: time(data.createdAt),
    startedAt: optional(data.startedAt, time),
    finishedAt: time(data.finishedAt),
  }),
  'payment.created': (row) => ({
    ...paymentFacts(row),
    createdAt: time(row.data.createdAt),
  }),
  'payment.changed': (row) => ({
    ...paymentFacts(row),
    refunded: integer(row.data.refunded),
  }),
  'payment.paid': (row) => ({
    ...paymentFacts(row),
    granted: integer(row.data.granted),
    paidAt: time(row.data.paidAt),
  }),
  'payment.refunded': ({ subject, data }) => ({
    paymentId: paymentId(subject),
    method: text(data.method),
    currency: text(data.currency),
    packageId: optional(data.package, (id) => packageId(text(id))),
    price: integer(data.price),
    refundId: refundId(text(data.refundId)),
    amount: integer(data.amount),
    refunded: integer(data.refunded),
    creditsTaken: integer(data.creditsTaken),
    refundedAt: time(data.refundedAt),
  }),
  'credits.posted': ({ data }) => ({
    operation: text(data.operation),
    kind: text(data.kind),
    amount: integer(data.amount),
    available: integer(data.available),
    reference: text(data.reference),
    postedAt: time(data.postedAt),
  }),
};

function dataOf(kind: Change['kind'], row: ChangeRow): Change['data'] | undefined {
  return Object.hasOwn(readers, kind) ? readers[kind](row) : undefined;
}

function referralFacts({ data }: ChangeRow): ReferralFacts {
  return {
    inviterId: userId(Number(data.inviterId)),
    createdAt: time(data.createdAt),
    rewardedAt: optional(data.rewardedAt, time),
  };
}

function paymentFacts({ subject, data }: ChangeRow): PaymentFacts {
  return {
    paymentId: paymentId(subject),
    method: text(data.method),
    currency: text(data.currency),
    status: text(data.status),
    origin: text(data.origin),
    packageId: optional(data.package, (id) => packageId(text(id))),
    price: integer(data.price),
  };
}

/** The tables' checks hold that it is one of the words of its union. */
const text = <Word extends string>(value: unknown): Word => String(value) as Word;
const integer = (value: unknown): bigint => BigInt(Number(value));
const time = (value: unknown): Date => new Date(String(value));

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === null || value === undefined ? undefined : read(value);
}
