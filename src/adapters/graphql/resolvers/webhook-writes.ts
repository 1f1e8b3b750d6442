import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Actor } from '../../../application/access/actor.ts';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import type { SaveEndpointError } from '../../../application/webhooks/save-endpoint.ts';
import type { Permission } from '../../../domain/access/permission.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Json } from '../../../domain/shared/json.ts';
import { ok } from '../../../domain/shared/result.ts';
import {
  type WebhookEndpoint as DomainEndpoint,
  originOf,
  type WebhookEndpointId,
  webhookEndpointId,
} from '../../../domain/webhooks/endpoint.ts';
import type { WebhookEventType } from '../../../domain/webhooks/event.ts';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { conflict, type NotFound, type Refused, refused, unknown } from '../errors/failures.ts';
import { badInput } from '../errors/request-errors.ts';
import { fromId, toId } from '../ids.ts';
import {
  DeleteWebhookEndpointInput,
  RotateWebhookSecretInput,
  SaveWebhookEndpointInput,
} from '../inputs/webhook-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import { toWebhookEndpoint, type WebhookEndpoint } from '../types/webhook.ts';
import {
  DeleteWebhookEndpointResult,
  DeleteWebhookEndpointSuccess,
  RotateWebhookSecretResult,
  RotateWebhookSecretSuccess,
  SaveWebhookEndpointResult,
  SaveWebhookEndpointSuccess,
} from '../types/webhook-results.ts';

const urlRules = {
  malformed: 'must be an absolute URL',
  insecure: 'must begin with https://',
  credentials: 'must not hold a user name or password',
  private_address: 'must not name an address of a private network',
  too_long: 'must be at most 2000 characters',
} as const;

const readPermissions: { readonly [type in WebhookEventType]: Permission } = {
  'user.created': 'users:read',
  'generation.finished': 'generations:read',
  'payment.paid': 'payments:read',
  'payment.refunded': 'payments:read',
  'credits.changed': 'credits:read',
};

/** Nobody has told elsewhere what they may not read here. @returns a permission that is missing */
function barredFrom(
  { permissions }: Actor,
  events: readonly WebhookEventType[],
  includesPrompts: boolean,
): Permission | undefined {
  const needed = events.map((type) => readPermissions[type]);
  return (includesPrompts ? [...needed, 'generations:read' as const] : needed).find(
    (permission) => !permissions.has(permission),
  );
}

@Resolver()
export class WebhookWritesResolver {
  @allow('webhooks:write')
  @Mutation(() => SaveWebhookEndpointResult, {
    description: 'Registers an endpoint, or changes one. The secret of a new one is shown once.',
  })
  async saveWebhookEndpoint(
    @Arg('input', () => SaveWebhookEndpointInput, { description: 'The endpoint as it shall be.' })
    input: SaveWebhookEndpointInput,
    @Ctx() context: ApiContext,
  ) {
    const { url, description, events, includesPrompts, isEnabled, idempotencyKey } = input;
    const barred = barredFrom(actorOf(context), events, includesPrompts);
    if (barred !== undefined) {
      return refused('exceeds_own_permissions', `It would be told what needs ${barred}`);
    }
    const known = input.endpointId ? endpointIn({ endpointId: input.endpointId }) : undefined;
    const wish = { url, description, events, includePrompts: includesPrompts, enabled: isEnabled };
    const result = await perform(context, {
      action: 'webhook_endpoint.save',
      subject: { type: 'WebhookEndpoint', id: known ?? '' },
      idempotencyKey,
      input: { endpointId: known ?? null, ...wish },
      work: async (scope) => {
        const { save } = context.services.webhooks.actions(joined(scope));
        const createdBy = actorOf(context).name;
        const saved = await save.execute({ id: known, ...wish, createdBy });
        if (!saved.ok) {
          return saved;
        }
        const { endpoint, before } = saved.value;
        return ok({
          value: endpoint.id,
          once: { secret: before === undefined ? endpoint.secret : null },
          before: before && shown(before),
          after: shown(endpoint),
          subjectId: endpoint.id,
        });
      },
    });
    if (!result.ok) {
      return result.error.kind === 'idempotency_conflict'
        ? conflict(idempotencyKey)
        : saveFailure(known, result.error);
    }
    const { value, once, isRepeat } = result.value;
    const endpoint = await endpointNow(context, webhookEndpointId(value));
    return endpoint === null
      ? unknown('WebhookEndpoint', value)
      : make(SaveWebhookEndpointSuccess, { endpoint, secret: once?.secret ?? null, isRepeat });
  }

