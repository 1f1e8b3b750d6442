import { describe, expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../../../src/adapters/http/http-server.ts';
import { SignedImageUrls, signImageUrl } from '../../../src/adapters/http/image-urls.ts';
import { type ImageRoutesOptions, imageRoutes } from '../../../src/adapters/http/images.ts';
import type { Actor } from '../../../src/application/access/actor.ts';
import type { ImageRecord } from '../../../src/application/ports/image-repository.ts';
import type { ImageVariant } from '../../../src/application/ports/image-urls.ts';
import { Outage } from '../../../src/application/ports/outage.ts';
import type { Permission } from '../../../src/domain/access/permission.ts';
import { aGenerationId, anImageId, someDay } from '../../builders/domain.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const key = 'k'.repeat(32);
const original = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255);
const thumbnail = Uint8Array.of(0xff, 0xd8, 0xff);

const record: ImageRecord = {
  id: anImageId(),
  generationId: aGenerationId(),
  mimeType: 'image/png',
  width: 2,
  height: 3,
  byteLength: original.byteLength,
  sha256: 'ab'.repeat(32),
  createdAt: someDay,
};

function anActor(...permissions: readonly Permission[]): Actor {
  return { kind: 'admin', id: 'a', name: 'Ann', permissions: new Set(permissions) };
}

async function open({
  actor,
  ...options
}: Partial<ImageRoutesOptions> & { readonly actor?: Actor } = {}) {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const reads: string[] = [];
  const routes = imageRoutes({
    images: {
      find: async (id) => (id === record.id ? record : undefined),
      original: async () => {
        reads.push('original');
        return original;
      },
      thumbnail: async () => {
        reads.push('thumbnail');
        return thumbnail;
      },
    },
    key,
    authenticate: async () => actor,
    clock,
    logger,
    ...options,
  });
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    health: { notReady: async () => [] },
    metrics: async () => '',
    routes: [routes],
    logger,
  });
  onTestFinished(() => server.close());
  const urlOf = (variant: ImageVariant = 'original') =>
    new SignedImageUrls(server.url, key, clock).urlOf(record.id, variant);
  return { server, clock, logger, reads, urlOf };
}

