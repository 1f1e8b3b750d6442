import { registerEnumType } from 'type-graphql';
import {
  type Permission as DomainPermission,
  permissions,
} from '../../../domain/access/permission.ts';

const wireName = (permission: DomainPermission): string =>
  permission.replace(':', '_').toUpperCase();

/** On the wire `USERS_READ`, inside `users:read`. */
export const Permission: Readonly<Record<string, DomainPermission>> = Object.fromEntries(
  permissions.map((permission) => [wireName(permission), permission]),
);

const allowed: { readonly [permission in DomainPermission]: string } = {
  'users:read': 'users and who invited whom',
  'users:write': 'banning and unbanning users',
  'users:message': 'writing to users, and uploading pictures for it',
  'credits:read': 'balances and movements of credits',
  'credits:grant': 'giving credits, and taking them back',
  'generations:read': 'generations with prompts, answers and pictures, and conversations',
  'generations:write': 'asking in the name of users, repeating and canceling',
  'payments:read': 'payments, refunds and subscriptions, and what differs from the providers',
  'payments:refund': 'giving money back',
  'catalogue:read': 'models and packages',
  'catalogue:write': 'changing models, packages and their prices',
  'settings:read': 'settings',
  'settings:write': 'changing settings',
  'content:read': 'texts of the bot',
  'content:write': 'changing texts of the bot',
  'promos:read': 'promo codes, and who entered them',
  'promos:write': 'making, changing and switching promo codes',
  'statistics:read': 'statistics and top spenders',
  'audit:read': 'the audit log, and checking it and the credits',
  'health:read': 'how the product is doing',
  'access:read': 'admins, roles and API keys',
  'access:write': 'changing admins, roles and API keys: never more than one has oneself',
  'webhooks:read': 'webhook endpoints, without their secrets, and the log of deliveries',
  'webhooks:write': 'changing webhook endpoints, and sending to them again',
};

registerEnumType(Permission, {
  name: 'Permission',
  description:
    'What can be allowed: to a role, and as a scope to an API key. `USERS_READ` is called `users:read` in errors.',
  valuesConfig: Object.fromEntries(
    permissions.map((permission) => [
      wireName(permission),
      { description: `\`${permission}\`: ${allowed[permission]}.` },
    ]),
  ),
});