  @allow('webhooks:write')
  @Mutation(() => RotateWebhookSecretResult, {
    description: 'Gives an endpoint a new secret, shown once. For 24 hours both sign.',
  })
  async rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput, { description: 'Of which endpoint.' })
    input: RotateWebhookSecretInput,
    @Ctx() context: ApiContext,
  ) {
    const { idempotencyKey } = input;
    const id = endpointIn(input);
    const result = await perform(context, {
      action: 'webhook_endpoint.rotate_secret',
      subject: { type: 'WebhookEndpoint', id },
      idempotencyKey,
      input: { endpointId: id },
      work: async (scope) => {
        const { rotateSecret } = context.services.webhooks.actions(joined(scope));
        const rotated = await rotateSecret.execute(id);
        return rotated.ok ? ok({ value: null, once: { secret: rotated.value.secret } }) : rotated;
      },
    });
    if (!result.ok) {
      return result.error.kind === 'unknown_endpoint'
        ? unknown('WebhookEndpoint', id)
        : conflict(idempotencyKey);
    }
    const { once, isRepeat } = result.value;
    const endpoint = await endpointNow(context, id);
    return endpoint === null
      ? unknown('WebhookEndpoint', id)
      : make(RotateWebhookSecretSuccess, { endpoint, secret: once?.secret ?? null, isRepeat });
  }

  @allow('webhooks:write')
  @Mutation(() => DeleteWebhookEndpointResult, {
    description:
      'Removes an endpoint and its delivery log. What is being sent at this moment may still arrive.',
  })
  async deleteWebhookEndpoint(
    @Arg('input', () => DeleteWebhookEndpointInput, { description: 'Which endpoint.' })
    input: DeleteWebhookEndpointInput,
    @Ctx() context: ApiContext,
  ) {
    const { idempotencyKey } = input;
    const id = endpointIn(input);
    const result = await perform(context, {
      action: 'webhook_endpoint.delete',
      subject: { type: 'WebhookEndpoint', id },
      idempotencyKey,
      input: { endpointId: id },
      work: async (scope) => {
        const deleted = await context.services.webhooks.actions(joined(scope)).delete.execute(id);
        return deleted.ok ? ok({ value: null, before: shown(deleted.value) }) : deleted;
      },
    });
    if (!result.ok) {
      return result.error.kind === 'unknown_endpoint'
        ? unknown('WebhookEndpoint', id)
        : conflict(idempotencyKey);
    }
    const endpointId = toId('WebhookEndpoint', id);
    return make(DeleteWebhookEndpointSuccess, { endpointId, isRepeat: result.value.isRepeat });
  }
}

const endpointIn = ({ endpointId }: { readonly endpointId: string }): WebhookEndpointId =>
  webhookEndpointId(fromId('WebhookEndpoint', endpointId, 'input.endpointId'));

/** For the audit log. The rest of a URL often is a secret. */
const shown = (endpoint: DomainEndpoint): Json => ({
  origin: originOf(endpoint.url),
  description: endpoint.description,
  events: endpoint.events,
  includePrompts: endpoint.includePrompts,
  enabled: endpoint.enabled,
});

/** Null when somebody has deleted it meanwhile. */
async function endpointNow(
  { loaders }: ApiContext,
  id: WebhookEndpointId,
): Promise<WebhookEndpoint | null> {
  const view = await loaders.webhookEndpoints.clear(id).load(id);
  return view === undefined ? null : toWebhookEndpoint(view);
}

/** @throws GraphQLError BAD_USER_INPUT when a field breaks a rule */
function saveFailure(
  id: WebhookEndpointId | undefined,
  error: SaveEndpointError,
): NotFound | Refused {
  switch (error.kind) {
    case 'unknown_endpoint':
      return unknown('WebhookEndpoint', id ?? '');
    case 'too_many_endpoints':
      return refused('too_many_endpoints', `There may be ${error.limit} endpoints at most`);
    case 'invalid_endpoint':
      switch (error.field) {
        case 'url':
          throw badInput([{ field: 'input.url', rule: urlRules[error.rule] }]);
        case 'description':
          throw badInput([{ field: 'input.description', rule: 'must be at most 200 characters' }]);
        case 'events':
          throw badInput([{ field: 'input.events', rule: 'must name at least one, none twice' }]);
        default:
          return assertNever(error);
      }
    default:
      return assertNever(error);
  }
}
