import type { Brand } from '../shared/ids.ts';
import { type WebhookEventType, webhookEventTypes } from './event.ts';

/** UUID. */
export type WebhookEndpointId = Brand<string, 'WebhookEndpointId'>;

export const webhookEndpointId = (value: string): WebhookEndpointId => value as WebhookEndpointId;

/**
 * Why an endpoint was turned off without an admin.
 *
 * - `gone`: it answered 410
 * - `failing`: it took nothing for days
 */
export type DisabledReason = 'gone' | 'failing';

/** Where an integrator wants events sent to. */
export interface WebhookEndpoint {
  readonly id: WebhookEndpointId;
  readonly url: string;
  readonly description: string;
  /** At least one, none twice. */
  readonly events: readonly WebhookEventType[];
  /** Whether generations come with what the user wrote. */
  readonly includePrompts: boolean;
  /** `whsec_` and base64. Kept as it is: an HMAC cannot be made from a hash of its key. */
  readonly secret: string;
  /** After a rotation both sign for a while, so that the receiver can change over. */
  readonly previousSecret?: { readonly secret: string; readonly validUntil: Date } | undefined;
  readonly enabled: boolean;
  readonly disabledReason?: DisabledReason | undefined;
  /** Attempts that failed since the last that did not. */
  readonly failures: number;
  /** When the first of them failed. */
  readonly failingSince?: Date | undefined;
  /** Name of the admin or API key. */
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const mostEndpoints = 50;
export const longestUrl = 2_000;
export const longestDescription = 200;
/** How long the secret before a rotation still signs. */
const previousSecretMs = 86_400_000;

const disablingFailures = 20;
const disablingMs = 3 * 86_400_000;

/** All secrets that sign a request now, the newest first. */
export function secretsAt(endpoint: WebhookEndpoint, now: Date): readonly string[] {
  const { secret, previousSecret } = endpoint;
  return previousSecret !== undefined && now < previousSecret.validUntil
    ? [secret, previousSecret.secret]
    : [secret];
}

export function withSecret(endpoint: WebhookEndpoint, secret: string, now: Date): WebhookEndpoint {
  const validUntil = new Date(now.getTime() + previousSecretMs);
  return {
    ...endpoint,
    secret,
    previousSecret: { secret: endpoint.secret, validUntil },
    updatedAt: now,
  };
}

/** The endpoint after one more failure: turned off when it has taken nothing for too long. */
export function withFailure(
  endpoint: WebhookEndpoint,
  now: Date,
  isGone: boolean,
): WebhookEndpoint {
  const failures = endpoint.failures + 1;
  const failingSince = endpoint.failingSince ?? now;
  const counted = { ...endpoint, failures, failingSince };
  if (isGone) {
    return { ...counted, enabled: false, disabledReason: 'gone' };
  }
  const isHopeless =
    failures >= disablingFailures && now.getTime() - failingSince.getTime() >= disablingMs;
  return isHopeless ? { ...counted, enabled: false, disabledReason: 'failing' } : counted;
}

/** Turning an endpoint on again is a fresh start. */
export function switched(endpoint: WebhookEndpoint, enabled: boolean): WebhookEndpoint {
  return enabled && !endpoint.enabled
    ? { ...endpoint, enabled, disabledReason: undefined, failures: 0, failingSince: undefined }
    : { ...endpoint, enabled };
}

export function isEventList(events: readonly string[]): events is readonly WebhookEventType[] {
  const known: readonly string[] = webhookEventTypes;
  return (
    events.length > 0 &&
    new Set(events).size === events.length &&
    events.every((event) => known.includes(event))
  );
}

/** Scheme and host: what may be shown, as paths of webhooks often hold secrets. */
export const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#\\]+/i.exec(url)?.[0] ?? '';
