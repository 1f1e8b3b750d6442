import type { Content, Part } from '@google/genai/web';
import type { PromptPart, PromptTurn } from '../../application/ports/generative-model.ts';

/**
 * Turns as the provider takes them: roles alternate, the user begins, nothing is empty. Neighbours of one role become one
 * turn (an answer between them was never delivered).
 */
export function toContents(turns: readonly PromptTurn[]): Content[] {
  const contents: { role: 'user' | 'model'; parts: Part[] }[] = [];
  for (const turn of turns) {
    const parts = turn.parts.flatMap((part) => toParts(part, turn.role));
    const last = contents.at(-1);
    if (parts.length === 0 || (last === undefined && turn.role === 'model')) {
      continue;
    }
    if (last?.role === turn.role) {
      last.parts.push(...parts);
    } else {
      contents.push({ role: turn.role, parts });
    }
  }
  return contents;
}

function toParts(part: PromptPart, role: PromptTurn['role']): readonly Part[] {
  const signature =
    role === 'model' && part.signature !== undefined ? { thoughtSignature: part.signature } : {};
  if (part.kind === 'image') {
    return [{ inlineData: { mimeType: part.mimeType, data: toBase64(part.bytes) }, ...signature }];
  }
  // A signature may come on an empty text part, and must go back on it.
  const empty = part.text === '' && !('thoughtSignature' in signature);
  return empty ? [] : [{ text: part.text, ...signature }];
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Bytes of all pictures in the turns. */
export function pictureBytes(turns: readonly PromptTurn[]): number {
  return turns
    .flatMap((turn) => turn.parts)
    .reduce((sum, part) => sum + (part.kind === 'image' ? part.bytes.byteLength : 0), 0);
}
