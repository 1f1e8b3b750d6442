import {
  ApiError,
  type GenerateContentConfig,
  type GenerateContentParameters,
  type GenerateContentResponse,
  GoogleGenAI,
  type Model,
} from '@google/genai/web';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { brokenAnswer, type CallFault, faultOfStatus, faultOfThrown } from './call-fault.ts';
import { createHttpFetch } from './http-fetch.ts';

export interface GeminiClientOptions {
  readonly apiKey: string;
  /** Without version, e.g. `http://127.0.0.1:3001`. */
  readonly baseUrl?: string | undefined;
}

const DEFAULT_BASE_URL = 'https://generativelanguage.googleapis.com';
const MODELS_A_PAGE = 1000;

/**
 * The SDK with its failures as values. Its web build is used on purpose: it reads no environment variables (the Node build
 * lets `GOOGLE_API_KEY`, `GOOGLE_GEMINI_BASE_URL` or `GOOGLE_GENAI_USE_ENTERPRISE` redirect calls), and it loads in a
 * quarter of the time and memory, as it brings no Google login. Retries of the SDK stay off: they ignore RetryInfo.
 */
export class GeminiClient {
  readonly #sdk: GoogleGenAI;

  constructor({ apiKey, baseUrl = DEFAULT_BASE_URL }: GeminiClientOptions) {
    this.#sdk = new GoogleGenAI({
      apiKey,
      enterprise: false,
      vertexai: false,
      apiVersion: 'v1beta',
      // The SDK uses of a fetch response no more than `HttpResponse` has.
      httpOptions: { baseUrl, fetch: createHttpFetch() as unknown as typeof fetch },
    });
  }

  generate(
    request: GenerateContentParameters,
    signal: AbortSignal,
  ): Promise<Result<GenerateContentResponse, CallFault>> {
    return settled(() => this.#sdk.models.generateContent(bounded(request, signal)));
  }

  /** Yields chunks; the first failure ends it. */
  async *stream(
    request: GenerateContentParameters,
    signal: AbortSignal,
  ): AsyncGenerator<Result<GenerateContentResponse, CallFault>> {
    const opened = await settled(() =>
      this.#sdk.models.generateContentStream(bounded(request, signal)),
    );
    if (!opened.ok) {
      yield opened;
      return;
    }
    for (;;) {
      const next = await settled(() => opened.value.next(), isCutStream);
      if (!next.ok) {
        yield next;
        return;
      }
      if (next.value.done) {
        return;
      }
      yield ok(next.value.value);
    }
  }

  listModels(signal: AbortSignal): Promise<Result<readonly Model[], CallFault>> {
    return settled(async () => {
      const models: Model[] = [];
      const config = { abortSignal: signal, pageSize: MODELS_A_PAGE };
      for await (const model of await this.#sdk.models.list({ config })) {
        models.push(model);
      }
      return models;
    });
  }
}

/** `automaticContinuation` would send further billed requests that nobody asked for. */
function bounded(
  request: GenerateContentParameters,
  abortSignal: AbortSignal,
): GenerateContentParameters {
  const config: GenerateContentConfig = {
    ...request.config,
    abortSignal,
    automaticContinuation: false,
    automaticFunctionCalling: { disable: true },
  };
  return { ...request, config };
}

async function settled<T>(
  call: () => Promise<T>,
  isBrokenAnswer: (error: unknown) => boolean = () => false,
): Promise<Result<T, CallFault>> {
  try {
    return ok(await call());
  } catch (error) {
    if (error instanceof ApiError) {
      return err(faultOfStatus(error.status, error.message));
    }
    return err(isBrokenAnswer(error) ? brokenAnswer('cut stream') : faultOfThrown(error));
  }
}

/** The SDK has no types for these two; the second quotes the answer, so it must not be logged. */
function isCutStream(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Incomplete JSON segment at the end|exception parsing stream chunk)/.test(error.message)
  );
}
