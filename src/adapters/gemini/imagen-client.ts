import { z } from 'zod';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { brokenAnswer, type CallFault, faultOfStatus, faultOfThrown } from './call-fault.ts';
import type { AccessTokens } from './google-access-token.ts';
import { createHttpFetch, type HttpFetch } from './http-fetch.ts';

export interface ImagenClientOptions {
  readonly project: string;
  /** e.g. `us-central1`, `eu` or `global`. */
  readonly location: string;
  readonly accessTokens: AccessTokens;
  /** Without version; absent: the host that serves the location. */
  readonly baseUrl?: string | undefined;
}

/** Body of `:predict`. */
export interface PredictRequest {
  readonly instances: readonly object[];
  readonly parameters: object;
}

const predictionSchema = z.object({
  mimeType: z.string().optional(),
  bytesBase64Encoded: z.string().optional(),
  /** Why a picture was withheld. */
  raiFilteredReason: z.string().optional(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** No `predictions` at all: every picture was withheld. */
const predictAnswerSchema = z.object({ predictions: z.array(predictionSchema).default([]) });

const modelsAnswerSchema = z.object({
  publisherModels: z.array(z.object({ name: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});

const MODELS_A_PAGE = 100;

/**
 * Imagen on Google Cloud (`v1beta1`), the only place that still serves it. A thin client instead of the SDK: its
 * `generateImages` is deprecated, prints so on every start, and ties the login to files and environment variables.
 */
export class ImagenClient {
  readonly #root: string;
  readonly #modelsPath: string;
  readonly #accessTokens: AccessTokens;
  readonly #fetch: HttpFetch = createHttpFetch();

  constructor({ project, location, accessTokens, baseUrl }: ImagenClientOptions) {
    const host = (baseUrl ?? hostOf(location)).replace(/\/+$/, '');
    this.#root = `${host}/v1beta1`;
    this.#modelsPath = `projects/${project}/locations/${location}/publishers/google/models`;
    this.#accessTokens = accessTokens;
  }

  async predict(
    model: string,
    request: PredictRequest,
    signal: AbortSignal,
  ): Promise<Result<readonly Prediction[], CallFault>> {
    const path = `${this.#modelsPath}/${model}:predict`;
    const answer = await this.#call(path, predictAnswerSchema, signal, JSON.stringify(request));
    return answer.ok ? ok(answer.value.predictions) : answer;
  }

  /** Ids of the models that Google publishes there. */
  async listModels(signal: AbortSignal): Promise<Result<readonly string[], CallFault>> {
    const ids: string[] = [];
    let page = '';
    for (;;) {
      const path = `publishers/google/models?pageSize=${MODELS_A_PAGE}${page}`;
      const answer = await this.#call(path, modelsAnswerSchema, signal);
      if (!answer.ok) {
        return answer;
      }
      ids.push(...answer.value.publisherModels.map(({ name }) => name.replace(/^.*\//, '')));
      if (!answer.value.nextPageToken) {
        return ok(ids);
      }
      page = `&pageToken=${encodeURIComponent(answer.value.nextPageToken)}`;
    }
  }

  async #call<T>(
    path: string,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    body?: string,
  ): Promise<Result<T, CallFault>> {
    const token = await this.#token();
    if (!token.ok) {
      return token;
    }
    try {
      const response = await this.#fetch(`${this.#root}/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: new Headers({
          authorization: `Bearer ${token.value}`,
          'content-type': 'application/json',
        }),
        body,
        signal,
      });
      if (!response.ok) {
        return err(faultOfStatus(response.status, await response.text()));
      }
      const parsed = schema.safeParse(await response.json());
      return parsed.success ? ok(parsed.data) : err(brokenAnswer('unexpected body'));
    } catch (error) {
      return err(faultOfThrown(error));
    }
  }

  async #token(): Promise<Result<string, CallFault>> {
    try {
      return ok(await this.#accessTokens());
    } catch {
      // The library's error may hold the key, so it goes nowhere; a lost connection is worth another try.
      const retry = { kind: 'backoff' } as const;
      return err({ failure: { kind: 'unauthorized' }, retry, detail: 'no access token' });
    }
  }
}

/** As the SDK chooses it: global, multi-region (`us`, `eu`), region. */
function hostOf(location: string): string {
  if (location === 'global') {
    return 'https://aiplatform.googleapis.com';
  }
  return location.includes('-')
    ? `https://${location}-aiplatform.googleapis.com`
    : `https://aiplatform.${location}.rep.googleapis.com`;
}
