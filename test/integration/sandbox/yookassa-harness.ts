import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { afterEach, expect } from 'vitest';
import { ManualClock } from '../../../sandbox/http/clock.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import type { NewShop, Shop } from '../../../sandbox/yookassa/control-api.ts';
import type { Payment, Refund } from '../../../sandbox/yookassa/objects.ts';
import { SchemaConverter } from '../../../sandbox/yookassa/spec/json-schema.ts';
import { loadSpecification } from '../../../sandbox/yookassa/spec/specification.ts';

export const START_MS = Date.parse('2026-11-22T10:00:00.000Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type Reply = { readonly status: number; readonly body: Record<string, unknown> };

type CallOptions = {
  /** A fresh one when absent; null sends none. */
  readonly key?: string | null;
  readonly shop?: Shop;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Stage = {
  readonly sandbox: Sandbox;
  readonly yookassa: Sandbox['yookassa'];
  readonly clock: ManualClock;
  get(path: string, options?: CallOptions): Promise<Reply>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  /** A payment of 499.00 that is captured at once, unless `fields` say otherwise. */
  create(fields?: Record<string, unknown>, options?: CallOptions): Promise<Payment>;
  refund(payment: Payment, value: string, fields?: Record<string, unknown>): Promise<Refund>;
};

const cleanUps = new Set<() => Promise<void>>();

afterEach(async () => {
  await Promise.all([...cleanUps].map((cleanUp) => cleanUp()));
  cleanUps.clear();
});

/** A running sandbox on a clock that the test moves; it is closed after the test. */
export async function setStage(shops: readonly NewShop[] = []): Promise<Stage> {
  const clock = new ManualClock(START_MS);
  const sandbox = await startSandbox({ clock, yookassa: { shops } });
  cleanUps.add(() => sandbox.close());
  const { yookassa } = sandbox;
  let lastKey = 0;
  const call = async (
    method: string,
    path: string,
    body: unknown,
    { key, shop = yookassa.shop(), headers }: CallOptions,
  ): Promise<Reply> => {
    lastKey += 1;
    const idempotenceKey = key === undefined ? `key-${lastKey}` : key;
    const response = await fetch(`${sandbox.yookassaUrl}${path}`, {
      method,
      headers: {
        authorization: `Basic ${btoa(`${shop.shopId}:${shop.secretKey}`)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' && idempotenceKey !== null
          ? { 'idempotence-key': idempotenceKey }
          : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  };
  const stage: Stage = {
    sandbox,
    yookassa,
    clock,
    get: (path, options = {}) => call('GET', path, undefined, options),
    post: (path, body, options = {}) => call('POST', path, body, options),
    async create(fields = {}, options = {}) {
      return done<Payment>(
        await stage.post('/payments', { ...newPayment(), ...fields }, options),
        'Payment',
      );
    },
    async refund(payment, value, fields = {}) {
      const amount = rub(value);
      return done<Refund>(
        await stage.post('/refunds', { payment_id: payment.id, amount, ...fields }),
        'Refund',
      );
    },
  };
  return stage;
}

export function newPayment(): Record<string, unknown> {
  return {
    amount: rub('499.00'),
    capture: true,
    description: '100 credits, order 123',
    confirmation: { type: 'redirect', return_url: 'https://t.me/nano_banana_bot' },
    metadata: { order_id: '123' },
  };
}

export function rub(value: string) {
  return { value, currency: 'RUB' };
}

export function receipt(value: string, fields: Record<string, unknown> = {}) {
  return {
    customer: { email: 'anna@example.org' },
    items: [
      {
        description: '100 credits',
        quantity: 1,
        amount: rub(value),
        vat_code: 1,
        payment_subject: 'service',
        payment_mode: 'full_payment',
        measure: 'piece',
        ...fields,
      },
    ],
  };
}

function done<T>(reply: Reply, schema: 'Payment' | 'Refund'): T {
  expect(reply).toMatchObject({ status: 200 });
  expectPublished(schema, reply.body);
  return reply.body as T;
}

const specification = loadSpecification();
const ajv = new Ajv({ allErrors: true, discriminator: true, strict: false });
formats.default(ajv);
const compiled = new Map<string, ValidateFunction>();

/** The published API describes objects like this one, with no field beside. */
export function expectPublished(schema: string, value: unknown): void {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    const converter = new SchemaConverter(specification.components.schemas);
    validate = ajv.compile(converter.convert({ $ref: `#/components/schemas/${schema}` }));
    compiled.set(schema, validate);
  }
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

export type Received = {
  readonly body: { readonly event: string; readonly object: { readonly id: string } };
  readonly headers: IncomingHttpHeaders;
  readonly from: string | undefined;
};

export type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** Statuses of the next answers; 200 when none is left. */
  readonly answers: number[];
  close(): Promise<void>;
};

/** The program's webhook. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received['body'];
      received.push({ body, headers: request.headers, from: request.socket.remoteAddress });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  cleanUps.add(close);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/webhooks/yookassa`, received, answers, close };
}
