import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createImagenModel,
  createModelRouter,
} from '../../../src/adapters/gemini/create-models.ts';
import { googleAccessTokens } from '../../../src/adapters/gemini/google-access-token.ts';
import type { GenerativeModel } from '../../../src/application/ports/generative-model.ts';
import { examplePng } from '../../contract/generative-model-contract.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { ScriptedModel } from '../../fakes/scripted-model.ts';
import { answerOf, geminiAt, patient, picture, picturesOf, request, words } from './harness.ts';
import { type RunningStandIn, startStandIn } from './stand-in.ts';

let standIn: RunningStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
});
afterEach(() => standIn.control.reset());
afterAll(() => standIn.close());

const ULTRA = 'imagen-4.0-ultra-generate-001';

function imagen(accessTokens = googleAccessTokens({ accessToken: 'a-token' })): GenerativeModel {
  return createImagenModel({
    project: 'bananas',
    location: 'us-central1',
    accessTokens,
    baseUrl: standIn.baseUrl,
    logger: new RecordingLogger(),
    clock: { now: () => new Date() },
    limits: { backoffMs: 1, imageMs: 5_000 },
  });
}

describe('ImagenModel', () => {
  test('asks for one picture in the wire shape of `:predict`', async () => {
    const options = { aspectRatio: '3:4', imageSize: '2K' };
    const asked = request('image', [words('a cat')], { id: ULTRA, options });
    const answer = answerOf(await imagen().generate(asked, patient()));
    expect(picturesOf(answer)).toMatchObject([{ mimeType: 'image/png' }]);
    expect(answer.usage).toEqual({
      inputTokens: 0,
      outputTokens: 0,
      imageOutputTokens: 0,
      images: 1,
    });
    expect(await standIn.calls(1)).toMatchObject([
      {
        path: `/gemini/v1beta1/projects/bananas/locations/us-central1/publishers/google/models/${ULTRA}:predict`,
        backend: 'enterprise',
        violations: [],
        body: {
          instances: [{ prompt: 'a cat' }],
          parameters: {
            sampleCount: 1,
            includeRaiReason: true,
            aspectRatio: '3:4',
            sampleImageSize: '2K',
          },
        },
      },
    ]);
  });

  test('edits with reference pictures', async () => {
    const asked = request('edit', [picture(examplePng), words('paint it')], { id: ULTRA });
    answerOf(await imagen().generate(asked, patient()));
    expect(await standIn.calls(1)).toMatchObject([
      {
        inputImages: 1,
        body: {
          instances: [
            { referenceImages: [{ referenceType: 'REFERENCE_TYPE_RAW', referenceId: 1 }] },
          ],
          parameters: { editMode: 'EDIT_MODE_DEFAULT' },
        },
      },
    ]);
  });

  test('tells why a picture was withheld', async () => {
    standIn.nextCalls({ kind: 'finish', reason: 'IMAGE_SAFETY' });
    const result = await imagen().generate(
      request('image', [words('x')], { id: ULTRA }),
      patient(),
    );
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'safety', stage: 'output', reason: expect.stringContaining('filtered out') },
    });
  });

  test('tries again after an overload and a dropped connection', async () => {
    standIn.nextCalls({ kind: 'error', fault: 'overloaded' }, { kind: 'cut' });
    const result = await imagen().generate(
      request('image', [words('x')], { id: ULTRA }),
      patient(),
    );
    expect(picturesOf(answerOf(result))).toHaveLength(1);
    await standIn.calls(3);
  });

  test('is unauthorized when there is no access token', async () => {
    const model = imagen(() => Promise.reject(new Error('no login')));
    const result = await model.generate(request('image', [words('x')], { id: ULTRA }), patient());
    expect(result).toEqual({ ok: false, error: { kind: 'unauthorized' } });
    await standIn.calls(0);
  });

  test('makes no text', async () => {
    const asked = { ...request('image', [words('x')], { id: ULTRA }), kind: 'text' } as const;
    expect(await imagen().generate(asked, patient())).toMatchObject({
      ok: false,
      error: { kind: 'invalid_request' },
    });
  });

  test('is canceled by the caller', async () => {
    standIn.always({ kind: 'hang' });
    const controller = new AbortController();
    const call = imagen().generate(request('image', [words('x')], { id: ULTRA }), controller);
    await standIn.reached();
    controller.abort();
    expect(await call).toEqual({ ok: false, error: { kind: 'canceled' } });
  });

  test('names the models that Google publishes', async () => {
    const result = await imagen().available();
    expect(result.ok && result.value).toContain(ULTRA);
  });
});

describe('ModelRouter', () => {
  test('sends each family to its backend', async () => {
    const gemini = new ScriptedModel();
    const router = createModelRouter({ gemini, imagen: imagen() });
    await router.generate(request('text', [words('hello')]), patient());
    await router.generate(request('image', [words('a cat')], { id: ULTRA }), patient());
    expect(gemini.requests.map((each) => each.model.id)).toEqual(['gemini-3.8-flash']);
    expect((await standIn.calls(1)).map((call) => call.model)).toEqual([ULTRA]);
  });

  test('counts Imagen as retired where it is not configured', async () => {
    const router = createModelRouter({ gemini: new ScriptedModel() });
    const asked = request('image', [words('a cat')], { id: ULTRA });
    expect(await router.generate(asked, patient())).toEqual({
      ok: false,
      error: { kind: 'model_retired' },
    });
  });

  test('names the models of both backends', async () => {
    const { model: gemini } = geminiAt(standIn.baseUrl);
    const result = await createModelRouter({ gemini, imagen: imagen() }).available();
    expect(result.ok && result.value).toEqual(
      expect.arrayContaining(['gemini-3.8-flash', 'gemini-nano-banana-2.1', ULTRA]),
    );
  });
});
