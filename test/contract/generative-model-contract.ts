import { beforeEach, describe, expect, test } from 'vitest';
import type {
  CallOptions,
  GenerativeModel,
  ModelRequest,
} from '../../src/application/ports/generative-model.ts';
import type { GenerationFailure } from '../../src/domain/generations/failure.ts';
import type { GenerationKind, Model } from '../../src/domain/models/model.ts';
import { modelId } from '../../src/domain/shared/ids.ts';

/** What the next call is to meet. */
export type Situation =
  | { readonly kind: 'answer' }
  /** The call fails for this reason, however often it tries. */
  | { readonly kind: 'failure'; readonly failure: GenerationFailure }
  | { readonly kind: 'hang' };

export interface GenerativeModelSubject {
  readonly model: GenerativeModel;
  /** All calls until the next `arrange` meet this. */
  arrange(situation: Situation): void;
  /** Resolves when the provider has the call. */
  reached(): Promise<void>;
}

const base: Model = {
  id: modelId('gemini-3.8-flash'),
  title: 'Under test',
  family: 'gemini',
  capabilities: ['text', 'image', 'edit'],
  prices: {},
  sizeSurcharges: {},
  aspectRatios: ['1:1', '16:9'],
  imageSizes: ['1K'],
  maxInputImages: 14,
  costPerMillionTokens: { inputUsdMicros: 1, outputUsdMicros: 1 },
  enabled: true,
  position: 1,
};

/** A small valid PNG. */
export const examplePng = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGP8z8DAwMDAxAADAwMAIwYDAdpJXbkAAAAASUVORK5CYII=',
    'base64',
  ),
);

/** A request that every model can answer. */
function exampleRequest(kind: GenerationKind): ModelRequest {
  const model = kind === 'text' ? base : { ...base, id: modelId('gemini-nano-banana-2.1') };
  const picture =
    kind === 'edit' ? [{ kind: 'image', bytes: examplePng, mimeType: 'image/png' } as const] : [];
  const parts = [...picture, { kind: 'text', text: 'a yellow banana' } as const];
  return { model, kind, turns: [{ role: 'user', parts }], options: {} };
}

const patient = (): CallOptions => ({ signal: new AbortController().signal });

const textFailures: readonly GenerationFailure[] = [
  { kind: 'safety', stage: 'prompt', reason: 'PROHIBITED_CONTENT' },
  { kind: 'safety', stage: 'output', reason: 'SAFETY' },
  { kind: 'empty_answer' },
  { kind: 'quota', retryAfterMs: 600_000 },
  { kind: 'overloaded' },
  { kind: 'model_retired' },
  { kind: 'region_refused' },
  { kind: 'unauthorized' },
  { kind: 'timeout' },
];

const pictureFailures: readonly GenerationFailure[] = [
  { kind: 'safety', stage: 'prompt', reason: 'SAFETY' },
  { kind: 'safety', stage: 'output', reason: 'IMAGE_SAFETY' },
  { kind: 'no_image' },
  { kind: 'quota', retryAfterMs: 600_000 },
  { kind: 'overloaded' },
  { kind: 'timeout' },
];

/** What every GenerativeModel does. */
export function generativeModelContract(subject: () => GenerativeModelSubject): void {
  describe('a GenerativeModel', () => {
    beforeEach(() => subject().arrange({ kind: 'answer' }));

    test('answers with text and tells the text so far while it grows', async () => {
      const told: string[] = [];
      const onText = (soFar: string): void => void told.push(soFar);
      const result = await subject().model.generate(exampleRequest('text'), {
        ...patient(),
        onText,
      });
      const answer = result.ok ? result.value : undefined;
      const text = answer?.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
      expect(text).toBeTruthy();
      expect(told.at(-1)).toBe(text);
      expect(told.every((each, index) => each.startsWith(told[index - 1] ?? ''))).toBe(true);
      expect(answer?.truncated).toBe(false);
      expect(answer?.usage.inputTokens).toBeGreaterThan(0);
      expect(answer?.usage.outputTokens).toBeGreaterThan(0);
      expect(answer?.usage).toMatchObject({ imageOutputTokens: 0, images: 0 });
    });

    test.each(['image', 'edit'] as const)('answers %s with exactly one picture', async (kind) => {
      const result = await subject().model.generate(exampleRequest(kind), patient());
      const pictures = result.ok ? result.value.parts.filter((part) => part.kind === 'image') : [];
      expect(pictures).toHaveLength(1);
      expect(pictures[0]?.mimeType).toBe('image/png');
      expect([...(pictures[0]?.bytes ?? [])].slice(0, 8)).toEqual([...examplePng].slice(0, 8));
      expect(result).toMatchObject({ value: { usage: { images: 1 } } });
    });

    test.each(textFailures)('says why there is no text: $kind $stage', async (failure) => {
      subject().arrange({ kind: 'failure', failure });
      const result = await subject().model.generate(exampleRequest('text'), patient());
      expect(result).toEqual({ ok: false, error: failure });
    });

    test.each(pictureFailures)('says why there is no picture: $kind $stage', async (failure) => {
      subject().arrange({ kind: 'failure', failure });
      const result = await subject().model.generate(exampleRequest('image'), patient());
      expect(result).toEqual({ ok: false, error: failure });
    });

    test('ends as canceled when the caller aborts while it waits', async () => {
      subject().arrange({ kind: 'hang' });
      const controller = new AbortController();
      const call = subject().model.generate(exampleRequest('text'), controller);
      await subject().reached();
      controller.abort();
      expect(await call).toEqual({ ok: false, error: { kind: 'canceled' } });
    });

    test('ends as canceled when the caller aborted before', async () => {
      const options = { signal: AbortSignal.abort() };
      const result = await subject().model.generate(exampleRequest('image'), options);
      expect(result).toEqual({ ok: false, error: { kind: 'canceled' } });
    });

    test('answers calls that run at the same time', async () => {
      const calls = Array.from({ length: 8 }, () =>
        subject().model.generate(exampleRequest('text'), patient()),
      );
      expect((await Promise.all(calls)).map((result) => result.ok)).toEqual(Array(8).fill(true));
    });

    test('names the models that the provider serves', async () => {
      const result = await subject().model.available();
      expect(result.ok && result.value).toContain('gemini-3.8-flash');
    });
  });
}
