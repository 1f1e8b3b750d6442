import { describe, expect, test } from 'vitest';
import { toContents } from '../../../src/adapters/gemini/prompt-contents.ts';
import type { PromptTurn } from '../../../src/application/ports/generative-model.ts';

const turn = (role: PromptTurn['role'], text: string, signature?: string): PromptTurn => ({
  role,
  parts: [{ kind: 'text', text, signature }],
});

describe('toContents', () => {
  test('keeps roles in turn, the user first', () => {
    const turns = [
      turn('model', 'dangling'),
      turn('user', 'a'),
      turn('user', 'b'),
      turn('model', 'c'),
      turn('user', 'd'),
    ];
    expect(toContents(turns)).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: 'c' }] },
      { role: 'user', parts: [{ text: 'd' }] },
    ]);
  });

  test('drops what is empty, unless it carries a signature', () => {
    const turns = [turn('user', 'a'), turn('model', ''), turn('user', 'b'), turn('model', '', 's')];
    expect(toContents(turns)).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: '', thoughtSignature: 's' }] },
    ]);
  });

  test('sends signatures of the model alone', () => {
    expect(toContents([turn('user', 'a', 'forged')])).toEqual([
      { role: 'user', parts: [{ text: 'a' }] },
    ]);
  });

  test('encodes exactly the bytes of a picture, also in a larger buffer', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4);
    const parts = [{ kind: 'image', bytes, mimeType: 'image/png', signature: 's' } as const];
    expect(toContents([turn('user', 'a'), { role: 'model', parts }])[1]?.parts).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'AQID' }, thoughtSignature: 's' },
    ]);
  });
});
