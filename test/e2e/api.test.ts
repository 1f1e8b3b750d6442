import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from './harness/api.ts';
import { World } from './harness/world.ts';

const password = 'correct horse battery';

let world: World;
let url: string;

beforeAll(async () => {
  world = await World.start({
    environment: { ADMIN_PASSWORD: password, SETTING_WELCOME_CREDITS: '0' },
    autostart: false,
  });
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

describe('a generation for a user', () => {
  const create = `mutation ($input: CreateGenerationInput!) {
    createGeneration(input: $input) {
      __typename
      ... on CreateGenerationSuccess { generation { id } }
      ... on InsufficientCredits { available required }
      ... on NotFound { type }
    }
  }`;

  test('is refused, and nothing kept of it, when the credits do not suffice', async () => {
    const client = new ApiClient(url);
    await client.login('owner', password);
    const user = world.newUser();
    await world.ask(user, '/start');
    const input = { userId: `usr_${user}`, kind: 'IMAGE', prompt: 'a banana', idempotencyKey: 'a' };

    expect(await client.data(create, { input })).toEqual({
      createGeneration: { __typename: 'InsufficientCredits', available: 0, required: 2 },
    });
    expect(await world.query('select 1 from generations')).toEqual([]);
    expect(await world.query('select 1 from outbox')).toEqual([]);
    expect(await world.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('is held, delivered in the chat and charged', async () => {
    const client = new ApiClient(url);
    await client.login('owner', password);
    const user = world.newUser();
    await world.ask(user, '/start');
    await client.data(
      `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { __typename } }`,
      { input: { userId: `usr_${user}`, amount: 3, reason: 'a test', idempotencyKey: 'g' } },
    );
    const input = { userId: `usr_${user}`, kind: 'TEXT', prompt: 'a word', idempotencyKey: 'b' };
    const { createGeneration } = await client.data(create, { input });
    const { generation } = createGeneration as { generation: { id: string } };

    const waited = await client.data(
      `query ($id: ID!) { awaitGeneration(id: $id) { status charged answer } }`,
      { id: generation.id },
    );
    expect(waited.awaitGeneration).toMatchObject({ status: 'SUCCEEDED', charged: 1 });
    expect(await world.balance(user)).toEqual({ available: 2, held: 0 });
  });

  test('changes no picture that was made for somebody else', async () => {
    const client = new ApiClient(url);
    await client.login('owner', password);
    const user = world.newUser();
    await world.ask(user, '/start');
    const imageIds = ['img_01900000-0000-7000-8000-000000000000'];
    const input = {
      userId: `usr_${user}`,
      kind: 'EDIT',
      prompt: 'red',
      imageIds,
      idempotencyKey: 'c',
    };

    expect(await client.data(create, { input })).toEqual({
      createGeneration: { __typename: 'NotFound', type: 'Image' },
    });
  });
});

test('a key has told elsewhere nothing that it may not read itself', async () => {
  const owner = new ApiClient(url);
  await owner.login('owner', password);
  const { createApiKey } = await owner.data(
    `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { ... on CreateApiKeySuccess { token } }
    }`,
    { input: { name: 'hooks', scopes: ['WEBHOOKS_WRITE', 'USERS_READ'] } },
  );
  const { token } = createApiKey as { token: string };
  const client = new ApiClient(url, { apiKey: token });
  const save = async (events: readonly string[], includesPrompts: boolean) => {
    const input = {
      url: 'https://example.com/hook',
      description: 'a test',
      events,
      includesPrompts,
    };
    const idempotencyKey = `hook-${events.join('-')}-${includesPrompts}`;
    const { saveWebhookEndpoint } = await client.data(
      `mutation ($input: SaveWebhookEndpointInput!) {
        saveWebhookEndpoint(input: $input) { __typename ... on Refused { reason } }
      }`,
      { input: { ...input, idempotencyKey } },
    );
    return saveWebhookEndpoint;
  };
  const refusal = { __typename: 'Refused', reason: 'exceeds_own_permissions' };

  expect(await save(['PAYMENT_PAID'], false)).toEqual(refusal);
  expect(await save(['USER_CREATED'], true)).toEqual(refusal);
  expect(await save(['USER_CREATED'], false)).toEqual({
    __typename: 'SaveWebhookEndpointSuccess',
  });
});
