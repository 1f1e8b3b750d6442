import type { Brand } from '../shared/ids.ts';
import type { WebhookEndpointId } from './endpoint.ts';
import type { SentEventType } from './event.ts';

/** UUID. */
export type WebhookDeliveryId = Brand<string, 'WebhookDeliveryId'>;

export const webhookDeliveryId = (value: string): WebhookDeliveryId => value as WebhookDeliveryId;

/**
 * - `pending`: waits for `nextAttemptAt`
 * - `sending`: a process has it until `nextAttemptAt`; after that it is anybody's again
 * - `delivered`: the endpoint answered 2xx
 * - `dead`: nobody tries any more
 */
export const deliveryStates = ['pending', 'sending', 'delivered', 'dead'] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/**
 * Why an attempt failed.
 *
 * - `status`: the endpoint answered with another status than 2xx; redirects are not followed
 * - `timeout`: no answer in time
 * - `unknown_host`: its name has no address
 * - `address_refused`: its address belongs to no public network, or its URL is not allowed
 * - `connection_failed`: nobody listens, or the connection broke
 * - `tls_failed`: its certificate is not to be trusted
 * - `endpoint_disabled`: the endpoint was turned off while the delivery waited
 */
export const deliveryErrors = [
  'status',
  'timeout',
  'unknown_host',
  'address_refused',
  'connection_failed',
  'tls_failed',
  'endpoint_disabled',
] as const;

export type DeliveryError = (typeof deliveryErrors)[number];

/** One event for one endpoint. */
export interface WebhookDelivery {
  readonly id: WebhookDeliveryId;
  readonly endpointId: WebhookEndpointId;
  readonly eventId: string;
  readonly eventType: SentEventType;
  /** JSON, sent as it is. */
  readonly body: string;
  readonly state: DeliveryState;
  /** How often it was sent, replays included. Also the fence against a process that lost its lease. */
  readonly attempts: number;
  /** How often since it was made or last replayed. */
  readonly tries: number;
  /** Absent when it is over. */
  readonly nextAttemptAt?: Date | undefined;
  readonly lastAttemptAt?: Date | undefined;
  readonly lastDurationMs?: number | undefined;
  readonly lastStatus?: number | undefined;
  readonly lastError?: DeliveryError | undefined;
  /** The beginning of the last answer's body. */
  readonly lastResponse?: string | undefined;
  readonly createdAt: Date;
  readonly deliveredAt?: Date | undefined;
}

export type NewDelivery = Pick<
  WebhookDelivery,
  'id' | 'endpointId' | 'eventId' | 'eventType' | 'body' | 'createdAt'
>;

/** What an endpoint is asked to take at once: one that is slow must not collect connections. */
export const deliveriesAtOnce = 4;
export const deliveryTimeoutMs = 10_000;
export const longestResponseBytes = 2_048;
/** Deliveries that are over stay this long in the log. */
export const deliveryLifetimeMs = 30 * 86_400_000;
/** As many a replay of a time span takes up. */
export const mostReplayed = 1_000;

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const retryDelaysMs = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
];
const longestRetryMs = 12 * hour;
/** So much of a delay is left to chance: endpoints that come back are not met by everything at once. */
const jitter = 0.2;

/**
 * How long to wait after a failure; nothing when it was the last try.
 *
 * @param tries how often it was sent, 1 or more
 * @param random from 0 to below 1
 * @param wishedMs what the endpoint asked for, if it did
 */
export function retryDelayMs(tries: number, random: number, wishedMs = 0): number | undefined {
  const delayMs = retryDelaysMs[tries - 1];
  if (delayMs === undefined) {
    return undefined;
  }
  const spread = Math.round(delayMs * (1 - jitter + 2 * jitter * random));
  return Math.max(spread, Math.min(wishedMs, longestRetryMs));
}
