import { describe, expect, test } from 'vitest';
import { invoiceSlug } from '../../../sandbox/chat/src/text/invoice-link.ts';

describe('invoiceSlug', () => {
  test.each([
    ['https://t.me/$Ab-12_c', 'Ab-12_c'],
    ['t.me/$Ab', 'Ab'],
    ['https://t.me/%24Ab', 'Ab'],
    ['https://t.me/invoice/Ab', 'Ab'],
    ['tg://invoice?slug=Ab', 'Ab'],
    ['https://t.me/banana_bot?start=ref_1', undefined],
    ['https://example.com/$Ab', undefined],
    ['tg://resolve?domain=banana_bot', undefined],
    ['not a link', undefined],
  ])('reads %s', (link, slug) => {
    expect(invoiceSlug(link)).toBe(slug);
  });
});
