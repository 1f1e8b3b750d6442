import { describe, expect, test } from 'vitest';
import { safeAddress, startPayload } from '../../../sandbox/chat/src/text/deep-link.ts';

describe('startPayload', () => {
  test.each([
    ['https://t.me/banana_bot?start=ref_1', 'ref_1'],
    ['t.me/Banana_Bot?start=ref_1', 'ref_1'],
    ['https://t.me/banana_bot', ''],
    ['tg://resolve?domain=banana_bot&start=ref_1', 'ref_1'],
    ['https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fbanana_bot%3Fstart%3Dref_1', 'ref_1'],
    ['https://t.me/other_bot?start=ref_1', undefined],
    ['https://example.com/banana_bot?start=ref_1', undefined],
    ['not a link', undefined],
  ])('reads %s', (link, payload) => {
    expect(startPayload(link, 'banana_bot')).toBe(payload);
  });
});

describe('safeAddress', () => {
  test.each([
    ['example.com/a', 'https://example.com/a'],
    ['mailto:a@example.com', 'mailto:a@example.com'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
  ])('turns %s into %s', (link, address) => {
    expect(safeAddress(link)).toBe(address);
  });
});
