import type { Content, GenerateContentResponse } from '@google/genai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GeminiHarness, startGemini, TEXT_MODEL } from './gemini-harness.ts';

let gemini: GeminiHarness;
beforeAll(async () => {
  gemini = await startGemini();
});
afterEach(() => gemini.standIn.reset());
afterAll(() => gemini.close());

async function stream(contents: string | Content[]): Promise<GenerateContentResponse[]> {
  const chunks: GenerateContentResponse[] = [];
  const answer = await gemini.ai.models.generateContentStream({ model: TEXT_MODEL, contents });
  for await (const chunk of answer) chunks.push(chunk);
  return chunks;
}

const user = (text: string): Content => ({ role: 'user', parts: [{ text }] });
const model = (text: string): Content => ({ role: 'model', parts: [{ text }] });
const joined = (chunks: GenerateContentResponse[]): string =>
  chunks.map((chunk) => chunk.text ?? '').join('');

describe('Gemini stand-in, text', () => {
  it('streams an answer in several chunks that end with STOP, usage and a thought signature', async () => {
    const chunks = await stream('What is a banana?');
    expect(chunks.length).toBeGreaterThan(3);
    expect(joined(chunks)).toContain('You asked: “What is a banana?”');
    const last = chunks.at(-1);
    expect(last?.candidates?.[0]?.finishReason).toBe('STOP');
    expect(last?.candidates?.[0]?.content?.parts?.[0]?.thoughtSignature).toMatch(/^[\w+/]+=*$/);
    const usage = last?.usageMetadata;
    expect(usage?.promptTokenCount).toBe(5);
    expect(usage?.candidatesTokenCount).toBe(Math.ceil(joined(chunks).length / 4));
    expect(usage?.totalTokenCount).toBe(
      5 + (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    );
    expect(chunks.every((chunk) => chunk.modelVersion === TEXT_MODEL)).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.responseId)).size).toBe(1);
  });

  it('gives the same words and ids whether streamed or not, and every time', async () => {
    const [streamed, again, whole] = [
      await stream('Same?'),
      await stream('Same?'),
      await gemini.ai.models.generateContent({ model: TEXT_MODEL, contents: 'Same?' }),
    ];
    expect(joined(streamed)).toBe(whole.text);
    expect(joined(again)).toBe(whole.text);
    expect(streamed[0]?.responseId).toBe(whole.responseId);
  });

  it('remembers earlier turns and forgets them when they are not sent', async () => {
    const first = await stream('My cat is called Kesha');
    expect(joined(first)).toContain('This is the start of our conversation.');
    const third = await stream([
      user('My cat is called Kesha'),
      model(joined(first)),
      user('He is grey'),
      model('Noted.'),
      user('What is his name?'),
    ]);
    expect(joined(third)).toContain('Earlier messages I remember: 2.');
    expect(joined(third)).toContain('You wrote before: “He is grey”.');
    expect(joined(await stream('What is his name?'))).not.toContain('He is grey');
  });

  it('answers in Russian to Cyrillic letters', async () => {
    const answer = joined(await stream([user('Привет'), model('Да?'), user('Что такое банан?')]));
    expect(answer).toContain('Вы спросили: «Что такое банан?».');
    expect(answer).toContain('Помню ваших сообщений: 1. Раньше вы писали: «Привет».');
  });

  it('echoes exactly what follows "echo:"', async () => {
    expect(joined(await stream('echo: **a**  b\n\n😀 c'))).toBe('**a**  b\n\n😀 c');
  });

  it('shows every kind of Markdown on request', async () => {
    const answer = joined(await stream('Show me markdown'));
    for (const piece of ['# ', '**', '*', '~~', '](https://', '> ', '| ', '```python', '`peel']) {
      expect(answer).toContain(piece);
    }
  });

  it.each(['Give me a long answer', 'Дай длинный ответ'])(
    'answers %s with over 9,000 characters and code blocks across the 4,096 marks',
    async (prompt) => {
      const answer = joined(await stream(prompt));
      expect(answer.length).toBeGreaterThan(9_000);
      for (const mark of [4_096, 8_192]) {
        const fencesBefore = answer.slice(0, mark).split('```').length - 1;
        expect(fencesBefore % 2).toBe(1);
      }
    },
  );

  it('stops at maxOutputTokens', async () => {
    const answer = await gemini.ai.models.generateContent({
      model: TEXT_MODEL,
      contents: 'echo: abcdefghijkl',
      config: { maxOutputTokens: 2 },
    });
    expect(answer.text).toBe('abcdefgh');
    expect(answer.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
  });

  it('sends thoughts only when they are asked for', async () => {
    const answer = await gemini.ai.models.generateContent({
      model: TEXT_MODEL,
      contents: 'Think',
      config: { thinkingConfig: { includeThoughts: true } },
    });
    expect(answer.candidates?.[0]?.content?.parts?.map((part) => part.thought ?? false)).toEqual([
      true,
      false,
    ]);
  });

  it('accepts back the signatures that it gave, also through the chat helper', async () => {
    const chat = gemini.ai.chats.create({ model: TEXT_MODEL });
    await chat.sendMessage({ message: 'One' });
    const second = await chat.sendMessage({ message: 'Two' });
    expect(second.text).toContain('You wrote before: “One”.');
  });

  it('continues an answer when its continuation token comes back', async () => {
    gemini.standIn.script({ rules: [{ behaviour: { kind: 'continuation' } }] });
    const request = { model: TEXT_MODEL, contents: 'Go on' };
    const half = await gemini.ai.models.generateContent({
      ...request,
      config: { automaticContinuation: false },
    });
    expect(half.candidates?.[0]?.finishReason).toBe('CONTINUATION');
    const whole = await gemini.ai.models.generateContent(request);
    expect(whole.text?.startsWith(half.text ?? 'none')).toBe(true);
    expect(whole.text).toContain('start of our conversation');
    expect(gemini.standIn.calls().total).toBe(3);
  });

  it('counts tokens', async () => {
    const counted = await gemini.ai.models.countTokens({ model: TEXT_MODEL, contents: '12345678' });
    expect(counted.totalTokens).toBe(2);
  });

  it('takes a file in two steps and reads it by its address', async () => {
    const file = await gemini.ai.files.upload({
      file: new Blob([new Uint8Array(9 * 1024 * 1024)], { type: 'application/pdf' }),
      config: { displayName: 'big' },
    });
    expect(file.state).toBe('ACTIVE');
    expect(await gemini.ai.files.get({ name: file.name ?? '' })).toMatchObject({
      displayName: 'big',
      sizeBytes: String(9 * 1024 * 1024),
    });
    const fileData = { fileUri: file.uri ?? '', mimeType: 'application/pdf' };
    const parts = [{ fileData }, { text: 'echo: read' }];
    const answer = await gemini.ai.models.generateContent({
      model: TEXT_MODEL,
      contents: [{ role: 'user', parts }],
    });
    expect(answer.text).toBe('read');
    await gemini.ai.files.delete({ name: file.name ?? '' });
    await expect(gemini.ai.files.get({ name: file.name ?? '' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('lists its models in pages and shows one', async () => {
    const pager = await gemini.ai.models.list({ config: { pageSize: 5 } });
    const names: (string | undefined)[] = [];
    for await (const each of pager) names.push(each.name);
    expect(names).toContain(`models/${TEXT_MODEL}`);
    expect(names).not.toContain('models/imagen-4.0-generate-001');
    expect(names.length).toBeGreaterThan(10);
    const one = await gemini.ai.models.get({ model: TEXT_MODEL });
    expect(one.supportedActions).toContain('generateContent');
    await expect(gemini.ai.models.get({ model: 'gemini-2.5-flash-image' })).rejects.toMatchObject({
      status: 404,
    });
  });
});
