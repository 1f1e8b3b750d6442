import type { Logger } from '../../application/ports/logger.ts';
import { Outage } from '../../application/ports/outage.ts';
import type {
  GatewayRefusal,
  PaymentGateway,
  PaymentPageOrder,
  ProviderPayment,
  ProviderRefund,
  RefundOrder,
} from '../../application/ports/payment-gateway.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { YooKassaClient, type YooKassaOptions } from './api-client.ts';
import { paymentBody, refundBody } from './bodies.ts';
import { idPattern, pageIn, paymentIn, refundIn } from './replies.ts';

const pageSize = 100;
const mostPages = 1_000;

/** Source: YooKassa's OpenAPI, parameter `IdempotenceKey`. */
const keyPattern = /^[\w+.-]{1,64}$/;

/**
 * Payments over YooKassa's API v3.
 *
 * Beyond the port: a refused shop id or secret key is an `Outage`, as nothing is known about the
 * payment then; it is logged at level error (`yookassa_access_refused`).
 */
export class YooKassaPaymentGateway implements PaymentGateway {
  readonly #client: YooKassaClient;
  readonly #logger: Logger;

  constructor(options: YooKassaOptions) {
    this.#client = new YooKassaClient(options);
    this.#logger = options.logger;
  }

  preparePayment(order: PaymentPageOrder): string {
    return paymentBody(order);
  }

  createPayment(key: string, body: string): Promise<Result<ProviderPayment, GatewayRefusal>> {
    return this.#post('/payments', key, body, paymentIn);
  }

  findPayment(id: string): Promise<ProviderPayment | undefined> {
    return this.#find('/payments', id, paymentIn);
  }

  async capturePayment(key: string, id: string): Promise<Result<ProviderPayment, GatewayRefusal>> {
    if (!idPattern.test(id)) {
      return err({ kind: 'refused', code: 'not_found', description: 'Not an id of a payment' });
    }
    return this.#post(`/payments/${encodeURIComponent(id)}/capture`, key, '{}', paymentIn);
  }

  payments(from: Date, until: Date): AsyncIterable<ProviderPayment> {
    return this.#list('/payments', spanOf(from, until), paymentIn);
  }

  prepareRefund(order: RefundOrder): string {
    return refundBody(order);
  }

  createRefund(key: string, body: string): Promise<Result<ProviderRefund, GatewayRefusal>> {
    return this.#post('/refunds', key, body, refundIn);
  }

  findRefund(id: string): Promise<ProviderRefund | undefined> {
    return this.#find('/refunds', id, refundIn);
  }

  refunds(from: Date, until: Date, providerPaymentId?: string): AsyncIterable<ProviderRefund> {
    const ofPayment = providerPaymentId === undefined ? {} : { payment_id: providerPaymentId };
    return this.#list('/refunds', { ...spanOf(from, until), ...ofPayment }, refundIn);
  }

  async #post<T>(
    path: string,
    key: string,
    body: string,
    read: (body: unknown) => T,
  ): Promise<Result<T, GatewayRefusal>> {
    if (!keyPattern.test(key)) {
      throw new RangeError('Cannot use the idempotency key as it must be 1 to 64 of A-Za-z0-9+-_.');
    }
    const answer = await this.#client.call({ method: 'POST', path, idempotencyKey: key, body });
    if (answer.kind === 'done') {
      return ok(read(answer.body));
    }
    // An earlier attempt, whose answer was lost, may have worked before the credentials broke.
    if (answer.status === 401 || answer.status === 403) {
      throw unanswered(`POST ${path}`, answer.refusal);
    }
    return err(answer.refusal);
  }

  async #find<T>(path: string, id: string, read: (body: unknown) => T): Promise<T | undefined> {
    if (!idPattern.test(id)) {
      return undefined;
    }
    const address = `${path}/${encodeURIComponent(id)}`;
    const answer = await this.#client.call({ method: 'GET', path: address });
    if (answer.kind === 'done') {
      return read(answer.body);
    }
    // 400: an id that YooKassa could not have given.
    if (answer.status === 404 || answer.status === 400) {
      return undefined;
    }
    throw unanswered(`GET ${address}`, answer.refusal);
  }

  async *#list<T>(
    path: string,
    filter: { readonly [name: string]: string },
    read: (body: unknown) => T,
  ): AsyncGenerator<T> {
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const query = {
        ...filter,
        limit: String(pageSize),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const answer = await this.#client.call({ method: 'GET', path, query });
      if (answer.kind === 'refused') {
        throw unanswered(`GET ${path}`, answer.refusal);
      }
      const { items, foreign, nextCursor } = pageIn(answer.body);
      if (foreign > 0) {
        this.#logger.warn('yookassa_foreign_currency', { path, count: foreign });
      }
      yield* items.map(read);
      if (nextCursor === undefined) {
        return;
      }
      cursor = nextCursor;
    }
    throw new Error(
      `Cannot list ${path} of YooKassa beyond ${mostPages * pageSize} entries: take a shorter time`,
    );
  }
}

const spanOf = (from: Date, until: Date) => ({
  'created_at.gte': from.toISOString(),
  'created_at.lt': until.toISOString(),
});

function unanswered(call: string, { code, description }: GatewayRefusal): Outage {
  const hint = code === 'invalid_credentials' ? ' (the shop id or the secret key is wrong)' : '';
  return new Outage(`YooKassa refuses ${call}${hint}: ${code}: ${description}`);
}
