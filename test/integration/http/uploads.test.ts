import { connect } from 'node:net';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../../../src/adapters/http/http-server.ts';
import { uploadRoutes } from '../../../src/adapters/http/uploads.ts';
import { SharpImageProcessor } from '../../../src/adapters/images/sharp-image-processor.ts';
import type { Actor } from '../../../src/application/access/actor.ts';
import { Outage } from '../../../src/application/ports/outage.ts';
import { StoreUpload } from '../../../src/application/uploads/store-upload.ts';
import type { Permission } from '../../../src/domain/access/permission.ts';
import { uploadId } from '../../../src/domain/shared/ids.ts';
import { InMemoryUnitOfWork } from '../../fakes/in-memory-unit-of-work.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';

const anActor = (...permissions: readonly Permission[]): Actor => ({
  kind: 'api_key',
  id: 'k1',
  name: 'Shop',
  permissions: new Set(permissions),
});

async function open({
  actor = anActor('users:message'),
  store,
}: {
  readonly actor?: Actor | null;
  readonly store?: Pick<StoreUpload, 'execute'>;
} = {}) {
  const logger = new RecordingLogger();
  const unitOfWork = new InMemoryUnitOfWork();
  const clock = new ManualClock();
  const routes = uploadRoutes({
    store:
      store ?? new StoreUpload(unitOfWork, new SharpImageProcessor(), clock, new SequentialIds()),
    authenticate: async () => actor ?? undefined,
    publicId: (id) => `upl_${id}`,
    logger,
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
  return { server, url: `${server.url}/uploads`, unitOfWork, clock, logger };
}

const post = (url: string, body: Uint8Array<ArrayBuffer> | string, type = 'image/png') =>
  fetch(url, { method: 'POST', body, headers: type === '' ? {} : { 'content-type': type } });

const picture = async (format: 'png' | 'jpeg' | 'webp' | 'gif') => {
  const image = sharp({ create: { width: 5, height: 3, channels: 3, background: '#fc0' } });
  return Uint8Array.from(await image.toFormat(format).toBuffer());
};

describe('POST /uploads', () => {
  test.each(['png', 'jpeg', 'webp', 'gif'] as const)('keeps a %s', async (format) => {
    const { url, unitOfWork, clock } = await open();
    const bytes = await picture(format);
    // What the sender calls it does not count.
    const answer = await post(url, bytes, 'image/png');
    const body = (await answer.json()) as { id: string };

    expect([answer.status, body]).toEqual([201, { id: expect.any(String), width: 5, height: 3 }]);
    const id = uploadId(body.id.replace('upl_', ''));
    expect(await unitOfWork.direct.uploads.find(id)).toEqual({
      id,
      mimeType: `image/${format}`,
      byteLength: bytes.byteLength,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      width: 5,
      height: 3,
      createdBy: 'api_key:k1',
      createdAt: clock.now(),
    });
    expect(new Uint8Array((await unitOfWork.direct.uploads.content(id)) ?? [])).toEqual(bytes);
  });

  test.each<[string, string, number, string]>([
    ['what is no picture', 'GIF89a and then nothing', 400, 'not an image'],
    ['vector graphics', '<svg xmlns="http://www.w3.org/2000/svg"/>', 400, 'not an image'],
  ])('refuses %s', async (_what, text, status, error) => {
    const { url, unitOfWork } = await open();
    const answer = await post(url, text, 'image/gif');
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
    expect(unitOfWork.state().uploads.size).toBe(0);
  });

  test('refuses a picture that was cut short', async () => {
    const { url } = await open();
    const image = sharp({ create: { width: 500, height: 500, channels: 3, background: '#fc0' } });
    const bytes = await image.jpeg().toBuffer();
    const answer = await post(url, Uint8Array.from(bytes.subarray(0, bytes.length / 2)));
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'not an image' }]);
  });

  test.each([
    '',
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'imagery/png',
  ])('refuses another content type: %j', async (type) => {
    const { url } = await open();
    const answer = await post(url, await picture('png'), type);
    expect([answer.status, await answer.json()]).toEqual([
      415,
      { error: 'unsupported media type' },
    ]);
  });

  test('refuses an empty body', async () => {
    const { url } = await open();
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'image/png' } });
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'not an image' }]);
  });

  test('refuses more than 10 MB', async () => {
    const { url } = await open();
    const answer = await post(url, new Uint8Array(10_000_001));
    expect([answer.status, await answer.json()]).toEqual([413, { error: 'too large' }]);
  });

  test.each([
    ['nobody', null, 401],
    ['who may not write to users', anActor('users:read', 'content:write'), 403],
  ])('refuses %s before the body has come', async (_who, actor, status) => {
    const { server } = await open({ actor });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(data.toString())),
    );
    socket.write(
      'POST /uploads HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: 9000000\r\n\r\nx',
    );
    expect(await answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test.each([
    [new Outage('away'), 503, 'try again'],
    [new TypeError('x is undefined'), 500, 'internal'],
  ])('says nothing of what happened inside: %s', async (failure, status, error) => {
    const { url } = await open({ store: { execute: () => Promise.reject(failure) } });
    const answer = await post(url, await picture('png'));
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
  });
});
