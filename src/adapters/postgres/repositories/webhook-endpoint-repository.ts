import type { WebhookEndpointRepository } from '../../../application/ports/webhook-repository.ts';
import {
  type DisabledReason,
  type WebhookEndpoint,
  type WebhookEndpointId,
  webhookEndpointId,
} from '../../../domain/webhooks/endpoint.ts';
import type { WebhookEventType } from '../../../domain/webhooks/event.ts';
import type { WebhookEndpointRow } from '../schemas/webhooks.ts';
import { placeholders, type Session, type Statement } from '../session.ts';
import { plainText } from './plain-text.ts';

const changing = `url, description, events, include_prompts, secret, previous_secret,
  previous_secret_until, enabled, disabled_reason, failures, failing_since, updated_at`;
const columns = `id, created_by, created_at, ${changing}`;

const findEndpoint: Statement = {
  name: 'webhook_endpoints.find',
  text: `SELECT ${columns} FROM webhook_endpoints WHERE id = $1`,
};

const lockEndpoint: Statement = {
  name: 'webhook_endpoints.lock',
  text: `SELECT ${columns} FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE`,
};

const allEndpoints: Statement = {
  name: 'webhook_endpoints.all',
  text: `SELECT ${columns} FROM webhook_endpoints ORDER BY created_at, id`,
};

const insertEndpoint: Statement = {
  name: 'webhook_endpoints.insert',
  text: `INSERT INTO webhook_endpoints (${columns}) VALUES (${placeholders(1, 15)})`,
};

const saveEndpoint: Statement = {
  name: 'webhook_endpoints.save',
  text: `UPDATE webhook_endpoints SET (${changing}) = ROW (${placeholders(2, 12)}) WHERE id = $1`,
};

const deleteEndpoint: Statement = {
  name: 'webhook_endpoints.delete',
  text: 'DELETE FROM webhook_endpoints WHERE id = $1',
};

const forgetFailures: Statement = {
  name: 'webhook_endpoints.forget_failures',
  text: `UPDATE webhook_endpoints SET failures = 0, failing_since = NULL
    WHERE id = $1 AND failures > 0`,
};

export class PostgresWebhookEndpointRepository implements WebhookEndpointRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async find(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined> {
    const [row] = await this.#session.rows<WebhookEndpointRow>(findEndpoint, [id]);
    return row && endpointOf(row);
  }

  async lock(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined> {
    const [row] = await this.#session.rows<WebhookEndpointRow>(lockEndpoint, [id]);
    return row && endpointOf(row);
  }

  async all(): Promise<readonly WebhookEndpoint[]> {
    return (await this.#session.rows<WebhookEndpointRow>(allEndpoints, [])).map(endpointOf);
  }

  async insert(endpoint: WebhookEndpoint): Promise<void> {
    const { id, createdBy, createdAt } = endpoint;
    const values = [id, plainText(createdBy), createdAt, ...changingValues(endpoint)];
    await this.#session.write(insertEndpoint, values);
  }

  async save(endpoint: WebhookEndpoint): Promise<void> {
    const values = [endpoint.id, ...changingValues(endpoint)];
    if ((await this.#session.write(saveEndpoint, values)) !== 1) {
      throw new Error(`Cannot save webhook endpoint ${endpoint.id} as there is none`);
    }
  }

  async delete(id: WebhookEndpointId): Promise<boolean> {
    return (await this.#session.write(deleteEndpoint, [id])) === 1;
  }

  async forgetFailures(id: WebhookEndpointId): Promise<void> {
    await this.#session.write(forgetFailures, [id]);
  }
}

function changingValues(endpoint: WebhookEndpoint): readonly unknown[] {
  return [
    endpoint.url,
    plainText(endpoint.description),
    endpoint.events,
    endpoint.includePrompts,
    endpoint.secret,
    endpoint.previousSecret?.secret,
    endpoint.previousSecret?.validUntil,
    endpoint.enabled,
    endpoint.disabledReason,
    endpoint.failures,
    endpoint.failingSince,
    endpoint.updatedAt,
  ];
}

/** The table's checks hold that there is nothing else in it. */
export function endpointOf(row: WebhookEndpointRow): WebhookEndpoint {
  const { previous_secret: secret, previous_secret_until: validUntil } = row;
  return {
    id: webhookEndpointId(row.id),
    url: row.url,
    description: row.description,
    events: row.events as readonly WebhookEventType[],
    includePrompts: row.include_prompts,
    secret: row.secret,
    previousSecret: secret !== null && validUntil !== null ? { secret, validUntil } : undefined,
    enabled: row.enabled,
    disabledReason: (row.disabled_reason as DisabledReason | null) ?? undefined,
    failures: row.failures,
    failingSince: row.failing_since ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
