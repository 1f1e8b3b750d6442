import type {
  DeliveryError,
  DeliveryState,
  WebhookDeliveryId,
} from '../../domain/webhooks/delivery.ts';
import type { DisabledReason, WebhookEndpointId } from '../../domain/webhooks/endpoint.ts';
import type { SentEventType, WebhookEventType } from '../../domain/webhooks/event.ts';
import type { ChildListQuery, Period, ReadByIds, ReadLimits } from './paging.ts';

/** An endpoint without its secrets. */
export interface WebhookEndpointView {
  readonly id: WebhookEndpointId;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
  readonly includePrompts: boolean;
  readonly enabled: boolean;
  /** Set when it was turned off without an admin. */
  readonly disabledReason?: DisabledReason | undefined;
  /** Attempts that failed since the last that did not. */
  readonly failures: number;
  readonly failingSince?: Date | undefined;
  /** Until then requests are signed with the secret before the last rotation too. */
  readonly previousSecretUntil?: Date | undefined;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One event for one endpoint, and what came of it. Kept for 30 days. */
export interface WebhookDeliveryView {
  readonly id: WebhookDeliveryId;
  readonly endpointId: WebhookEndpointId;
  /** The same in all attempts and replays. */
  readonly eventId: string;
  readonly eventType: SentEventType;
  readonly state: DeliveryState;
  /** Replays included. */
  readonly attempts: number;
  /** When it is sent next; of one that is being sent, when others may take it up. */
  readonly nextAttemptAt?: Date | undefined;
  readonly lastAttemptAt?: Date | undefined;
  readonly lastDurationMs?: number | undefined;
  /** HTTP status of the last answer. */
  readonly lastStatus?: number | undefined;
  readonly lastError?: DeliveryError | undefined;
  /** The beginning of the last answer's body, at most 2 KB. */
  readonly lastResponse?: string | undefined;
  readonly createdAt: Date;
  readonly deliveredAt?: Date | undefined;
}

export interface WebhookDeliveryFilter {
  readonly endpointId?: WebhookEndpointId | undefined;
  readonly state?: DeliveryState | undefined;
  readonly eventType?: SentEventType | undefined;
  readonly eventId?: string | undefined;
  readonly created?: Period | undefined;
}

export const webhookDeliverySortFields = ['created'] as const;

export type WebhookDeliverySortField = (typeof webhookDeliverySortFields)[number];

/** Parents are endpoints. */
export type WebhookDeliveryQueries = ChildListQuery<
  WebhookEndpointId,
  WebhookDeliveryView,
  WebhookDeliveryFilter,
  WebhookDeliverySortField
>;

export interface WebhookQueries {
  /** All there are, at most 50, oldest first. */
  endpoints(limits?: ReadLimits): Promise<readonly WebhookEndpointView[]>;
  readonly endpointsById: ReadByIds<WebhookEndpointId, WebhookEndpointView>;
  readonly deliveries: WebhookDeliveryQueries;
  readonly deliveriesById: ReadByIds<WebhookDeliveryId, WebhookDeliveryView>;
  /** The JSON that was sent, for those who look at one delivery. It may hold a prompt. */
  readonly bodiesById: ReadByIds<WebhookDeliveryId, string>;
}
