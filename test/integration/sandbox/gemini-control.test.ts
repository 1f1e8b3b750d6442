import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallList, Catalogue, ScriptState } from '../../../sandbox/gemini/control-api.ts';
import {
  type GeminiHarness,
  IMAGE_MODEL,
  plainPng,
  startGemini,
  TEXT_MODEL,
} from './gemini-harness.ts';

let gemini: GeminiHarness;
beforeAll(async () => {
  gemini = await startGemini({ pictures: 'tiny', callsKept: 3 });
});
afterEach(() => gemini.standIn.reset());
afterAll(() => gemini.close());

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${gemini.origin}/sim/gemini${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

async function say(prompt: string, model = TEXT_MODEL): Promise<string | undefined> {
  try {
    return (await gemini.ai.models.generateContent({ model, contents: prompt })).text;
  } catch {
    return 'failed';
  }
}

describe('Gemini control API', () => {
  it('applies rules in order, skips and counts, and matches model, kind and words', async () => {
    const state = await control<ScriptState>('POST', '/script', {
      rules: [
        {
          match: { model: TEXT_MODEL, promptContains: 'BANANA' },
          skip: 1,
          times: 1,
          behaviour: { kind: 'error', fault: 'internal' },
        },
        { match: { kind: 'text' }, behaviour: { kind: 'answer', text: 'scripted' } },
      ],
    });
    expect(state.rules.map((rule) => rule.used)).toEqual([0, 0]);
    expect(await say('a banana')).toBe('scripted');
    expect(await say('a banana')).toBe('failed');
    expect(await say('a banana')).toBe('scripted');
    expect(await say('a banana', 'gemini-3.6-flash')).toBe('scripted');
    expect(await say('a banana', IMAGE_MODEL)).toContain('Here is your picture');
    const after = await control<ScriptState>('GET', '/script');
    expect(after.rules.map((rule) => rule.used)).toEqual([1, 3]);
    await control('POST', '/script', { mode: 'append', rules: [{}] });
    expect((await control<ScriptState>('DELETE', '/script')).rules).toEqual([]);
  });

  it('fails the model list too when a rule says so', async () => {
    await control('POST', '/script', {
      rules: [{ match: { kind: 'models' }, behaviour: { kind: 'error', fault: 'overloaded' } }],
    });
    await expect(gemini.ai.models.list()).rejects.toMatchObject({ status: 503 });
  });

  it('keeps the latest calls with what was sent and how it ended', async () => {
    await say('first');
    await say('second');
    const data = await plainPng('#ff0000', 300, 300);
    await gemini.post(`v1beta/models/${IMAGE_MODEL}:streamGenerateContent?alt=sse`, {
      contents: [
        { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data } }, { text: 'Hi' }] },
      ],
    });
    await say('#blocked');
    const { calls, total } = await control<CallList>('GET', '/calls');
    expect(total).toBe(4);
    expect(calls.map((call) => call.sequence)).toEqual([2, 3, 4]);
    expect(calls[1]).toMatchObject({
      kind: 'edit',
      model: IMAGE_MODEL,
      streamed: true,
      prompt: 'Hi',
      inputImages: 1,
      outcome: 'answered',
      status: 200,
      finishReason: 'STOP',
      violations: [],
    });
    expect(JSON.stringify(calls[1]?.body)).toMatch(/<\d+ bytes, sha256 [0-9a-f]{16}>/);
    expect(calls[2]).toMatchObject({
      behaviour: 'block_prompt',
      finishReason: 'PROHIBITED_CONTENT',
    });
    const filtered = await control<CallList>('GET', '/calls?kind=text&after=2&limit=1');
    expect(filtered.calls.map((call) => call.sequence)).toEqual([4]);
  });

  it('records a client that leaves before the answer', async () => {
    await control('POST', '/latency', { textMs: 30_000 });
    const leaving = new AbortController();
    const answer = gemini.ai.models.generateContent({
      model: TEXT_MODEL,
      contents: 'Never mind',
      config: { abortSignal: leaving.signal },
    });
    setTimeout(() => leaving.abort(), 50);
    await expect(answer).rejects.toThrow();
    await expect.poll(() => gemini.standIn.calls().calls[0]?.outcome).toBe('aborted');
  });

  it('changes latency and pictures, and a reset takes everything back', async () => {
    const changed = await control('POST', '/latency', { textMs: 40, perChunkMs: 1 });
    expect(changed).toEqual({ textMs: 40, imageMs: 0, perChunkMs: 1 });
    const startedAtMs = performance.now();
    await say('wait');
    expect(performance.now() - startedAtMs).toBeGreaterThan(35);
    await control('POST', '/pictures', { mode: 'drawn' });
    await control('POST', '/reset');
    expect(await control('GET', '/latency')).toEqual({ textMs: 0, imageMs: 0, perChunkMs: 0 });
    expect(await control('GET', '/pictures')).toEqual({ mode: 'tiny' });
    expect((await control<CallList>('GET', '/calls')).total).toBe(0);
  });

  it('replaces the catalogue', async () => {
    const { models } = await control<Catalogue>('GET', '/models');
    await control('PUT', '/models', { models: models.filter((model) => model.id !== TEXT_MODEL) });
    expect(await say('Hi')).toBe('failed');
    await control('POST', '/reset');
    expect(await say('Hi')).toContain('You asked');
  });

  it('lists the magic words', async () => {
    const { magicWords } = await control<{ magicWords: { word: string }[] }>('GET', '/magic-words');
    expect(magicWords.map(({ word }) => word)).toEqual(
      expect.arrayContaining(['#blocked', '#overload', '#hang', '#thought_image']),
    );
  });

  it('refuses a rule that it does not understand', async () => {
    const response = await fetch(`${gemini.origin}/sim/gemini/script`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rules: [{ behaviour: { kind: 'dance' } }] }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringContaining('behaviour') });
  });
});
