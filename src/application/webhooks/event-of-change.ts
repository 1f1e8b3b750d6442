import type { Generation } from '../../domain/generations/generation.ts';
import { type Currency, decimal, money } from '../../domain/payments/money.ts';
import { assertNever } from '../../domain/shared/assert-never.ts';
import { publicId } from '../../domain/shared/public-id.ts';
import type { User } from '../../domain/users/user.ts';
import type { EventData, WebhookEvent, WebhookEventType } from '../../domain/webhooks/event.ts';
import type { Change } from '../ports/change-feed.ts';

/** Changes that become events. */
export type ToldChange = Extract<
  Change,
  {
    kind:
      | 'user.created'
      | 'generation.finished'
      | 'payment.paid'
      | 'payment.refunded'
      | 'credits.posted';
  }
>;

type Told<Kind extends ToldChange['kind']> = Extract<ToldChange, { kind: Kind }>;

/** What a change does not carry; absent when nobody needs it or it is gone. */
export interface EventDetails {
  readonly user?: Pick<User, 'username' | 'languageCode'> | undefined;
  readonly generation?: Pick<Generation, 'prompt' | 'output'> | undefined;
}

const eventTypes: { readonly [kind in ToldChange['kind']]: WebhookEventType } = {
  'user.created': 'user.created',
  'generation.finished': 'generation.finished',
  'payment.paid': 'payment.paid',
  'payment.refunded': 'payment.refunded',
  'credits.posted': 'credits.changed',
};

export const isTold = (change: Change): change is ToldChange => change.kind in eventTypes;

export const eventTypeOf = ({ kind }: ToldChange): WebhookEventType => eventTypes[kind];

/**
 * The event that integrators see. Ids are those of the API, times ISO 8601, credits whole numbers, money
 * `{ amount, currency }` with a decimal string; what is unknown is null.
 */
export function eventOf(
  change: ToldChange,
  details: EventDetails,
  includePrompt: boolean,
): WebhookEvent {
  return {
    id: `evt_${change.id}`,
    type: eventTypeOf(change),
    createdAt: change.at,
    data: dataOf(change, details, includePrompt),
  };
}

function dataOf(change: ToldChange, details: EventDetails, includePrompt: boolean): EventData {
  switch (change.kind) {
    case 'user.created':
      return { user: userOf(change, details) };
    case 'generation.finished': {
      const generation = generationOf(change, details);
      const prompt = details.generation?.prompt ?? null;
      return { generation: includePrompt ? { ...generation, prompt } : generation };
    }
    case 'payment.paid':
      return { payment: paidPaymentOf(change) };
    case 'payment.refunded':
      return refundOf(change);
    case 'credits.posted':
      return { credits: creditsOf(change) };
    default:
      return assertNever(change);
  }
}

function userOf({ userId, data }: Told<'user.created'>, { user }: EventDetails): EventData {
  return {
    id: publicId('User', userId),
    username: user?.username ?? null,
    languageCode: user?.languageCode ?? null,
    language: data.language,
    createdAt: data.createdAt.toISOString(),
  };
}

function generationOf(
  { userId, data }: Told<'generation.finished'>,
  { generation }: EventDetails,
): EventData {
  const parts = generation?.output?.parts ?? [];
  return {
    id: publicId('Generation', data.generationId),
    userId: publicId('User', userId),
    kind: data.kind,
    status: data.status,
    failure: data.failure ?? null,
    model: data.modelId,
    priceCredits: Number(data.price),
    chargedCredits: Number(data.charged),
    // Paths below the server's own address: fetching them takes a key that may read generations.
    images: parts.flatMap((part) =>
      part.kind === 'image'
        ? [
            {
              id: publicId('Image', part.imageId),
              mimeType: part.mimeType,
              path: `/images/${part.imageId}`,
            },
          ]
        : [],
    ),
    createdAt: data.createdAt.toISOString(),
    startedAt: data.startedAt?.toISOString() ?? null,
    finishedAt: data.finishedAt.toISOString(),
  };
}

function paidPaymentOf({ userId, data }: Told<'payment.paid'>): EventData {
  return {
    id: publicId('Payment', data.paymentId),
    userId: publicId('User', userId),
    method: data.method,
    origin: data.origin,
    packageId: data.packageId === undefined ? null : publicId('Package', data.packageId),
    amount: moneyOf(data.price, data.currency),
    credits: Number(data.granted),
    paidAt: data.paidAt.toISOString(),
  };
}

function refundOf({ userId, data }: Told<'payment.refunded'>): EventData {
  return {
    refund: {
      id: publicId('Refund', data.refundId),
      amount: moneyOf(data.amount, data.currency),
      creditsTaken: Number(data.creditsTaken),
      refundedAt: data.refundedAt.toISOString(),
    },
    payment: {
      id: publicId('Payment', data.paymentId),
      userId: publicId('User', userId),
      method: data.method,
      packageId: data.packageId === undefined ? null : publicId('Package', data.packageId),
      amount: moneyOf(data.price, data.currency),
      refunded: moneyOf(data.refunded, data.currency),
    },
  };
}

function creditsOf({ userId, data }: Told<'credits.posted'>): EventData {
  return {
    userId: publicId('User', userId),
    operation: data.operation,
    kind: data.kind,
    amount: Number(data.amount),
    availableAfter: Number(data.available),
    reference: data.reference,
    postedAt: data.postedAt.toISOString(),
  };
}

const moneyOf = (minor: bigint, currency: Currency): EventData => ({
  amount: decimal(money(minor, currency)),
  currency,
});
