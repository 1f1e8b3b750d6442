import type {
  DeliveryError,
  NewDelivery,
  WebhookDelivery,
  WebhookDeliveryId,
} from '../../domain/webhooks/delivery.ts';
import type { WebhookEndpoint, WebhookEndpointId } from '../../domain/webhooks/endpoint.ts';

export interface WebhookEndpointRepository {
  find(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined>;
  /** Like `find`, and keeps everybody else from changing it until the transaction ends. */
  lock(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined>;
  /** Oldest first. */
  all(): Promise<readonly WebhookEndpoint[]>;
  insert(endpoint: WebhookEndpoint): Promise<void>;
  /** Overwrites everything but who made it and when. The caller holds its lock. */
  save(endpoint: WebhookEndpoint): Promise<void>;
  /** Its deliveries go with it. @returns false when there is none. */
  delete(id: WebhookEndpointId): Promise<boolean>;
  /** After a success: writes nothing when there is nothing to forget. */
  forgetFailures(id: WebhookEndpointId): Promise<void>;
}

/** What came of an attempt. */
export interface AttemptRecord {
  readonly durationMs: number;
  readonly status?: number | undefined;
  readonly error?: DeliveryError | undefined;
  readonly response?: string | undefined;
  readonly next:
    | { readonly state: 'delivered'; readonly at: Date }
    | { readonly state: 'pending'; readonly at: Date }
    | { readonly state: 'dead' };
}

export interface WebhookDeliveryRepository {
  find(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined>;
  /** Like `find`, and keeps everybody else from changing it until the transaction ends. */
  lock(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined>;
  /**
   * All at once, each due at its creation. Those whose endpoint has the event already are left out.
   *
   * @returns how many were written.
   */
  insert(deliveries: readonly NewDelivery[]): Promise<number>;
  /**
   * Due ones of enabled endpoints become `sending` until `leaseUntil`, in the order of their time:
   * of each endpoint as many that no more than `atOnce` are being sent, by whichever process.
   */
  claimDue(now: Date, leaseUntil: Date, atOnce: number): Promise<readonly WebhookDelivery[]>;
  /** @returns false when another process has taken the delivery up since, or it was put off. */
  record(id: WebhookDeliveryId, attempt: number, record: AttemptRecord): Promise<boolean>;
  /** Makes it due at a time, as if it had never been tried. The caller holds its lock. */
  restart(id: WebhookDeliveryId, at: Date): Promise<void>;
  /**
   * The same for the oldest ones of an endpoint that were made since `from` and are over.
   *
   * @returns how many.
   */
  restartSince(endpointId: WebhookEndpointId, from: Date, at: Date, limit: number): Promise<number>;
  /**
   * What waits for an endpoint is `dead`; what is being sent ends by itself. The caller holds the
   * endpoint's lock.
   *
   * @returns how many.
   */
  abandon(endpointId: WebhookEndpointId, now: Date): Promise<number>;
  /** Removes some that are over and were made before a time. @returns how many. */
  prune(before: Date, limit: number): Promise<number>;
}
