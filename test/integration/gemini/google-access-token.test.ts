import Fastify from 'fastify';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { googleAccessTokens } from '../../../src/adapters/gemini/google-access-token.ts';

afterEach(() => vi.unstubAllEnvs());

describe('googleAccessTokens', () => {
  test('hands out a ready token as it is', async () => {
    expect(await googleAccessTokens({ accessToken: 'ready' })()).toBe('ready');
  });

  test('takes the identity of the machine when no key is given, and keeps its token', async () => {
    const metadata = Fastify();
    let asked = 0;
    metadata.addHook('onSend', async (_, reply) => void reply.header('metadata-flavor', 'Google'));
    metadata.get('/*', async (request) => {
      const isToken = request.url.includes('/service-accounts/default/token');
      asked += isToken ? 1 : 0;
      return isToken ? { access_token: `token ${asked}`, expires_in: 3_600 } : 'a-project';
    });
    const address = await metadata.listen({ host: '127.0.0.1', port: 0 });
    vi.stubEnv('GCE_METADATA_HOST', new URL(address).host);
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
    try {
      const tokens = googleAccessTokens({});
      expect([await tokens(), await tokens()]).toEqual(['token 1', 'token 1']);
    } finally {
      await metadata.close();
    }
  });

  test('rejects when the key is no key', async () => {
    const keyJson = JSON.stringify({
      type: 'service_account',
      client_email: 'a@b',
      private_key: '',
    });
    await expect(googleAccessTokens({ keyJson })()).rejects.toThrow();
    await expect(googleAccessTokens({ keyJson: 'not json' })()).rejects.toThrow();
  });
});
