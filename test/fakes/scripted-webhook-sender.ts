import type {
  UrlProblem,
  WebhookAnswer,
  WebhookRequest,
  WebhookSender,
} from '../../src/application/ports/webhook-sender.ts';

export const answered = (status: number, more: { readonly retryAfterMs?: number } = {}) =>
  ({ kind: 'answered', status, response: `answer ${status}`, durationMs: 5, ...more }) as const;

export const timedOut: WebhookAnswer = { kind: 'failed', error: 'timeout', durationMs: 10_000 };

/** Takes everything with a 200, until a test says otherwise of a URL. */
export class ScriptedWebhookSender implements WebhookSender {
  readonly sent: WebhookRequest[] = [];
  readonly #answers = new Map<string, () => WebhookAnswer | Promise<WebhookAnswer>>();

  problemWith(url: string): UrlProblem | undefined {
    return url.startsWith('https://') ? undefined : 'insecure';
  }

  async send(request: WebhookRequest): Promise<WebhookAnswer> {
    this.sent.push(request);
    return this.#answers.get(request.url)?.() ?? answered(200);
  }

  /** From now on. */
  answer(url: string, answer: () => WebhookAnswer | Promise<WebhookAnswer>): void {
    this.#answers.set(url, answer);
  }

  /** Nobody gets an answer, until the function that it returns is called with one. */
  hold(url: string): (answer: WebhookAnswer) => void {
    let release: (answer: WebhookAnswer) => void = () => undefined;
    const held = new Promise<WebhookAnswer>((resolve) => {
      release = resolve;
    });
    this.answer(url, () => held);
    return release;
  }

  sentTo(url: string): readonly WebhookRequest[] {
    return this.sent.filter((request) => request.url === url);
  }
}
