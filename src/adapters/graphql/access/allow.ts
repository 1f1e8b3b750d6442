import { Extensions } from 'type-graphql';
import type { Permission } from '../../../domain/access/permission.ts';

/**
 * Who may see a type's fields, or one field; what a field says wins over what its type says.
 *
 * - a permission: actors that have it
 * - `anyone`: nobody needs to be signed in
 * - `signed_in`: every actor
 * - `inherited`: whoever may see the field that leads here; never on a field of a root type
 */
export type AccessRule = Permission | 'anyone' | 'signed_in' | 'inherited';

/** Every type or field needs one: without it the schema is refused (see `guardSchema`). */
export const allow = (rule: AccessRule) => Extensions({ access: rule });
