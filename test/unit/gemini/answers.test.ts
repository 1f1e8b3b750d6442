import {
  BlockedReason,
  FinishReason,
  type GenerateContentResponse,
  MediaModality,
} from '@google/genai/web';
import { describe, expect, test } from 'vitest';
import { answerEnd, promptRefusal } from '../../../src/adapters/gemini/answer-endings.ts';
import { pictureParts, TextCollector } from '../../../src/adapters/gemini/answer-parts.ts';
import { toUsage } from '../../../src/adapters/gemini/usage.ts';

const blocked = (reason: string) => ({
  usable: false,
  failure: { kind: 'safety', stage: 'output', reason },
});

describe('answerEnd', () => {
  test.each([
    ['STOP', { usable: true, truncated: false }],
    ['MAX_TOKENS', { usable: true, truncated: true }],
    ['CONTINUATION', { usable: true, truncated: true }],
    ['SAFETY', blocked('SAFETY')],
    ['RECITATION', blocked('RECITATION')],
    ['BLOCKLIST', blocked('BLOCKLIST')],
    ['PROHIBITED_CONTENT', blocked('PROHIBITED_CONTENT')],
    ['SPII', blocked('SPII')],
    ['IMAGE_SAFETY', blocked('IMAGE_SAFETY')],
    ['IMAGE_PROHIBITED_CONTENT', blocked('IMAGE_PROHIBITED_CONTENT')],
    ['IMAGE_RECITATION', blocked('IMAGE_RECITATION')],
    ['NO_IMAGE', { usable: false, failure: { kind: 'no_image' } }],
    ['IMAGE_OTHER', { usable: false, failure: { kind: 'no_image' } }],
    ['OTHER', { usable: true, truncated: true }],
    ['A_REASON_OF_NEXT_YEAR', { usable: true, truncated: true }],
    [undefined, { usable: true, truncated: true }],
  ] as const)('reads %s', (reason, end) => {
    expect(answerEnd(reason)).toEqual(end);
  });

  test('knows every reason of the SDK', () => {
    const vague = ['FINISH_REASON_UNSPECIFIED', 'OTHER'];
    const tools = ['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'];
    const cut = Object.values(FinishReason).filter((reason) => {
      const end = answerEnd(reason);
      return end.usable && end.truncated;
    });
    expect(cut.sort()).toEqual([...vague, ...tools, 'MAX_TOKENS', 'CONTINUATION'].sort());
  });
});

describe('promptRefusal', () => {
  const refusalOf = (blockReason?: string) =>
    promptRefusal({ promptFeedback: { blockReason } } as GenerateContentResponse);

  test('names the reason of every block', () => {
    const reasons = Object.values(BlockedReason).filter((reason) => !/UNSPECIFIED/.test(reason));
    expect(reasons.length).toBeGreaterThan(5);
    expect(reasons.map((reason) => refusalOf(reason))).toEqual(
      reasons.map((reason) => ({ kind: 'safety', stage: 'prompt', reason })),
    );
  });

  test('sees no block where there is none', () => {
    expect(promptRefusal({} as GenerateContentResponse)).toBeUndefined();
    expect(refusalOf()).toBeUndefined();
    expect(refusalOf('BLOCKED_REASON_UNSPECIFIED')).toBeUndefined();
  });
});

describe('TextCollector', () => {
  test('joins chunks and leaves thoughts out', () => {
    const collector = new TextCollector();
    for (const part of [{ text: 'hm', thought: true }, { text: 'a' }, {}, { text: 'b' }]) {
      collector.add(part);
    }
    expect(collector.text).toBe('ab');
    expect(collector.parts).toEqual([{ kind: 'text', text: 'ab' }]);
  });

  test('keeps a signature on exactly the part that it came with', () => {
    const collector = new TextCollector();
    collector.add({ text: 'a' });
    collector.add({ text: 'b', thoughtSignature: 's1' });
    collector.add({ text: 'c' });
    collector.add({ text: '', thoughtSignature: 's2' });
    collector.add({ thoughtSignature: 's3' });
    expect(collector.parts).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'text', text: 'b', signature: 's1' },
      { kind: 'text', text: 'c' },
      { kind: 'text', text: '', signature: 's2' },
      { kind: 'text', text: '', signature: 's3' },
    ]);
  });
});

describe('pictureParts', () => {
  const shot = (name: string, extra: object = {}) => ({
    inlineData: { mimeType: 'image/png', data: Buffer.from(name).toString('base64') },
    ...extra,
  });
  const namesOf = (parts: ReturnType<typeof pictureParts>) =>
    parts.map((part) => (part.kind === 'image' ? Buffer.from(part.bytes).toString() : part.text));

  test('takes the last picture and the words around it, in order', () => {
    const parts = [{ text: 'before' }, shot('first'), shot('last'), { text: 'after' }];
    expect(namesOf(pictureParts(parts))).toEqual(['before', 'last', 'after']);
  });

  test('passes over a picture that is only a thought', () => {
    expect(namesOf(pictureParts([shot('meant'), shot('draft', { thought: true })]))).toEqual([
      'meant',
    ]);
  });

  test('takes a thought when nothing else came', () => {
    const parts = [shot('draft 1', { thought: true }), shot('draft 2', { thought: true })];
    expect(namesOf(pictureParts(parts))).toEqual(['draft 2']);
  });

  test('keeps the signature of the picture', () => {
    expect(pictureParts([shot('last', { thoughtSignature: 's' })])).toMatchObject([
      { kind: 'image', mimeType: 'image/png', signature: 's' },
    ]);
  });

  test('finds no picture in words alone', () => {
    expect(pictureParts([{ text: 'no' }, { inlineData: {} }])).toEqual([
      { kind: 'text', text: 'no' },
    ]);
  });
});

describe('toUsage', () => {
  test('counts thoughts as output', () => {
    const metadata = { promptTokenCount: 5, candidatesTokenCount: 7, thoughtsTokenCount: 11 };
    expect(toUsage(metadata, 0)).toEqual({
      inputTokens: 5,
      outputTokens: 18,
      imageOutputTokens: 0,
      images: 0,
    });
  });

  test('takes picture tokens from the details', () => {
    const candidatesTokensDetails = [
      { modality: MediaModality.TEXT, tokenCount: 30 },
      { modality: MediaModality.IMAGE, tokenCount: 1120 },
    ];
    expect(toUsage({ candidatesTokenCount: 1150, candidatesTokensDetails }, 1)).toMatchObject({
      outputTokens: 30,
      imageOutputTokens: 1120,
      images: 1,
    });
  });

  test('counts all output of a picture without details as picture', () => {
    expect(toUsage({ candidatesTokenCount: 1290 }, 1)).toMatchObject({
      outputTokens: 0,
      imageOutputTokens: 1290,
    });
  });

  test('is nothing but the picture when the provider says nothing', () => {
    expect(toUsage(undefined, 1)).toMatchObject({ inputTokens: 0, outputTokens: 0, images: 1 });
  });
});
