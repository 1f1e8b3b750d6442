import { createHmac } from 'node:crypto';

const secretPrefix = 'whsec_';

/**
 * The headers of the Standard Webhooks specification (standardwebhooks.com, symmetric `v1`): each
 * secret signs `<id>.<seconds>.<body>`, and one valid signature is enough for the receiver.
 */
export function signedHeaders(
  id: string,
  timestamp: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const seconds = String(Math.floor(timestamp.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
    const digest = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
    return `v1,${digest}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures.join(' '),
  };
}
