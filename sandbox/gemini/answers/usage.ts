import type { CatalogueModel } from '../control-api.ts';
import type { CheckedRequest } from '../protocol/check-request.ts';
import type { Content } from '../protocol/request-schema.ts';
import type { AnswerPart, ModalityTokens, Usage } from './answer.ts';

const CHARACTERS_PER_TOKEN = 4;
const INPUT_IMAGE_TOKENS = 258;

function textTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** Tokens of turns by modality; text is never left out, pictures only when there are none. */
export function promptTokens(contents: readonly Content[]): readonly ModalityTokens[] {
  let text = 0;
  let images = 0;
  for (const content of contents) {
    for (const part of content.parts ?? []) {
      text += textTokens(part.text ?? '');
      if (part.inlineData !== undefined || part.fileData !== undefined) images += 1;
    }
  }
  const counted: ModalityTokens[] = [{ modality: 'TEXT', tokenCount: text }];
  if (images > 0) counted.push({ modality: 'IMAGE', tokenCount: images * INPUT_IMAGE_TOKENS });
  return counted;
}

export function total(tokens: readonly ModalityTokens[]): number {
  return tokens.reduce((sum, each) => sum + each.tokenCount, 0);
}

/** What the call is billed: input, output by modality, and thoughts. */
export function usageOf(
  checked: CheckedRequest,
  model: CatalogueModel,
  parts: readonly AnswerPart[],
): Usage {
  const { request } = checked;
  const system = request.systemInstruction === undefined ? [] : [request.systemInstruction];
  const promptTokensDetails = promptTokens([...system, ...checked.contents]);
  const promptTokenCount = total(promptTokensDetails);
  const text = parts.reduce((sum, part) => sum + textTokens(outputText(part)), 0);
  const pictures = parts.filter((part) => part.inlineData !== undefined).length;
  const candidatesTokensDetails: ModalityTokens[] = [];
  if (text > 0) candidatesTokensDetails.push({ modality: 'TEXT', tokenCount: text });
  if (pictures > 0) {
    const tokenCount = pictures * pictureTokens(checked, model);
    candidatesTokensDetails.push({ modality: 'IMAGE', tokenCount });
  }
  const candidatesTokenCount = total(candidatesTokensDetails);
  const thoughtsTokenCount = thoughtTokens(checked, model);
  return {
    promptTokenCount,
    ...(candidatesTokenCount === 0 ? {} : { candidatesTokenCount, candidatesTokensDetails }),
    totalTokenCount: promptTokenCount + candidatesTokenCount + thoughtsTokenCount,
    ...(thoughtsTokenCount === 0 ? {} : { thoughtsTokenCount }),
    promptTokensDetails,
  };
}

function outputText(part: AnswerPart): string {
  return part.thought === true ? '' : (part.text ?? '');
}

function pictureTokens(checked: CheckedRequest, model: CatalogueModel): number {
  const size = checked.request.generationConfig?.imageConfig?.imageSize;
  const sizes = model.image?.sizeTokens ?? {};
  return sizes[size ?? '1K'] ?? Object.values(sizes)[0] ?? 0;
}

const EFFORT: Readonly<Record<string, number>> = { MINIMAL: 0, LOW: 40, MEDIUM: 120, HIGH: 300 };

function thoughtTokens(checked: CheckedRequest, model: CatalogueModel): number {
  if (model.thinkingLevels.length === 0) return 0;
  const config = checked.request.generationConfig?.thinkingConfig;
  if (config?.thinkingBudget === 0) return 0;
  const effort = EFFORT[config?.thinkingLevel ?? 'MEDIUM'] ?? 120;
  return effort === 0 ? 0 : effort + (checked.prompt.length % 32);
}
