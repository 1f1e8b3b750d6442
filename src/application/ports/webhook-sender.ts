import type { DeliveryError } from '../../domain/webhooks/delivery.ts';

export interface WebhookRequest {
  readonly url: string;
  /** Of the event: the same in every attempt. */
  readonly id: string;
  /** Of the attempt. */
  readonly timestamp: Date;
  /** JSON. */
  readonly body: string;
  /** Each one signs. */
  readonly secrets: readonly string[];
}

export type WebhookAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The beginning of the body. */
      readonly response: string;
      /** As the endpoint asks for it with a 429 or 503. */
      readonly retryAfterMs?: number | undefined;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly error: Exclude<DeliveryError, 'status' | 'endpoint_disabled'>;
      readonly durationMs: number;
    };

/**
 * - `malformed`: no absolute URL
 * - `insecure`: not https
 * - `credentials`: it holds a user name or a password
 * - `private_address`: it names an address that belongs to no public network
 */
export type UrlProblem = 'malformed' | 'insecure' | 'credentials' | 'private_address';

/** The way to endpoints that strangers have chosen: it never reaches into our own network. */
export interface WebhookSender {
  /** What is wrong with a URL as far as can be seen without the network. */
  problemWith(url: string): UrlProblem | undefined;
  /** One request. Whatever the other side does is an answer: it does not reject. */
  send(request: WebhookRequest): Promise<WebhookAnswer>;
}
