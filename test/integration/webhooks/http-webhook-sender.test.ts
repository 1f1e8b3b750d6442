import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  HttpWebhookSender,
  type HttpWebhookSenderOptions,
} from '../../../src/adapters/webhooks/http-webhook-sender.ts';
import type { WebhookRequest } from '../../../src/application/ports/webhook-sender.ts';
import { someDay } from '../../builders/domain.ts';
import { aSecret } from '../../builders/webhooks.ts';
import { isGenuine, type Receiver, startReceiver } from './receiver.ts';

const anotherSecret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

function aRequest(fields: Partial<WebhookRequest> = {}): WebhookRequest {
  return {
    url: 'https://hooks.example.com/',
    id: 'evt_1',
    timestamp: someDay,
    body: '{"type":"test.ping","data":{"name":"🍌"}}',
    secrets: [aSecret],
    ...fields,
  };
}

describe('HttpWebhookSender', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  const insecure = (options: Partial<HttpWebhookSenderOptions> = {}) =>
    new HttpWebhookSender({ isInsecureAllowed: true, ...options });
  const strict = (options: Partial<HttpWebhookSenderOptions> = {}) =>
    new HttpWebhookSender({ isInsecureAllowed: false, ...options });

  test('posts the body as it is, signed by all secrets', async () => {
    const request = aRequest({ url: receiver.url, secrets: [aSecret, anotherSecret] });

    const answer = await insecure().send(request);

    expect(answer).toMatchObject({ kind: 'answered', status: 204, response: '' });
    const [received, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(received).toMatchObject({ method: 'POST', path: '/hook', body: request.body });
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'NanoBanana-Webhooks/1',
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(someDay.getTime() / 1_000),
    });
    if (received === undefined) {
      throw new Error('Nothing arrived');
    }
    expect(await isGenuine(received, aSecret, someDay)).toBe(true);
    expect(await isGenuine(received, anotherSecret, someDay)).toBe(true);
    expect(await isGenuine({ ...received, body: `${received.body} ` }, aSecret, someDay)).toBe(
      false,
    );
    expect(await isGenuine(received, 'whsec_AAAA', someDay)).toBe(false);
  });

  test('tells status and the beginning of the answer', async () => {
    receiver.answer((response) => response.writeHead(500).end('🍌'.repeat(10_000)));

    const answer = await insecure().send(aRequest({ url: receiver.url }));

    expect(answer).toMatchObject({ kind: 'answered', status: 500 });
    expect(answer).toHaveProperty('response', '🍌'.repeat(512));
  });

  test('does not follow a redirect', async () => {
    const elsewhere = await startReceiver();
    receiver.answer((response) => response.writeHead(307, { location: elsewhere.url }).end());

    const answer = await insecure().send(aRequest({ url: receiver.url }));

    expect(answer).toMatchObject({ kind: 'answered', status: 307 });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  test.each([
    [429, '17', 17_000],
    [503, '1', 1_000],
    [500, '17', undefined],
    [429, 'Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ])('reads of a %i with Retry-After %s how long to wait', async (status, after, retryAfterMs) => {
    receiver.answer((response) => response.writeHead(status, { 'retry-after': after }).end());

    const answer = await insecure().send(aRequest({ url: receiver.url }));

    expect(answer).toMatchObject({ kind: 'answered', status, retryAfterMs });
  });

  test('gives up on who does not answer', async () => {
    receiver.answer(() => undefined);

    const answer = await insecure({ timeoutMs: 100 }).send(aRequest({ url: receiver.url }));

    expect(answer).toMatchObject({ kind: 'failed', error: 'timeout' });
    expect(answer.durationMs).toBeGreaterThanOrEqual(90);
  });

  test('takes the status of one whose answer never ends', async () => {
    receiver.answer((response) => {
      response.writeHead(200).write('so far');
    });

    const answer = await insecure({ timeoutMs: 200 }).send(aRequest({ url: receiver.url }));

    expect(answer).toMatchObject({ kind: 'answered', status: 200, response: 'so far' });
  });

  test('says when nobody listens', async () => {
    const gone = await startReceiver();
    await gone.close();

    const answer = await insecure().send(aRequest({ url: gone.url }));

    expect(answer).toMatchObject({ kind: 'failed', error: 'connection_failed' });
  });

  test('says when the connection breaks off', async () => {
    receiver.answer((response) => response.destroy());

    const answer = await insecure().send(aRequest({ url: receiver.url }));

    expect(answer).toMatchObject({ kind: 'failed', error: 'connection_failed' });
  });

  test('says when the other side does not speak TLS', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { port } = plain.address() as { port: number };

    const answer = await insecure().send(aRequest({ url: `https://127.0.0.1:${port}/` }));

    expect(answer).toMatchObject({ kind: 'failed', error: 'tls_failed' });
    plain.close();
  });

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('says when a name has no address: %s', async (code) => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code }));

    const answer = await strict({ resolve }).send(aRequest());

    expect(answer).toMatchObject({ kind: 'failed', error: 'unknown_host' });
  });

  describe('keeps out of its own network', () => {
    test.each([
      ['127.0.0.1'],
      ['10.1.2.3'],
      ['169.254.169.254'],
      ['100.64.0.1'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['::ffff:a9fe:a9fe'],
      ['fd00:ec2::254'],
      ['fe80::1'],
    ])('when a name leads to %s', async (address) => {
      const family = address.includes(':') ? 6 : 4;
      const url = `https://hooks.example.com:${receiver.port}/`;

      const answer = await strict({ resolve: async () => [{ address, family }] }).send(
        aRequest({ url }),
      );

      expect(answer).toMatchObject({ kind: 'failed', error: 'address_refused' });
      expect(receiver.received).toEqual([]);
    });

    test('when one of several addresses is private', async () => {
      const resolve = async () => [
        { address: '93.184.215.14', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ];

      const answer = await strict({ resolve }).send(aRequest());

      expect(answer).toMatchObject({ kind: 'failed', error: 'address_refused' });
    });

    test.each([
      'http://hooks.example.com/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::ffff:127.0.0.1]/',
      'https://localhost/',
    ])('when the URL itself says so: %s', async (url) => {
      const looked: string[] = [];
      const resolve = async (host: string) => {
        looked.push(host);
        return [{ address: '93.184.215.14', family: 4 }];
      };

      const answer = await strict({ resolve }).send(aRequest({ url }));

      expect(answer).toMatchObject({ kind: 'failed', error: 'address_refused' });
      expect(looked).toEqual([]);
    });

    // A resolver that answers differently the second time: there is no second time.
    test('resolves a name once, and connects to what it was told', async () => {
      let asked = 0;
      const resolve = async () => {
        asked += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      };

      const url = `http://rebinding.example.com:${receiver.port}/hook`;
      const answer = await insecure({ resolve }).send(aRequest({ url }));

      expect(answer).toMatchObject({ kind: 'answered', status: 204 });
      expect(asked).toBe(1);
      expect(receiver.received[0]?.headers.host).toBe(`rebinding.example.com:${receiver.port}`);
    });
  });

  test.each([
    ['https://hooks.example.com/a?b=c', undefined],
    ['https://93.184.215.14/', undefined],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/', undefined],
    ['nonsense', 'malformed'],
    ['/path', 'malformed'],
    ['ftp://hooks.example.com/', 'malformed'],
    ['file:///etc/passwd', 'malformed'],
    ['http://hooks.example.com/', 'insecure'],
    ['https://user:secret@hooks.example.com/', 'credentials'],
    ['https://user@hooks.example.com/', 'credentials'],
    ['https://localhost/', 'private_address'],
    ['https://api.localhost./', 'private_address'],
    ['https://metadata.google.internal/', 'private_address'],
    ['https://printer.local/', 'private_address'],
    ['https://10.0.0.8/', 'private_address'],
    ['https://017700000001/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::ffff:10.0.0.8]/', 'private_address'],
  ] as const)('says of %s what is wrong with it: %s', (url, problem) => {
    expect(strict().problemWith(url)).toBe(problem);
  });

  test('lets plain HTTP and private addresses pass where that is allowed', () => {
    expect(insecure().problemWith('http://127.0.0.1:3000/')).toBeUndefined();
    expect(insecure().problemWith('http://a:b@127.0.0.1:3000/')).toBe('credentials');
    expect(insecure().problemWith('gopher://127.0.0.1/')).toBe('malformed');
  });
});
