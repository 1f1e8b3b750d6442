import type { Content, GenerateContentResponse, ImageConfig, Part } from '@google/genai';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type GeminiHarness,
  IMAGE_MODEL,
  meanColour,
  plainPng,
  startGemini,
} from './gemini-harness.ts';

let gemini: GeminiHarness;
beforeAll(async () => {
  gemini = await startGemini();
});
afterEach(() => gemini.standIn.reset());
afterAll(() => gemini.close());

async function draw(
  parts: Part[],
  imageConfig?: ImageConfig,
  history: Content[] = [],
): Promise<GenerateContentResponse> {
  return gemini.ai.models.generateContent({
    model: IMAGE_MODEL,
    contents: [...history, { role: 'user', parts }],
    config: {
      responseModalities: ['TEXT', 'IMAGE'],
      ...(imageConfig === undefined ? {} : { imageConfig }),
    },
  });
}

const partsOf = (answer: GenerateContentResponse): Part[] =>
  answer.candidates?.[0]?.content?.parts ?? [];
const picturesOf = (answer: GenerateContentResponse): string[] =>
  partsOf(answer).flatMap((part) => part.inlineData?.data ?? []);
const inline = (data: string): Part => ({ inlineData: { mimeType: 'image/png', data } });
const shapeOf = async (base64: string): Promise<[number, number]> => {
  const { width, height } = await sharp(Buffer.from(base64, 'base64')).metadata();
  return [width, height];
};

describe('Gemini stand-in, pictures', () => {
  it('draws a 1K square PNG by default, with words, signatures and billed picture tokens', async () => {
    const answer = await draw([{ text: 'Банан в космосе' }]);
    const [words, picture] = partsOf(answer);
    expect(words?.text).toContain('Банан в космосе');
    expect(picture?.inlineData?.mimeType).toBe('image/png');
    expect(words?.thoughtSignature).toBeDefined();
    expect(picture?.thoughtSignature).toBeDefined();
    const base64 = picture?.inlineData?.data ?? '';
    expect(await shapeOf(base64)).toEqual([1024, 1024]);
    await expect(sharp(Buffer.from(base64, 'base64')).raw().toBuffer()).resolves.toHaveLength(
      1024 * 1024 * 3,
    );
    expect(answer.usageMetadata?.candidatesTokensDetails).toContainEqual({
      modality: 'IMAGE',
      tokenCount: 1120,
    });
  });

  it.each([
    ['16:9', '1K', 1376, 768],
    ['9:16', '2K', 1536, 2752],
    ['1:8', '1K', 384, 3072],
    ['21:9', '4K', 6336, 2688],
  ])('draws %s at %s with %i × %i pixels', async (aspectRatio, imageSize, width, height) => {
    const answer = await draw([{ text: 'A lighthouse' }], { aspectRatio, imageSize });
    expect(await shapeOf(picturesOf(answer)[0] ?? '')).toEqual([width, height]);
  });

  it('draws the same picture for the same request and another for another prompt', async () => {
    const first = picturesOf(await draw([{ text: 'A red door' }]));
    expect(picturesOf(await draw([{ text: 'A red door' }]))).toEqual(first);
    expect(picturesOf(await draw([{ text: 'A blue door' }]))).not.toEqual(first);
  });

  it('streams a picture in a chunk of its own', async () => {
    const chunks: GenerateContentResponse[] = [];
    const answer = await gemini.ai.models.generateContentStream({
      model: IMAGE_MODEL,
      contents: 'A boat',
    });
    for await (const chunk of answer) chunks.push(chunk);
    expect(chunks.flatMap(picturesOf)).toHaveLength(1);
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
  });

  it('leaves the words out when only a picture is asked for', async () => {
    const answer = await gemini.ai.models.generateContent({
      model: IMAGE_MODEL,
      contents: 'A boat',
      config: { responseModalities: ['IMAGE'] },
    });
    expect(partsOf(answer).map((part) => part.text)).toEqual([undefined]);
  });

  it('changes the pixels that came in and keeps their shape', async () => {
    const red = await plainPng('#d02020', 800, 450);
    const answer = await draw([{ text: 'Make it blue' }, inline(red)]);
    const [edited = ''] = picturesOf(answer);
    expect(await shapeOf(edited)).toEqual([1376, 768]);
    const middle = { x: 0.4, y: 0.3, width: 0.2, height: 0.2 };
    const [r, g, b] = await meanColour(edited, middle);
    expect(Math.abs(r - 0xd0) + Math.abs(g - 0x20) + Math.abs(b - 0x20)).toBeGreaterThan(60);
    expect(picturesOf(await draw([{ text: 'Make it blue' }, inline(red)]))).toEqual([edited]);
  });

  it('depends on the pixels and not only on the prompt', async () => {
    const middle = { x: 0.4, y: 0.3, width: 0.2, height: 0.2 };
    const [dark, light] = await Promise.all(
      ['#101010', '#f0f0f0'].map(async (colour) => {
        const answer = await draw([inline(await plainPng(colour)), { text: 'Brighter' }]);
        return meanColour(picturesOf(answer)[0] ?? '', middle);
      }),
    );
    expect((light?.[0] ?? 0) - (dark?.[0] ?? 0)).toBeGreaterThan(100);
  });

  it('joins several pictures to a collage in their order', async () => {
    const inputs = await Promise.all(['#000000', '#ffffff'].map((colour) => plainPng(colour)));
    const answer = await draw([...inputs.map(inline), { text: 'Together' }], {
      aspectRatio: '1:1',
    });
    const [collage = ''] = picturesOf(answer);
    const left = await meanColour(collage, { x: 0.2, y: 0.3, width: 0.2, height: 0.2 });
    const right = await meanColour(collage, { x: 0.6, y: 0.3, width: 0.2, height: 0.2 });
    expect(right[1] - left[1]).toBeGreaterThan(100);
  });

  it('takes 14 reference pictures and refuses 15', async () => {
    const input = inline(await plainPng('#336699'));
    const fourteen = Array.from({ length: 14 }, () => input);
    expect(picturesOf(await draw([...fourteen, { text: 'All' }]))).toHaveLength(1);
    await expect(draw([...fourteen, input, { text: 'All' }])).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Too many reference images'),
    });
  });

  it('edits the picture of the turn before when the user sends only words', async () => {
    const first = await draw([{ text: 'A dog' }]);
    const history: Content[] = [
      { role: 'user', parts: [{ text: 'A dog' }] },
      { role: 'model', parts: partsOf(first) },
    ];
    const second = await draw([{ text: 'Now with a hat' }], undefined, history);
    expect(picturesOf(second)[0]).not.toEqual(picturesOf(first)[0]);
    expect(gemini.standIn.calls().calls.map((call) => call.kind)).toEqual(['image', 'edit']);
  });

  it('refuses history whose picture lost its signature, or whose signature was damaged', async () => {
    const first = await draw([{ text: 'A dog' }]);
    const turn = (parts: Part[]): Content[] => [
      { role: 'user', parts: [{ text: 'A dog' }] },
      { role: 'model', parts },
    ];
    const bare = partsOf(first).map(({ thoughtSignature: _dropped, ...part }) => part);
    await expect(draw([{ text: 'A hat' }], undefined, turn(bare))).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Image part is missing a thought_signature'),
    });
    const damaged = partsOf(first).map((part) => ({ ...part, thoughtSignature: 'bmJ0c3NvbWU=' }));
    await expect(draw([{ text: 'A hat' }], undefined, turn(damaged))).rejects.toMatchObject({
      message: expect.stringContaining('Thought signature is not valid'),
    });
  });

  it('refuses a picture that breaks off in the middle', async () => {
    const whole = Buffer.from(await plainPng('#808080', 400, 400), 'base64');
    const broken = whole.subarray(0, whole.length / 2).toString('base64');
    await expect(draw([inline(broken), { text: 'Repair' }])).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Unable to process input image'),
    });
  });

  it('serves one tiny picture in the mode for load tests', async () => {
    gemini.standIn.setPictures({ mode: 'tiny' });
    const [one, other] = await Promise.all([draw([{ text: 'A' }]), draw([{ text: 'B' }])]);
    expect(picturesOf(one)).toEqual(picturesOf(other));
    expect(await shapeOf(picturesOf(one)[0] ?? '')).toEqual([16, 16]);
  });
});

