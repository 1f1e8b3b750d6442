import { type Permission, permissions } from './permission.ts';

export interface Role {
  /** What admins refer to, e.g. `support`. */
  readonly name: string;
  /** For people to read. */
  readonly title: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** This role may do all there is, whatever else the product learns; it is neither edited nor removed. */
export const ownerRole = 'owner';

export const everyPermission: ReadonlySet<Permission> = new Set(permissions);

const maxTitleLength = 100;

/** Lower-case letters, digits, `_` and `-`, at most 32, beginning with a letter. */
export function isRoleName(text: string): boolean {
  return /^[a-z][a-z0-9_-]{0,31}$/.test(text);
}

/** @returns the text without space around it; undefined: nothing is left, or it is too long. */
export function titleIn(text: string): string | undefined {
  const title = text.trim();
  return title === '' || title.length > maxTitleLength ? undefined : title;
}
