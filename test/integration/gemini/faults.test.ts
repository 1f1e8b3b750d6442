import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogueModel } from '../../../sandbox/gemini/control-api.ts';
import { API_KEY, answerOf, geminiAt, patient, request, words } from './harness.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});
afterEach(() => standIn.control.reset());
afterAll(() => standIn.close());

const hello = () => request('text', [words('a very private prompt')]);

describe('GeminiModel and the faults of the provider', () => {
  test.each(['overloaded', 'internal', 'deadline', 'bad_gateway', 'quota_without_delay'] as const)(
    'tries again after %s',
    async (fault) => {
      standIn.nextCalls({ kind: 'error', fault }, { kind: 'error', fault });
      const { model } = geminiAt(standIn.baseUrl);
      answerOf(await model.generate(hello(), patient()));
      await standIn.calls(3);
    },
  );

  test.each([
    ['overloaded', { kind: 'overloaded' }],
    ['bad_gateway', { kind: 'overloaded' }],
    ['quota_without_delay', { kind: 'quota' }],
  ] as const)('gives up after three attempts: %s', async (fault, error) => {
    standIn.always({ kind: 'error', fault });
    const { model } = geminiAt(standIn.baseUrl);
    expect(await model.generate(hello(), patient())).toEqual({ ok: false, error });
    await standIn.calls(3);
  });

  test.each([
    ['key_invalid', { kind: 'unauthorized' }],
    ['permission', { kind: 'unauthorized' }],
    ['billing', { kind: 'unauthorized' }],
    ['region', { kind: 'region_refused' }],
    ['model_not_found', { kind: 'model_retired' }],
  ] as const)('asks no second time after %s', async (fault, error) => {
    standIn.always({ kind: 'error', fault });
    const { model } = geminiAt(standIn.baseUrl);
    expect(await model.generate(hello(), patient())).toEqual({ ok: false, error });
    await standIn.calls(1);
  });

  test('waits as long as the quota asks when that is soon', async () => {
    standIn.nextCalls({ kind: 'error', fault: 'quota', retryDelayMs: 30 });
    const { model } = geminiAt(standIn.baseUrl);
    const startedMs = performance.now();
    answerOf(await model.generate(hello(), patient()));
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(29);
  });

  test('hands a long quota wait to the caller at once', async () => {
    standIn.always({ kind: 'error', fault: 'quota', retryDelayMs: 47_000 });
    const { model } = geminiAt(standIn.baseUrl);
    expect(await model.generate(hello(), patient())).toEqual({
      ok: false,
      error: { kind: 'quota', retryAfterMs: 47_000 },
    });
    await standIn.calls(1);
  });

  test('calls a provider that cannot be reached overloaded', async () => {
    const { model } = geminiAt('http://127.0.0.1:9');
    const error = { kind: 'overloaded' };
    expect(await model.generate(hello(), patient())).toEqual({ ok: false, error });
    expect(await model.generate(request('image', [words('a cat')]), patient())).toEqual({
      ok: false,
      error,
    });
  });

  test('leaves an overloaded model alone after five failed calls', async () => {
    standIn.always({ kind: 'error', fault: 'overloaded' });
    const { model } = geminiAt(standIn.baseUrl, { attempts: 1 });
    for (let call = 0; call < 7; call += 1) {
      await model.generate(hello(), patient());
    }
    await standIn.calls(5);
    const other = request('text', [words('hello')], { id: 'gemini-3.6-flash' });
    await model.generate(other, patient());
    await standIn.calls(6);
  });

  test('writes one line a call, with neither key nor prompt nor answer in any', async () => {
    standIn.nextCalls(
      { kind: 'error', fault: 'overloaded' },
      { kind: 'cut', afterChunks: 1 },
      { kind: 'answer', text: 'a very private answer' },
    );
    const { model, logger } = geminiAt(standIn.baseUrl);
    answerOf(await model.generate(hello(), patient()));
    standIn.always({ kind: 'error', fault: 'key_invalid' });
    await model.generate(hello(), patient());
    const calls = logger.lines.filter((line) => line.event === 'model_call');
    expect(calls).toMatchObject([
      {
        level: 'info',
        fields: { modelId: 'gemini-3.8-flash', attempts: 3, outcome: 'ok', truncated: false },
      },
      {
        level: 'error',
        fields: {
          attempts: 1,
          outcome: 'unauthorized',
          detail: 'http 400 INVALID_ARGUMENT API_KEY_INVALID',
        },
      },
    ]);
    const everything = JSON.stringify(logger.lines);
    expect(everything).not.toContain(API_KEY);
    expect(everything).not.toContain('private');
  });

  test('reads the list of models page by page', async () => {
    const [example] = standIn.control.models().models;
    const many = Array.from({ length: 1_002 }, (_, index): CatalogueModel => {
      return { ...(example as CatalogueModel), id: `model-${index}` };
    });
    standIn.control.setModels({ models: many });
    const { model } = geminiAt(standIn.baseUrl);
    const result = await model.available();
    expect(result.ok && result.value.length).toBe(1_002);
    expect(result.ok && result.value.at(-1)).toBe('model-1001');
    await standIn.calls(2);
  });

  test('says why the list of models cannot be read', async () => {
    standIn.always({ kind: 'error', fault: 'key_invalid' });
    const { model } = geminiAt(standIn.baseUrl);
    expect(await model.available()).toEqual({ ok: false, error: { kind: 'unauthorized' } });
  });
});