describe('Gemini stand-in, Imagen on the enterprise backend', () => {
  const model = 'imagen-4.0-generate-001';

  it('draws as many samples as asked for, each different', async () => {
    const answer = await gemini.enterprise.models.generateImages({
      model,
      prompt: 'A castle',
      config: { numberOfImages: 2, aspectRatio: '3:4', outputMimeType: 'image/jpeg' },
    });
    const samples = answer.generatedImages?.map((each) => each.image) ?? [];
    expect(samples.map((image) => image?.mimeType)).toEqual(['image/jpeg', 'image/jpeg']);
    expect(await shapeOf(samples[0]?.imageBytes ?? '')).toEqual([896, 1200]);
    expect(samples[0]?.imageBytes).not.toEqual(samples[1]?.imageBytes);
  });

  it('says why samples were filtered', async () => {
    const answer = await gemini.enterprise.models.generateImages({
      model,
      prompt: 'A castle #blocked',
      config: { numberOfImages: 1, includeRaiReason: true },
    });
    expect(answer.generatedImages?.[0]?.raiFilteredReason).toContain('Responsible AI');
  });

  it('answers under a project path to a bearer token, and not on the API-key backend', async () => {
    const body = { instances: [{ prompt: 'A castle' }], parameters: { sampleCount: 1 } };
    const path = `projects/p/locations/us-central1/publishers/google/models/${model}:predict`;
    const enterprise = await gemini.post(`v1beta1/${path}`, body, {
      'x-goog-api-key': '',
      authorization: 'Bearer token',
    });
    expect(enterprise.status).toBe(200);
    expect((await gemini.post(`v1beta/models/${model}:predict`, body)).status).toBe(404);
  });

  it('refuses unknown parameters and ratios', async () => {
    const path = `v1beta1/publishers/google/models/${model}:predict`;
    const instances = [{ prompt: 'A castle' }];
    const unknown = await gemini.post(path, { instances, parameters: { aspect: '1:1' } });
    expect(unknown.status).toBe(400);
    const ratio = await gemini.post(path, { instances, parameters: { aspectRatio: '21:9' } });
    expect(ratio.status).toBe(400);
  });

  it('offers Gemini models under the enterprise paths too', async () => {
    const answer = await gemini.enterprise.models.generateContent({
      model: IMAGE_MODEL,
      contents: 'A boat',
      config: { imageConfig: { aspectRatio: '1:1', personGeneration: 'ALLOW_ALL' } },
    });
    expect(picturesOf(answer)).toHaveLength(1);
  });
});
