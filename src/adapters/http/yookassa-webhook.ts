import { BlockList, isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../application/ports/logger.ts';

export interface YooKassaWebhook {
  /** Addresses and CIDR ranges that may send, e.g. `yookassaSenders`. */
  readonly senders: readonly string[];
  /**
   * Takes the body as it came, which is JSON and nothing more is known of it. Resolves when it is
   * kept; rejects to have YooKassa send it again.
   */
  accept(body: string): Promise<void>;
}

/**
 * Where YooKassa sends notifications from. They bear no signature.
 * Source: yookassa.ru, "Incoming notifications", as quoted by public clients of its API.
 */
export const yookassaSenders: readonly string[] = [
  '185.71.76.0/27',
  '185.71.77.0/27',
  '77.75.153.0/25',
  '77.75.154.128/25',
  '77.75.156.11',
  '77.75.156.35',
  '2a02:5180::/32',
];

/** A notification is a few kilobytes. */
const bodyLimitBytes = 65_536;

/**
 * `POST /webhooks/yookassa`: 200 once the body is kept, 403 from elsewhere than the ranges (before the
 * body is read), 413 above 64 KiB, 400 when it is not JSON, 503 when it could not be kept.
 *
 * @throws RangeError when a range is malformed.
 */
export async function routeYooKassa(
  app: FastifyInstance,
  { senders, accept }: YooKassaWebhook,
  logger: Logger,
): Promise<void> {
  const isSender = senderCheck(senders);
  // Its own scope: elsewhere bodies are parsed, here the text itself is kept.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    const refuseStrangers = async (request: FastifyRequest, reply: FastifyReply) => {
      if (!isSender(request.ip)) {
        logger.warn('webhook_sender_refused', { webhook: 'yookassa', address: request.ip });
        return reply.code(403).send({ error: 'forbidden' });
      }
    };
    const options = { bodyLimit: bodyLimitBytes, onRequest: refuseStrangers };
    scope.post('/webhooks/yookassa', options, async ({ body }, reply) => {
      if (typeof body !== 'string' || !isJson(body)) {
        return reply.code(400).send({ error: 'not JSON' });
      }
      try {
        await accept(body);
        return await reply.send({ status: 'accepted' });
      } catch (error) {
        logger.warn('webhook_notification_not_kept', { webhook: 'yookassa' }, error);
        return reply.code(503).header('retry-after', '5').send({ error: 'try again' });
      }
    });
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether an address is within the ranges; an IPv4 address may be written as IPv6 (`::ffff:1.2.3.4`).
 * @throws RangeError when a range is malformed.
 */
export function senderCheck(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    addRange(list, range);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    const family = familyOf(plain);
    return family !== undefined && list.check(plain, family);
  };
}

function addRange(list: BlockList, range: string): void {
  const [address = '', prefix, ...rest] = range.trim().split('/');
  const family = familyOf(address);
  const longest = family === 'ipv4' ? 32 : 128;
  const bits = prefix === undefined ? longest : Number(prefix);
  const isLength = prefix === undefined || (/^\d{1,3}$/.test(prefix) && bits <= longest);
  if (family === undefined || !isLength || rest.length > 0) {
    throw new RangeError(
      `Cannot use ${range} as senders as it must be an address or a range like 185.71.76.0/27`,
    );
  }
  list.addSubnet(address, bits, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
