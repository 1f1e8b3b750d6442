import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { examplePng } from '../../contract/generative-model-contract.ts';
import {
  answerOf,
  geminiAt,
  patient,
  picture,
  picturesOf,
  request,
  textOf,
  words,
} from './harness.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});
afterEach(() => standIn.control.reset());
afterAll(() => standIn.close());

describe('GeminiModel with pictures', () => {
  test('sends only the options that the model offers', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const options = { aspectRatio: '1:8', imageSize: '4K' };
    const id = 'gemini-3-pro-image';
    answerOf(await model.generate(request('image', [words('a cat')], { id, options }), patient()));
    const [call] = await standIn.calls(1);
    expect(call).toMatchObject({ violations: [], inputImages: 0 });
    expect(call?.body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'a cat' }] }],
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { imageSize: '4K' },
      },
    });
  });

  test('leaves options to the model when none is wanted', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    answerOf(await model.generate(request('image', [words('a cat')]), patient()));
    const [call] = await standIn.calls(1);
    expect(call?.body).toMatchObject({
      generationConfig: { responseModalities: ['TEXT', 'IMAGE'] },
    });
    expect(JSON.stringify(call?.body)).not.toContain('imageConfig');
  });

  test('counts the tokens of the picture apart from the words', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const { usage } = answerOf(await model.generate(request('image', [words('a cat')]), patient()));
    expect(usage).toMatchObject({ imageOutputTokens: 1120, images: 1 });
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.outputTokens).toBeGreaterThan(0);
  });

  test('takes fourteen pictures to edit', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const inputs = Array.from({ length: 14 }, () => picture(examplePng));
    const edit = request('edit', [...inputs, words('join them')]);
    const answer = answerOf(await model.generate(edit, patient()));
    expect(picturesOf(answer)).toHaveLength(1);
    expect(await standIn.calls(1)).toMatchObject([{ kind: 'edit', inputImages: 14 }]);
  });

  test('refuses more bytes than a request may hold, without a call', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const inputs = Array.from({ length: 8 }, () => picture(new Uint8Array(10_000_000)));
    const result = await model.generate(request('edit', inputs), patient());
    expect(result).toMatchObject({ ok: false, error: { kind: 'invalid_request' } });
    await standIn.calls(0);
  });

  test('says what the provider found wrong with a request', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const broken = picture(examplePng.subarray(0, 30));
    const result = await model.generate(request('edit', [broken, words('paint it')]), patient());
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'invalid_request', message: expect.stringMatching(/image/i) },
    });
    await standIn.calls(1);
  });

  test('continues an edit: the picture of the first answer goes back with its signature', async () => {
    const { model } = geminiAt(standIn.baseUrl);
    const first = request('image', [words('a cat')]);
    const { parts } = answerOf(await model.generate(first, patient()));
    const turns = [
      ...first.turns,
      { role: 'model', parts },
      { role: 'user', parts: [words('make it blue')] },
    ] as const;
    const answer = answerOf(await model.generate({ ...first, kind: 'edit', turns }, patient()));
    expect(picturesOf(answer)[0]?.signature).toBeTruthy();
    expect((await standIn.calls(2)).at(-1)).toMatchObject({ kind: 'edit', violations: [] });
  });

  test.each(['two_images', 'thought_image'] as const)(
    'keeps only the final one: %s',
    async (kind) => {
      standIn.nextCalls({ kind });
      const { model } = geminiAt(standIn.baseUrl);
      const answer = answerOf(await model.generate(request('image', [words('a cat')]), patient()));
      const [only, ...others] = picturesOf(answer);
      expect(others).toEqual([]);
      expect(only?.signature).toBeTruthy();
      expect(textOf(answer)).toContain('a cat');
    },
  );

  test.each([
    { kind: 'text_without_image' },
    { kind: 'finish', reason: 'STOP' },
    { kind: 'finish', reason: 'IMAGE_OTHER' },
    { kind: 'max_tokens' },
  ] as const)('fails when no picture comes: $kind $reason', async (behaviour) => {
    standIn.nextCalls(behaviour);
    const { model } = geminiAt(standIn.baseUrl);
    const result = await model.generate(request('image', [words('a cat')]), patient());
    expect(result).toEqual({ ok: false, error: { kind: 'no_image' } });
  });

  test('tries again when the connection drops in the middle of a picture', async () => {
    standIn.nextCalls({ kind: 'cut' });
    const { model } = geminiAt(standIn.baseUrl);
    const answer = answerOf(await model.generate(request('image', [words('a cat')]), patient()));
    expect(picturesOf(answer)).toHaveLength(1);
    await standIn.calls(2);
  });
});
