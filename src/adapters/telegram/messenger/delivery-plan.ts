import {
  type Generation,
  type GenerationOutput,
  imageIdsOf,
  textOf,
} from '../../../domain/generations/generation.ts';
import type { ImageId } from '../../../domain/shared/ids.ts';
import { translate } from '../texts/translate.ts';
import { renderMarkdown } from './markdown/render.ts';
import { concat, emptyText, plainText, type RichText } from './markdown/rich-text.ts';
import { split } from './markdown/split.ts';

/** One message of a result. The index is the same on every attempt, whatever the preferences. */
export type PlannedPart =
  | { readonly kind: 'text'; readonly index: number; readonly text: RichText }
  | {
      readonly kind: 'picture';
      readonly index: number;
      readonly imageId: ImageId;
      readonly caption: RichText;
    }
  | { readonly kind: 'file'; readonly index: number; readonly imageId: ImageId };

/** Characters that Telegram takes under a picture. */
export const captionLimit = 1024;

/** Pictures first, then what does not fit under them, then the original files. */
export function planDelivery(
  generation: Pick<Generation, 'language'>,
  output: GenerationOutput,
): readonly PlannedPart[] {
  const imageIds = imageIdsOf(output);
  const text = answerOf(generation, output, imageIds.length > 0);
  const fitsCaption = imageIds.length > 0 && text.text.length <= captionLimit;
  const messages = fitsCaption ? [] : split(text);
  const firstText = imageIds.length;
  const firstFile = firstText + messages.length;
  return [
    ...imageIds.map((imageId, position) => ({
      kind: 'picture' as const,
      index: position,
      imageId,
      caption: fitsCaption && position === 0 ? text : emptyText,
    })),
    ...messages.map((message, position) => ({
      kind: 'text' as const,
      index: firstText + position,
      text: message,
    })),
    ...imageIds.map((imageId, position) => ({
      kind: 'file' as const,
      index: firstFile + position,
      imageId,
    })),
  ];
}

function answerOf(
  { language }: Pick<Generation, 'language'>,
  output: GenerationOutput,
  hasPictures: boolean,
): RichText {
  const answer = renderMarkdown(textOf(output));
  if (hasPictures) {
    return answer;
  }
  if (isBlank(answer.text)) {
    return plainText(translate(language, 'answer-empty'));
  }
  return output.truncated
    ? concat([answer, plainText(`\n\n${translate(language, 'answer-truncated')}`)])
    : answer;
}

/** Telegram refuses a message of invisible characters as empty. */
function isBlank(text: string): boolean {
  return text.replace(/[\p{Cf}\p{Z}\p{Cc}\u2800\u3164]/gu, '') === '';
}
