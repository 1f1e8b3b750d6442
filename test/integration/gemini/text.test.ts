import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { answerOf, geminiAt, patient, request, textOf, words } from './harness.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});
afterEach(() => {
  standIn.control.reset();
  vi.unstubAllEnvs();
});
afterAll(() => standIn.close());

describe('GeminiModel with text', () => {
  test('streams the answer chunk by chunk', async () => {
    const told: string[] = [];
    const { model } = geminiAt(standIn.baseUrl);
    const options = { ...patient(), onText: (soFar: string) => void told.push(soFar) };
    const answer = answerOf(await model.generate(request('text', [words('long answer')]), options));
    expect(told.length).toBeGreaterThan(5);
    expect(told.at(-1)).toBe(textOf(answer));
    expect(new Set(told).size).toBe(told.length);
  });

  test('sends what the provider expects and nothing else', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const asked = { ...request('text', [words('hello')]), systemInstruction: 'Be brief.' };
    answerOf(await model.generate(asked, patient()));
    expect(await standIn.calls(1)).toMatchObject([
      {
        path: '/gemini/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
        violations: [],
        body: {
          contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
          systemInstruction: { parts: [{ text: 'Be brief.' }] },
          generationConfig: { maxOutputTokens: 8192 },
        },
      },
    ]);
  });

  test('brings the whole conversation, with neighbours of one role as one turn', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const first = request('text', [words('my name is Ann')]);
    const answer = answerOf(await model.generate(first, patient()));
    const turns = [
      { role: 'model', parts: [words('a leftover')] },
      ...first.turns,
      { role: 'model', parts: answer.parts },
      { role: 'user', parts: [words('an unanswered question')] },
      { role: 'user', parts: [words('what is my name?')] },
    ] as const;
    const second = answerOf(await model.generate({ ...first, turns }, patient()));
    expect(textOf(second)).toContain('my name is Ann');
    expect((await standIn.calls(2)).at(-1)).toMatchObject({
      earlierUserTurns: 1,
      violations: [],
    });
  });

  test('keeps the signature that comes on an empty last part, and sends it back', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const first = request('text', [words('hello')]);
    const { parts } = answerOf(await model.generate(first, patient()));
    const signature = parts.at(-1)?.signature;
    expect(parts).toHaveLength(2);
    expect(signature).toBeTruthy();
    const turns = [
      ...first.turns,
      { role: 'model', parts },
      { role: 'user', parts: [words('and now?')] },
    ] as const;
    answerOf(await model.generate({ ...first, turns }, patient()));
    expect((await standIn.calls(2)).at(-1)).toMatchObject({
      body: { contents: { 1: { parts: { 1: { text: '', thoughtSignature: signature } } } } },
    });
  });

  test('marks an answer that the token limit cut', async () => {
    standIn.nextCalls({ kind: 'max_tokens' });
    const { model } = geminiAt(standIn.baseUrl);
    const answer = answerOf(await model.generate(request('text', [words('hello')]), patient()));
    expect(answer.truncated).toBe(true);
    expect(textOf(answer)).not.toBe('');
  });

  test('asks for no billed continuation: the answer counts as cut', async () => {
    standIn.nextCalls({ kind: 'continuation' });
    const { model } = geminiAt(standIn.baseUrl);
    const answer = answerOf(await model.generate(request('text', [words('hello')]), patient()));
    expect(answer.truncated).toBe(true);
    await standIn.calls(1);
  });

  test.each([
    { kind: 'cut', afterChunks: 2 },
    { kind: 'error_mid_stream', fault: 'overloaded', afterChunks: 2 },
  ] as const)('starts over when the stream breaks: $kind', async (behaviour) => {
    standIn.nextCalls(behaviour);
    const told: string[] = [];
    const { model } = geminiAt(standIn.baseUrl);
    const options = { ...patient(), onText: (soFar: string) => void told.push(soFar) };
    const answer = answerOf(await model.generate(request('text', [words('hello')]), options));
    const restart = told.findIndex(
      (each, at) => at > 0 && each.length < (told[at - 1] ?? '').length,
    );
    expect(restart).toBeGreaterThan(0);
    expect(told.at(-1)).toBe(textOf(answer));
    await standIn.calls(2);
  });

  test('gives up on a stream that breaks every time', async () => {
    standIn.always({ kind: 'cut', afterChunks: 1 });
    const { model } = geminiAt(standIn.baseUrl);
    const result = await model.generate(request('text', [words('hello')]), patient());
    expect(result).toEqual({ ok: false, error: { kind: 'overloaded' } });
    await standIn.calls(3);
  });

  test('times out when a stream falls silent', async () => {
    standIn.control.script({ rules: [{ delay: { perChunkMs: 60_000 } }] });
    const { model } = geminiAt(standIn.baseUrl, { idleMs: 20 });
    const result = await model.generate(request('text', [words('hello')]), patient());
    expect(result).toEqual({ ok: false, error: { kind: 'timeout' } });
  });

  test('times out when the first word does not come', async () => {
    standIn.always({ kind: 'hang' });
    const { model } = geminiAt(standIn.baseUrl, { firstChunkMs: 20 });
    const result = await model.generate(request('text', [words('hello')]), patient());
    expect(result).toEqual({ ok: false, error: { kind: 'timeout' } });
  });

  test('cannot be redirected by environment variables of the SDK', async () => {
    vi.stubEnv('GOOGLE_API_KEY', 'invalid');
    vi.stubEnv('GEMINI_API_KEY', 'invalid');
    vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'http://127.0.0.1:9');
    vi.stubEnv('GOOGLE_VERTEX_BASE_URL', 'http://127.0.0.1:9');
    vi.stubEnv('GOOGLE_GENAI_USE_ENTERPRISE', 'true');
    vi.stubEnv('GOOGLE_GENAI_USE_VERTEXAI', 'true');
    vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'elsewhere');
    vi.stubEnv('GOOGLE_CLOUD_LOCATION', 'elsewhere');
    const { model } = geminiAt(standIn.baseUrl);
    answerOf(await model.generate(request('text', [words('hello')]), patient()));
    expect(await standIn.calls(1)).toMatchObject([{ backend: 'api_key' }]);
  });
});
