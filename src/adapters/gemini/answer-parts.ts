import type { Part } from '@google/genai/web';
import type { PromptPart } from '../../application/ports/generative-model.ts';

type TextPart = Extract<PromptPart, { kind: 'text' }>;

/** Collects the text of an answer from its chunks; thoughts are left out. */
export class TextCollector {
  readonly #parts: TextPart[] = [];
  #text = '';

  /** All text so far. */
  get text(): string {
    return this.#text;
  }

  get parts(): readonly TextPart[] {
    return this.#parts;
  }

  add(part: Part): void {
    const { text, thoughtSignature: signature } = part;
    if (part.thought === true || (!text && signature === undefined)) {
      return;
    }
    this.#text += text ?? '';
    const last = this.#parts.at(-1);
    // A signature belongs to exactly the part that it came with.
    if (last !== undefined && last.signature === undefined && signature === undefined) {
      this.#parts[this.#parts.length - 1] = { kind: 'text', text: last.text + (text ?? '') };
    } else {
      this.#parts.push({ kind: 'text', text: text ?? '', ...(signature && { signature }) });
    }
  }
}

/**
 * The words and the one picture of an image model's answer, in order. Thinking models send drafts before the picture they
 * mean: the last one counts, and one marked as thought only when there is no other (Lixpi #136, gemimg #5).
 */
export function pictureParts(parts: readonly Part[]): readonly PromptPart[] {
  const pictures = parts.filter((part) => part.inlineData?.data);
  const final = pictures.findLast((part) => part.thought !== true) ?? pictures.at(-1);
  const words = (of: readonly Part[]): readonly PromptPart[] => {
    const collector = new TextCollector();
    for (const part of of) {
      collector.add(part.inlineData === undefined ? part : {});
    }
    return collector.parts;
  };
  if (final === undefined) {
    return words(parts);
  }
  const at = parts.indexOf(final);
  return [...words(parts.slice(0, at)), ...toPicture(final), ...words(parts.slice(at + 1))];
}

function toPicture({ inlineData, thoughtSignature: signature }: Part): readonly PromptPart[] {
  if (inlineData?.data === undefined) {
    return [];
  }
  return [
    {
      kind: 'image',
      bytes: Buffer.from(inlineData.data, 'base64'),
      mimeType: inlineData.mimeType ?? 'image/png',
      ...(signature && { signature }),
    },
  ];
}
