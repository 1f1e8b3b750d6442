import { ApiError, type GenerateContentResponse } from '@google/genai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Behaviour } from '../../../sandbox/gemini/control-api.ts';
import { type GeminiHarness, IMAGE_MODEL, startGemini, TEXT_MODEL } from './gemini-harness.ts';

let gemini: GeminiHarness;
beforeAll(async () => {
  gemini = await startGemini({ pictures: 'tiny' });
});
afterEach(() => gemini.standIn.reset());
afterAll(() => gemini.close());

function ask(model: string, contents: string): Promise<GenerateContentResponse> {
  return gemini.ai.models.generateContent({
    model,
    contents,
    config: { automaticContinuation: false },
  });
}

async function collect(prompt: string): Promise<{ text: string; error: unknown }> {
  let text = '';
  try {
    const answer = await gemini.ai.models.generateContentStream({
      model: TEXT_MODEL,
      contents: prompt,
      config: { automaticContinuation: false },
    });
    for await (const chunk of answer) text += chunk.text ?? '';
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}

const script = (behaviour: Behaviour): void => {
  gemini.standIn.script({ rules: [{ behaviour }] });
};

function errorBody(error: unknown): { code: number; status: string; details?: object[] } {
  if (!(error instanceof ApiError)) throw new Error('Not an ApiError', { cause: error });
  return JSON.parse(error.message).error;
}

describe('Gemini stand-in, answers without what was asked for', () => {
  it('blocks a prompt with a reason and no candidates', async () => {
    const answer = await ask(TEXT_MODEL, 'Bad words #blocked');
    expect(answer.promptFeedback?.blockReason).toBe('PROHIBITED_CONTENT');
    expect(answer.candidates).toBeUndefined();
    expect(answer.text).toBeUndefined();
  });

  it.each([
    ['#safety', 'SAFETY'],
    ['#image_safety', 'IMAGE_SAFETY'],
    ['#prohibited', 'PROHIBITED_CONTENT'],
    ['#recitation', 'RECITATION'],
    ['#no_image', 'NO_IMAGE'],
  ])('%s ends with %s and no content', async (word, reason) => {
    const answer = await ask(IMAGE_MODEL, `A picture ${word}`);
    expect(answer.candidates?.[0]?.finishReason).toBe(reason);
    expect(answer.candidates?.[0]?.content).toBeUndefined();
  });

  it.each([
    ['#text_only', [[false, false]]],
    [
      '#two_images',
      [
        [false, false],
        [true, false],
        [true, false],
      ],
    ],
    [
      '#thought_image',
      [
        [true, true],
        [false, false],
        [true, false],
      ],
    ],
  ])('%s answers STOP with other parts than usual', async (word, shape) => {
    gemini.standIn.setPictures({ mode: 'drawn' });
    const answer = await ask(IMAGE_MODEL, `A picture ${word}`);
    const parts = answer.candidates?.[0]?.content?.parts ?? [];
    expect(parts.map((part) => [part.inlineData !== undefined, part.thought === true])).toEqual(
      shape,
    );
    const pictures = parts.flatMap((part) => part.inlineData?.data ?? []);
    expect(new Set(pictures).size).toBe(pictures.length);
    expect(answer.candidates?.[0]?.finishReason).toBe('STOP');
  });

  it('cuts text at the token limit', async () => {
    const answer = await ask(TEXT_MODEL, 'Tell me #max_tokens');
    expect(answer.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
    expect(answer.text?.length).toBeGreaterThan(0);
  });

  it('stops with CONTINUATION and a token', async () => {
    const answer = await ask(TEXT_MODEL, 'Tell me #continuation');
    expect(answer.candidates?.[0]?.finishReason).toBe('CONTINUATION');
    expect(answer.candidates?.[0]?.continuationToken).toBeDefined();
  });
});

describe('Gemini stand-in, errors', () => {
  it('refuses for quota with QuotaFailure and RetryInfo', async () => {
    script({ kind: 'error', fault: 'quota', retryDelayMs: 1_500 });
    const error = await ask(TEXT_MODEL, 'Hi').catch((caught: unknown) => caught);
    const body = errorBody(error);
    expect(body).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
    expect(body.details).toContainEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: '1.5s',
    });
    expect(body.details).toContainEqual(
      expect.objectContaining({ '@type': 'type.googleapis.com/google.rpc.QuotaFailure' }),
    );
  });

  it.each([
    ['quota_without_delay', 429, 'RESOURCE_EXHAUSTED'],
    ['overloaded', 503, 'UNAVAILABLE'],
    ['internal', 500, 'INTERNAL'],
    ['deadline', 504, 'DEADLINE_EXCEEDED'],
    ['region', 400, 'FAILED_PRECONDITION'],
    ['billing', 400, 'FAILED_PRECONDITION'],
    ['model_not_found', 404, 'NOT_FOUND'],
    ['permission', 403, 'PERMISSION_DENIED'],
    ['key_invalid', 400, 'INVALID_ARGUMENT'],
  ] as const)('fails with %s as %i %s', async (fault, code, status) => {
    script({ kind: 'error', fault });
    const error = await ask(TEXT_MODEL, 'Hi').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: code });
    expect(errorBody(error)).toMatchObject({ code, status });
  });

  it('fails with an HTML page as a broken proxy does', async () => {
    script({ kind: 'error', fault: 'bad_gateway' });
    await expect(ask(TEXT_MODEL, 'Hi')).rejects.toMatchObject({ status: 502 });
  });

  it('spares a fallback model from #overload and #retired, but not from #overload_all', async () => {
    for (const word of ['#overload', '#retired']) {
      await expect(ask(TEXT_MODEL, `Hi ${word}`)).rejects.toBeInstanceOf(ApiError);
      await expect(ask(TEXT_MODEL, `Hi ${word}`)).rejects.toBeInstanceOf(ApiError);
      expect((await ask('gemini-3.6-flash', `Hi ${word}`)).text).toContain('You asked: “Hi”.');
    }
    await expect(ask(TEXT_MODEL, 'Hi #overload_all')).rejects.toMatchObject({ status: 503 });
    await expect(ask('gemini-3.6-flash', 'Hi #overload_all')).rejects.toMatchObject({
      status: 503,
    });
  });

  it('fails in the middle of a stream after words were sent', async () => {
    const { text, error } = await collect('Tell me #midstream');
    expect(text.length).toBeGreaterThan(0);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 503, message: expect.stringContaining('got status') });
  });

  it('drops the connection in the middle of a stream', async () => {
    const { text, error } = await collect('Tell me #cut');
    expect(text.length).toBeGreaterThan(0);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(ApiError);
  });

  it('drops the connection in the middle of a whole answer', async () => {
    await expect(ask(TEXT_MODEL, 'Tell me #cut')).rejects.toBeInstanceOf(Error);
    expect(gemini.standIn.calls().calls[0]).toMatchObject({ outcome: 'failed', behaviour: 'cut' });
  });

  it('hangs until the client gives up', async () => {
    const answer = gemini.ai.models.generateContent({
      model: TEXT_MODEL,
      contents: 'Hi #hang',
      config: { httpOptions: { timeout: 150 } },
    });
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => gemini.standIn.calls().calls[0]?.outcome).toBe('aborted');
  });

  it('hangs no longer than the rule says, and no longer than a reset', async () => {
    script({ kind: 'hang', maxMs: 50 });
    await expect(ask(TEXT_MODEL, 'Hi')).rejects.toThrow();
    script({ kind: 'hang' });
    const hanging = ask(TEXT_MODEL, 'Hi').catch((error: unknown) => error);
    await expect.poll(() => gemini.standIn.scriptState().rules[0]?.used).toBe(1);
    gemini.standIn.reset();
    expect(await hanging).toBeInstanceOf(Error);
  });

  it('waits before the first byte and between chunks', async () => {
    gemini.standIn.script({ rules: [{ delay: { beforeMs: 120, perChunkMs: 20 } }] });
    const startedAtMs = performance.now();
    const answer = await gemini.ai.models.generateContentStream({
      model: TEXT_MODEL,
      contents: 'Slowly',
    });
    const arrivalsMs: number[] = [];
    for await (const _chunk of answer) arrivalsMs.push(performance.now() - startedAtMs);
    expect(arrivalsMs[0]).toBeGreaterThan(110);
    expect((arrivalsMs.at(-1) ?? 0) - (arrivalsMs[0] ?? 0)).toBeGreaterThan(
      15 * (arrivalsMs.length - 1),
    );
  });
});
