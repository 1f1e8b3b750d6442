import type { ApiClient, ApiError, Variables } from './api.ts';

/** One answer of a subscription. */
export interface StreamedAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly ApiError[];
}

/** A subscription over server-sent events, read as a browser reads it. */
export class ApiStream {
  readonly #response: Response;
  readonly #stopping: AbortController;
  readonly #received: StreamedAnswer[] = [];
  readonly #ended: Promise<void>;
  #isOver = false;

  private constructor(response: Response, stopping: AbortController) {
    this.#response = response;
    this.#stopping = stopping;
    this.#ended = this.#read().finally(() => {
      this.#isOver = true;
    });
  }

  static async open(
    url: string,
    client: ApiClient,
    query: string,
    variables: Variables = {},
  ): Promise<ApiStream> {
    const stopping = new AbortController();
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...client.headers,
      },
      body: JSON.stringify({ query, variables }),
      signal: stopping.signal,
    });
    return new ApiStream(response, stopping);
  }

  get status(): number {
    return this.#response.status;
  }

  get received(): readonly StreamedAnswer[] {
    return this.#received;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when the server has ended the stream. */
  ended(): Promise<void> {
    return this.#ended;
  }

  /** As a browser whose tab is closed. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of this.#response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          this.#take(block);
        }
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted) {
        throw error;
      }
    }
  }

  #take(block: string): void {
    const lines = block.split('\n');
    const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length);
    if (lines.includes('event: next') && data !== undefined) {
      this.#received.push(JSON.parse(data) as StreamedAnswer);
    }
  }
}
