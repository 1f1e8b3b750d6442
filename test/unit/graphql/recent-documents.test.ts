import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { RecentDocuments } from '../../../src/adapters/graphql/http/recent-documents.ts';

const document = parse('{ a }');

describe('RecentDocuments', () => {
  test('gives back what was put into it', async () => {
    const store = new RecentDocuments(100);
    await store.set('one', document);

    expect(await store.get('one')).toBe(document);
    expect(await store.get('two')).toBeUndefined();
  });

  test('drops those that were not used for the longest, as soon as there is too much text', async () => {
    const store = new RecentDocuments(3 * '{ a }'.length);
    for (const key of ['one', 'two', 'three']) {
      await store.set(key, document);
    }
    await store.get('one');
    await store.set('four', document);

    expect(await store.get('two')).toBeUndefined();
    expect(await store.get('one')).toBe(document);
    expect(await store.get('four')).toBe(document);
  });

  test('counts a document once that is put into it twice', async () => {
    const store = new RecentDocuments(2 * '{ a }'.length);
    for (const key of ['one', 'one', 'two']) {
      await store.set(key, document);
    }

    expect(await store.get('one')).toBe(document);
  });

  test('keeps none that is longer than all may be', async () => {
    const store = new RecentDocuments(4);
    await store.set('one', document);

    expect(await store.get('one')).toBeUndefined();
  });
});
