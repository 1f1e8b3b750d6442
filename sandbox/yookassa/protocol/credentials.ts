import type { Shop } from '../control-api.ts';
import type { Shops } from '../state/shops.ts';

/** @returns the shop that the `Authorization` header proves, by HTTP Basic with its id and key. */
export function authenticate(shops: Shops, header: string | undefined): Shop | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  return shops.list().find(({ shopId, secretKey }) => `${shopId}:${secretKey}` === given);
}
