import { YooKassaPaymentGateway } from '../../../src/adapters/yookassa/payment-gateway.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

export const secretKey = 'test_very-secret-key';

export interface SentRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The next answer of the API, or what its network throws. */
export type ScriptedAnswer =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly text: string }
  | { readonly throws: Error };

/** The gateway over a `fetch` that answers by script; the last answer repeats. */
export class FakeApi {
  readonly requests: SentRequest[] = [];
  readonly logger = new RecordingLogger();
  readonly gateway: YooKassaPaymentGateway;
  readonly #answers: ScriptedAnswer[];

  constructor(...answers: readonly ScriptedAnswer[]) {
    this.#answers = [...answers];
    this.gateway = new YooKassaPaymentGateway({
      apiUrl: 'https://api.example/v3',
      shopId: '100500',
      secretKey,
      logger: this.logger,
      fetch: (input, init) => this.#answer(new URL(String(input)), init),
    });
  }

  /** All that was logged, as text. */
  get logText(): string {
    return this.logger.lines
      .map(({ event, fields, cause }) => `${event} ${JSON.stringify(fields)} ${describe(cause)}`)
      .join('\n');
  }

  async #answer(url: URL, init: RequestInit = {}): Promise<Response> {
    this.requests.push({
      url,
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? init.body : undefined,
      signal: init.signal ?? undefined,
    });
    const [next] = this.#answers.length > 1 ? this.#answers.splice(0, 1) : this.#answers;
    if (next === undefined) {
      throw new Error('No answer is scripted');
    }
    if ('throws' in next) {
      throw next.throws;
    }
    const text = 'json' in next ? JSON.stringify(next.json) : next.text;
    return new Response(text, { status: next.status });
  }
}

/** An error with everything that hangs on it. */
export function describe(error: unknown): string {
  return error instanceof Error
    ? `${error.name} ${error.message} ${error.stack ?? ''} ${describe(error.cause)}`
    : String(error ?? '');
}

export const paymentJson = {
  id: '22d6d597-000f-5000-9000-145f6df21d6f',
  status: 'pending',
  paid: false,
  amount: { value: '499.00', currency: 'RUB' },
  confirmation: { type: 'redirect', confirmation_url: 'https://pay.example/22d6d597' },
  created_at: '2026-01-15T12:00:00.123Z',
  metadata: { order_id: '0197a5b0-1c1d-7000-8000-000000000001' },
  recipient: { account_id: '100500', gateway_id: '1' },
  refundable: false,
  test: true,
} as const;

export const refundJson = {
  id: '216749f7-0016-50be-b000-078d43a63ae4',
  payment_id: paymentJson.id,
  status: 'succeeded',
  amount: { value: '100.50', currency: 'RUB' },
  created_at: '2026-01-15T13:00:00.000Z',
  metadata: { refund_id: '0197a5b0-1c1d-7000-8000-000000000002' },
} as const;
