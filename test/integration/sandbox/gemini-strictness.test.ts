import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type GeminiHarness,
  IMAGE_MODEL,
  plainPng,
  startGemini,
  TEXT_MODEL,
} from './gemini-harness.ts';

let gemini: GeminiHarness;
beforeAll(async () => {
  gemini = await startGemini({ pictures: 'tiny' });
});
afterEach(() => gemini.standIn.reset());
afterAll(() => gemini.close());

const path = (model: string, method = 'generateContent'): string =>
  `v1beta/models/${model}:${method}`;
const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];

async function refusal(
  body: unknown,
  model = TEXT_MODEL,
): Promise<{ code: number; status: string; message: string }> {
  const response = await gemini.post(path(model), body);
  const answer = (await response.json()) as { error?: { code: number } };
  expect(answer.error?.code, JSON.stringify(answer).slice(0, 200)).toBe(response.status);
  return answer.error as { code: number; status: string; message: string };
}

describe('Gemini stand-in, keys and addresses', () => {
  it('refuses a missing key with 403 and a wrong one with API_KEY_INVALID', async () => {
    const missing = await gemini.post(path(TEXT_MODEL), { contents }, { 'x-goog-api-key': '' });
    expect(missing.status).toBe(403);
    expect(await missing.json()).toMatchObject({ error: { status: 'PERMISSION_DENIED' } });
    const wrong = await gemini.post(
      path(TEXT_MODEL),
      { contents },
      { 'x-goog-api-key': 'invalid' },
    );
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      error: { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }, {}] },
    });
  });

  it.each([
    path('gemini-9'),
    path('gemini-2.5-flash-image'),
    path(TEXT_MODEL, 'embedContent'),
    'v1beta/unknown',
  ])('knows no %s', async (address) => {
    const response = await gemini.post(address, { contents });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { status: 'NOT_FOUND' } });
  });

  it('refuses an unknown query parameter', async () => {
    const response = await gemini.post(`${path(TEXT_MODEL)}?pretty=1`, { contents });
    expect(response.status).toBe(400);
  });

  it('answers a stream without alt=sse as a JSON array', async () => {
    const response = await gemini.post(path(TEXT_MODEL, 'streamGenerateContent'), { contents });
    const chunks = await response.json();
    expect(Array.isArray(chunks) && chunks.length > 2).toBe(true);
  });
});

describe('Gemini stand-in, bodies', () => {
  it('refuses an unknown name at the top and inside, as Google words it', async () => {
    expect(await refusal({ contents, foo: 1 })).toMatchObject({
      status: 'INVALID_ARGUMENT',
      message: 'Invalid JSON payload received. Unknown name "foo": Cannot find field.',
    });
    const inside = [{ role: 'user', parts: [{ text: 'Hi', bold: true }] }];
    expect((await refusal({ contents: inside })).message).toBe(
      'Invalid JSON payload received. Unknown name "bold" at \'contents[0].parts[0]\': Cannot find field.',
    );
  });

  it.each([
    ['text that is not JSON', '{"contents":'],
    ['no contents', {}],
    ['a number for text', { contents: [{ role: 'user', parts: [{ text: 5 }] }] }],
    ['a turn without parts', { contents: [{ role: 'user', parts: [] }] }],
    ['an empty part', { contents: [{ role: 'user', parts: [{}] }] }],
    ['a role of its own', { contents: [{ role: 'system', parts: [{ text: 'Hi' }] }] }],
    [
      'a model turn at the end',
      { contents: [...contents, { role: 'model', parts: [{ text: 'Hi' }] }] },
    ],
    ['two user turns in a row', { contents: [...contents, ...contents] }],
    [
      'an unknown threshold',
      {
        contents,
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'SOMETIMES' }],
      },
    ],
    [
      'base64 that is none',
      {
        contents: [
          { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: '%%' } }] },
        ],
      },
    ],
    [
      'a file that was never uploaded as picture',
      {
        contents: [
          { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
        ],
      },
    ],
    ['several candidates', { contents, generationConfig: { candidateCount: 2 } }],
    [
      'pictures from a text model',
      { contents, generationConfig: { responseModalities: ['IMAGE'] } },
    ],
    ['a ratio for a text model', { contents, generationConfig: { imageConfig: {} } }],
    [
      'thinking by level and budget at once',
      {
        contents,
        generationConfig: { thinkingConfig: { thinkingLevel: 'LOW', thinkingBudget: 1 } },
      },
    ],
    ['an unknown tool', { contents, tools: [{ hammer: {} }] }],
    ['a continuation that it never began', { contents, continuationToken: 'AAAA' }],
  ])('refuses %s', async (_name, body) => {
    expect(await refusal(body)).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    expect(gemini.standIn.calls().calls[0]).toMatchObject({ outcome: 'refused', status: 400 });
    expect(gemini.standIn.calls().calls[0]?.violations).toHaveLength(1);
  });

  it.each([
    ['a ratio that the model lacks', { imageConfig: { aspectRatio: '2:1' } }],
    ['a size that the model lacks', { imageConfig: { imageSize: '512' } }],
    ['a size in small letters', { imageConfig: { imageSize: '1k' } }],
    ['fields of the enterprise backend', { imageConfig: { personGeneration: 'ALLOW_ALL' } }],
    ['a thinking level that the model lacks', { thinkingConfig: { thinkingLevel: 'LOW' } }],
    ['structured output', { responseMimeType: 'application/json' }],
    ['words alone', { responseModalities: ['TEXT'] }],
  ])('refuses for the picture model %s', async (_name, generationConfig) => {
    expect(await refusal({ contents, generationConfig }, IMAGE_MODEL)).toMatchObject({ code: 400 });
  });

  it('refuses a function call without its signature', async () => {
    const turns = [
      ...contents,
      { role: 'model', parts: [{ functionCall: { name: 'find', args: {} } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'find', response: {} } }] },
    ];
    expect((await refusal({ contents: turns })).message).toContain('missing a thought_signature');
  });

  it('refuses a file that is not there with 403', async () => {
    const fileData = { fileUri: 'https://example.com/v1beta/files/nothing', mimeType: 'image/png' };
    const turns = [{ role: 'user', parts: [{ fileData }, { text: 'Look' }] }];
    expect(await refusal({ contents: turns })).toMatchObject({ code: 403 });
  });

  it('lets a wrong MIME type pass but notes it', async () => {
    const data = await plainPng('#123456');
    const parts = [{ inlineData: { mimeType: 'image/jpeg', data } }, { text: 'Look' }];
    const response = await gemini.post(path(TEXT_MODEL), { contents: [{ role: 'user', parts }] });
    expect(response.status).toBe(200);
    expect(gemini.standIn.calls().calls[0]?.violations).toEqual([
      'contents[0].parts[0] says image/jpeg but holds image/png',
    ]);
  });

  it('accepts every documented setting together', async () => {
    const response = await gemini.post(path(IMAGE_MODEL), {
      contents,
      systemInstruction: { role: 'user', parts: [{ text: 'Be kind' }] },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
      generationConfig: {
        maxOutputTokens: 2048,
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
        thinkingConfig: { thinkingLevel: 'HIGH' },
      },
    });
    expect(response.status).toBe(200);
  });
});
