/** All that can be allowed. Roles are sets of these; the scopes of an API key are the same words. */
export const permissions = [
  'users:read',
  'users:write',
  'users:message',
  'credits:read',
  'credits:grant',
  'generations:read',
  'generations:write',
  'payments:read',
  'payments:refund',
  'catalogue:read',
  'catalogue:write',
  'settings:read',
  'settings:write',
  'content:read',
  'content:write',
  'promos:read',
  'promos:write',
  'statistics:read',
  'audit:read',
  'health:read',
  'access:read',
  'access:write',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Permission = (typeof permissions)[number];

/**
 * The permissions among these words, each once, in the order of the list above. A word that only
 * another version of the product knows allows nothing here.
 */
export function permissionsIn(words: Iterable<string>): readonly Permission[] {
  const named = new Set(words);
  return permissions.filter((permission) => named.has(permission));
}

/** Whether whoever holds `held` may hand out `wanted`: nobody gives more than they have. */
export function covers(held: ReadonlySet<Permission>, wanted: Iterable<Permission>): boolean {
  return [...wanted].every((permission) => held.has(permission));
}
