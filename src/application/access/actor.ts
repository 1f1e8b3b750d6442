import type { Permission } from '../../domain/access/permission.ts';

/** Who asks: an admin with a session, or a program with an API key. */
export interface Actor {
  readonly kind: 'admin' | 'api_key';
  /** The admin's UUID, or the eight characters that an API key begins with. */
  readonly id: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** Where a request came from. */
export interface Origin {
  readonly ip: string;
  readonly userAgent?: string | undefined;
}
