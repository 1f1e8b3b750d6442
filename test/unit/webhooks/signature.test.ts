import { expect, test } from 'vitest';
import { signedHeaders } from '../../../src/adapters/webhooks/signature.ts';

/** The example of the Standard Webhooks libraries. */
const example = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('signs as the example of the specification', () => {
  const { id, timestamp, body, secret, signature } = example;

  expect(signedHeaders(id, timestamp, body, [secret])).toEqual({
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
});

test('puts the signatures of several secrets side by side', () => {
  const { id, timestamp, body, secret, signature } = example;

  const headers = signedHeaders(id, timestamp, body, ['whsec_AAAA', secret]);

  expect(headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  expect(headers['webhook-signature']?.split(' ')[1]).toBe(signature);
});

test('leaves parts of a second out of the timestamp', () => {
  const { id, body, secret } = example;

  const headers = signedHeaders(id, new Date(1_614_265_330_999), body, [secret]);

  expect(headers['webhook-timestamp']).toBe('1614265330');
});