describe('a signed address', () => {
  test('shows the original as what it is, and nothing a browser could run', async () => {
    const { urlOf } = await open();
    const answer = await fetch(urlOf());

    expect(answer.status).toBe(200);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(original);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '6',
      'content-disposition': `inline; filename="nano-banana-${record.id.slice(-8)}.png"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=7200, immutable',
      etag: `"${record.sha256}"`,
    });
  });

  test('shows the thumbnail', async () => {
    const { urlOf } = await open();
    const answer = await fetch(urlOf('thumbnail'));

    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(thumbnail);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-disposition')).toMatch(/-thumbnail\.jpg"$/);
    expect(answer.headers.get('etag')).toBe(`"${record.sha256}-thumbnail"`);
  });

  test('is the same within an hour, and good for one to two', async () => {
    const { urlOf, clock } = await open();
    clock.set(new Date('2026-01-15T12:00:00Z'));
    const first = urlOf();
    clock.set(new Date('2026-01-15T12:59:59Z'));
    expect(urlOf()).toBe(first);
    clock.set(new Date('2026-01-15T13:00:00Z'));
    expect(urlOf()).not.toBe(first);

    clock.set(new Date('2026-01-15T13:59:59Z'));
    expect((await fetch(first)).status).toBe(200);
    clock.set(new Date('2026-01-15T14:00:00Z'));
    expect((await fetch(first)).status).toBe(403);
  });

  test.each<[string, (url: URL) => void]>([
    [
      'another picture',
      (url) => {
        url.pathname = `/images/${anImageId()}`;
      },
    ],
    [
      'another variant',
      (url) => {
        url.pathname += '/thumbnail';
      },
    ],
    ['a longer time', (url) => url.searchParams.set('expires', '99999999999')],
    ['no time', (url) => url.searchParams.delete('expires')],
    ['two times', (url) => url.searchParams.append('expires', '99999999999')],
    ['another signature', (url) => url.searchParams.set('signature', 'A'.repeat(43))],
    ['half a signature', (url) => url.searchParams.set('signature', 'A')],
    ['no signature', (url) => url.searchParams.delete('signature')],
  ])('opens nothing with %s', async (_what, change) => {
    const { urlOf, reads } = await open();
    const url = new URL(urlOf());
    change(url);
    const answer = await fetch(url);

    expect([answer.status, await answer.json()]).toEqual([403, { error: 'forbidden' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(reads).toEqual([]);
  });

  test('of another key opens nothing', async () => {
    const { server, clock } = await open();
    const url = signImageUrl(server.url, 'x'.repeat(32), record.id, 'original', clock.now());
    expect((await fetch(url)).status).toBe(403);
  });

  test.each(['not-a-uuid', "'; DROP TABLE images --", anImageId()])(
    'of a picture that is not there finds nothing: %s',
    async (id) => {
      const { server, clock } = await open();
      const url = signImageUrl(server.url, key, id as typeof record.id, 'original', clock.now());
      const answer = await fetch(url);
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'not found' }]);
    },
  );
});

describe('a picture that the browser has', () => {
  test.each([`"${record.sha256}"`, `W/"${record.sha256}"`, `"other", "${record.sha256}"`, '*'])(
    'is not sent again: %s',
    async (known) => {
      const { urlOf, reads } = await open();
      const answer = await fetch(urlOf(), { headers: { 'if-none-match': known } });

      expect([answer.status, await answer.text()]).toEqual([304, '']);
      expect(answer.headers.get('etag')).toBe(`"${record.sha256}"`);
      expect(reads).toEqual([]);
    },
  );

  test('is sent again when it is another', async () => {
    const { urlOf } = await open();
    const headers = { 'if-none-match': `"${record.sha256}-thumbnail"` };
    expect((await fetch(urlOf(), { headers })).status).toBe(200);
  });
});

test('HEAD tells all but the bytes, and reads none of the original', async () => {
  const { urlOf, reads } = await open();
  const [whole, small] = await Promise.all(
    [urlOf(), urlOf('thumbnail')].map((url) => fetch(url, { method: 'HEAD' })),
  );

  expect([whole?.status, await whole?.text()]).toEqual([200, '']);
  expect(whole?.headers.get('content-length')).toBe('6');
  expect(whole?.headers.get('content-type')).toBe('image/png');
  expect([small?.status, await small?.text()]).toEqual([200, '']);
  expect(small?.headers.get('content-length')).toBe('3');
  expect(reads).toEqual(['thumbnail']);
});

describe('without a signature', () => {
  const get = async (actor?: Actor) => {
    const { server } = await open(actor === undefined ? {} : { actor });
    return fetch(`${server.url}/images/${record.id}`);
  };

  test('who may read generations sees it, on our own pages alone', async () => {
    const answer = await get(anActor('generations:read'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(answer.headers.get('vary')).toBe('authorization, cookie');
  });

  test('others and nobody see nothing', async () => {
    expect((await get(anActor('users:read', 'users:message'))).status).toBe(403);
    expect((await get()).status).toBe(403);
  });
});

test('a picture of unknown kind is for saving, not for showing', async () => {
  const odd = { ...record, mimeType: 'text/html' };
  const { urlOf } = await open({
    images: {
      find: async () => odd,
      original: async () => original,
      thumbnail: async () => undefined,
    },
  });
  const answer = await fetch(urlOf());
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);

  const gone = await fetch(urlOf('thumbnail'));
  expect([gone.status, gone.headers.get('etag')]).toEqual([404, null]);
});

test.each([
  [new Outage('The database is away at 10.0.0.1'), 503, 'try again'],
  [new Error('relation "images" does not exist'), 500, 'internal'],
])('says nothing of what happened inside: %s', async (error, status, word) => {
  const { urlOf, logger } = await open({
    images: {
      find: () => Promise.reject(error),
      original: async () => original,
      thumbnail: async () => thumbnail,
    },
  });
  const answer = await fetch(urlOf());

  expect([answer.status, await answer.json()]).toEqual([status, { error: word }]);
  expect(logger.of('http_request_failed')).toHaveLength(1);
});
