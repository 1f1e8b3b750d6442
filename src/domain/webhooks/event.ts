/** What an integrator can be told of. The list grows; what a type means never changes. */
export const webhookEventTypes = [
  /** Somebody wrote to the bot for the first time. */
  'user.created',
  /** A generation ended, however it ended. */
  'generation.finished',
  /** Money came, and credits were given for it. */
  'payment.paid',
  /** Money went back, all of it or a part. */
  'payment.refunded',
  /** Credits were granted or revoked. What generations hold and capture is not told here. */
  'credits.changed',
] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What is sent: `test.ping` cannot be subscribed to, it is sent when an admin asks for it. */
export type SentEventType = WebhookEventType | 'test.ping';

export const sentEventTypes: readonly SentEventType[] = [...webhookEventTypes, 'test.ping'];

/** Of the payload below. A change that could break a reader gives it another number. */
const payloadVersion = 1;

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export type EventData = { readonly [name: string]: Json };

export interface WebhookEvent {
  /** The same however often it is sent: receivers drop what they have seen. At most 64 characters. */
  readonly id: string;
  readonly type: SentEventType;
  readonly createdAt: Date;
  readonly data: EventData;
}

/** The body of a request, `{ id, type, version, createdAt, data }`: signed and sent as it is here. */
export function bodyOf({ id, type, createdAt, data }: WebhookEvent): string {
  return JSON.stringify({ id, type, version: payloadVersion, createdAt, data });
}
