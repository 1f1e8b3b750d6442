import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { probeContainerRuntime } from '../../harness/container-runtime.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** An engine that holds the given images, or one that never answers. */
async function engine(images: readonly string[] | 'mute'): Promise<{ DOCKER_HOST: string }> {
  const server = createServer((request, response) => {
    if (images === 'mute') return;
    const path = request.url ?? '';
    const known = path === '/_ping' || images.some((image) => path === `/images/${image}/json`);
    response.writeHead(known ? 200 : 404).end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { DOCKER_HOST: `tcp://127.0.0.1:${port}` };
}

test('the probe lists the wanted images that the engine holds', async () => {
  const runtime = await probeContainerRuntime(
    ['postgres:17', 'redis:8'],
    await engine(['redis:8']),
  );

  expect(runtime?.images).toEqual(new Set(['redis:8']));
});

test('the probe gives up on an engine that accepts and never answers', async () => {
  const started = performance.now();

  expect(await probeContainerRuntime(['redis:8'], await engine('mute'))).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(3_000);
});

test.each(['unix:///nowhere/docker.sock', 'ssh://somewhere', 'not an address'])(
  'the probe finds no engine at %s',
  async (dockerHost) => {
    expect(await probeContainerRuntime(['redis:8'], { DOCKER_HOST: dockerHost })).toBeUndefined();
  },
);
