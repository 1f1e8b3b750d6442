import { randomBytes } from 'node:crypto';
import { type Invoice, type InvoicePlace, placeOf } from './invoice.ts';

const ADDRESS = /^(?:https?:\/\/)?t\.me\/(?:\$|invoice\/)/;

/** Links of `createInvoiceLink`; they work for everybody, any number of times, until a reset. */
export class InvoiceLinks {
  readonly #bySlug = new Map<string, InvoicePlace>();

  /** @returns `https://t.me/$<slug>`. Slugs are random: a bot may keep links longer than one run. */
  create(invoice: Invoice): string {
    const slug = randomBytes(15).toString('base64url');
    this.#bySlug.set(slug, placeOf(invoice, 'exported'));
    return `https://t.me/$${slug}`;
  }

  /** By link, or by slug alone. */
  find(link: string): InvoicePlace | undefined {
    return this.#bySlug.get(link.replace(ADDRESS, '').replace(/^\$/, ''));
  }

  clear(): void {
    this.#bySlug.clear();
  }
}
