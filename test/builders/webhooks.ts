import { type NewDelivery, webhookDeliveryId } from '../../src/domain/webhooks/delivery.ts';
import { type WebhookEndpoint, webhookEndpointId } from '../../src/domain/webhooks/endpoint.ts';
import { aName, aUuid, someDay } from './domain.ts';

/** 24 bytes. */
export const aSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export const anEndpointId = () => webhookEndpointId(aUuid());

/** Enabled, and listens to the end of generations. */
export function anEndpoint(fields: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    id: anEndpointId(),
    url: 'https://hooks.example.com/banana',
    description: 'CRM',
    events: ['generation.finished'],
    includePrompts: false,
    secret: aSecret,
    enabled: true,
    failures: 0,
    createdBy: 'owner',
    createdAt: someDay,
    updatedAt: someDay,
    ...fields,
  };
}

export function aDelivery(
  fields: Partial<NewDelivery> & Pick<NewDelivery, 'endpointId'>,
): NewDelivery {
  return {
    id: webhookDeliveryId(aUuid()),
    eventId: `evt_${aName()}`,
    eventType: 'generation.finished',
    body: '{"type":"generation.finished"}',
    createdAt: someDay,
    ...fields,
  };
}
