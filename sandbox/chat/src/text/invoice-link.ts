import { parseLink } from './deep-link.ts';

/**
 * The slug of an invoice link (`https://t.me/$slug`, `t.me/invoice/slug`, `tg://invoice?slug=`), as
 * `createInvoiceLink` hands them out; `undefined` for every other link.
 */
export function invoiceSlug(link: string): string | undefined {
  const url = parseLink(link);
  if (url === undefined) return undefined;
  if (url.protocol === 'tg:') {
    return url.hostname === 'invoice' ? (url.searchParams.get('slug') ?? undefined) : undefined;
  }
  if (!/^(www\.)?(t|telegram)\.me$/.test(url.hostname)) return undefined;
  return /^\/(?:\$|%24|invoice\/)([\w-]+)$/.exec(url.pathname)?.[1];
}
