import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from './harness/api.ts';
import { World } from './harness/world.ts';

const password = 'correct horse battery';

let world: World;
let url: string;

beforeAll(async () => {
  world = await World.start({ environment: { ADMIN_PASSWORD: password }, autostart: false });
  const product = await world.startProcess();
  await product.ready();
  url = product.url;
});

afterAll(async () => {
  await world.close();
});

describe('the API', () => {
  test('knows nobody without a session or key', async () => {
    const client = new ApiClient(url);

    expect(await client.data('{ viewer { name } }')).toEqual({ viewer: null });
    expect((await client.ask('{ users { totalCount } }')).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  test('lets the first owner in with ADMIN_PASSWORD', async () => {
    const client = new ApiClient(url);
    await client.login('owner', password);

    expect(await client.data('{ viewer { name kind } }')).toEqual({
      viewer: { name: 'owner', kind: 'ADMIN' },
    });
  });
});
