import type { Behaviour, CatalogueModel, FinishReason } from '../control-api.ts';
import type { Painter, PictureMode } from '../pictures/painter.ts';
import { nearestRatio } from '../pictures/picture-size.ts';
import type { CheckedRequest } from '../protocol/check-request.ts';
import { signatureFor } from '../protocol/thought-signature.ts';
import type { Answer, AnswerPart } from './answer.ts';
import { readContinuation, writeContinuation } from './continuation.ts';
import { usageOf } from './usage.ts';
import { captionFor, refusalToDraw, thoughtsFor, wordsFor } from './words.ts';

export interface Composition {
  readonly model: CatalogueModel;
  readonly checked: CheckedRequest;
  /** Prompt without magic words. */
  readonly prompt: string;
  /** Hash of the request: seed of signatures and key of pictures. */
  readonly requestKey: string;
  readonly painter: Painter;
  readonly pictureMode: PictureMode;
}

/** The answer that a behaviour asks for; errors, cuts and hangs are made on the wire from the usual answer. */
export async function compose(composition: Composition, behaviour: Behaviour): Promise<Answer> {
  switch (behaviour.kind) {
    case 'block_prompt':
      return {
        ...finished(composition, [], 'STOP'),
        finishReason: undefined,
        blockReason: behaviour.reason ?? 'PROHIBITED_CONTENT',
      };
    case 'finish': {
      const finishMessage = behaviour.message ?? FINISH_MESSAGES.get(behaviour.reason);
      const answer = finished(composition, [], behaviour.reason);
      return finishMessage === undefined ? answer : { ...answer, finishMessage };
    }
    case 'text_without_image': {
      const text = behaviour.text ?? refusalToDraw(composition.prompt);
      return finished(composition, [signed(composition, { text })], 'STOP');
    }
    case 'two_images':
      return composition.model.output === 'text'
        ? textAnswer(composition, undefined)
        : imageAnswer(composition, ['final', 'final']);
    case 'thought_image':
      return composition.model.output === 'text'
        ? textAnswer(composition, undefined)
        : imageAnswer(composition, ['thought', 'final']);
    case 'max_tokens':
      return cutShort(composition);
    case 'continuation':
      return firstHalf(composition);
    case 'answer':
      return usualAnswer(composition, behaviour.text);
    case 'error':
    case 'error_mid_stream':
    case 'cut':
    case 'hang':
      return usualAnswer(composition, undefined);
  }
}

const FINISH_MESSAGES: ReadonlyMap<FinishReason, string> = new Map([
  [
    'IMAGE_SAFETY',
    "Unable to show the generated image. The image was filtered out because it violated Google's Generative AI Prohibited Use policy. You will not be charged for blocked images.",
  ],
  [
    'NO_IMAGE',
    'Unable to show the generated image. The model could not generate the image based on the prompt provided. You will not be charged for this request. Try rephrasing the prompt.',
  ],
  ['IMAGE_OTHER', 'Unable to show the generated image.'],
]);

function usualAnswer(composition: Composition, text: string | undefined): Promise<Answer> | Answer {
  return composition.model.output === 'image'
    ? imageAnswer(composition, ['final'])
    : textAnswer(composition, text);
}

function wordsOf({ checked, model, prompt }: Composition): string {
  return wordsFor({
    modelId: model.id,
    prompt,
    earlierPrompts: checked.earlierPrompts,
    imageCount: checked.images.length,
  });
}

function textAnswer(composition: Composition, scripted: string | undefined): Answer {
  const { checked } = composition;
  const words = scripted ?? wordsOf(composition);
  const from = readContinuation(checked.request.continuationToken);
  const text = from === undefined ? words : words.slice(from);
  const tokensMax = checked.request.generationConfig?.maxOutputTokens;
  const charactersMax = tokensMax === undefined ? Number.POSITIVE_INFINITY : tokensMax * 4;
  const isCut = text.length > charactersMax;
  const part = signed(composition, { text: isCut ? text.slice(0, charactersMax) : text });
  const thinking = checked.request.generationConfig?.thinkingConfig?.includeThoughts === true;
  const thoughts: AnswerPart[] = thinking
    ? [{ text: thoughtsFor(composition.prompt), thought: true }]
    : [];
  return finished(composition, [...thoughts, part], isCut ? 'MAX_TOKENS' : 'STOP');
}

async function imageAnswer(
  composition: Composition,
  pictures: readonly ('thought' | 'final')[],
): Promise<Answer> {
  const { checked, prompt } = composition;
  const parts: AnswerPart[] = [];
  const modalities = checked.request.generationConfig?.responseModalities ?? [];
  if (modalities.length === 0 || modalities.includes('TEXT')) {
    const isEdit = checked.images.length > 0 || checked.historyImage !== undefined;
    parts.push(signed(composition, { text: captionFor(prompt, isEdit) }));
  }
  for (const [index, purpose] of pictures.entries()) {
    const inlineData = await paint(composition, index);
    // Interim pictures come first and unsigned, as thoughts do.
    if (purpose === 'thought') parts.unshift({ inlineData, thought: true });
    else parts.push(signed(composition, { inlineData }));
  }
  return finished(composition, parts, 'STOP');
}

/** Rejects with `PictureUnreadable` when an input turns out to be broken. */
async function paint(
  composition: Composition,
  index: number,
): Promise<{ readonly mimeType: string; readonly data: string }> {
  const { checked, model } = composition;
  const config = checked.request.generationConfig;
  const latest = checked.historyImage === undefined ? [] : [checked.historyImage];
  const images = checked.images.length > 0 ? checked.images : latest;
  const [first] = images;
  const ratios = model.image?.aspectRatios ?? ['1:1'];
  const picture = await composition.painter.paint(
    {
      key: `${composition.requestKey}/${index}`,
      prompt: composition.prompt,
      modelId: model.id,
      aspectRatio:
        config?.imageConfig?.aspectRatio ??
        (first === undefined ? '1:1' : nearestRatio(first, ratios)),
      size: config?.imageConfig?.imageSize ?? '1K',
      inputs: images.map((image) => image.bytes),
      variant: (config?.seed ?? 0) + index,
      mimeType: 'image/png',
    },
    composition.pictureMode,
  );
  return { mimeType: picture.mimeType, data: picture.base64 };
}

function cutShort(composition: Composition): Answer {
  if (composition.model.output === 'image') return finished(composition, [], 'MAX_TOKENS');
  const words = wordsOf(composition);
  const text = words.slice(0, Math.ceil(words.length * 0.6));
  return finished(composition, [signed(composition, { text })], 'MAX_TOKENS');
}

function firstHalf(composition: Composition): Promise<Answer> | Answer {
  if (composition.checked.request.continuationToken !== undefined) {
    return usualAnswer(composition, undefined);
  }
  const isImage = composition.model.output === 'image';
  const words = isImage ? captionFor(composition.prompt, false) : wordsOf(composition);
  const half = isImage ? words.length : Math.floor(words.length / 2);
  const part = signed(composition, { text: words.slice(0, half) });
  return {
    ...finished(composition, [part], 'CONTINUATION'),
    continuationToken: writeContinuation(half),
  };
}

function finished(
  composition: Composition,
  parts: readonly AnswerPart[],
  finishReason: FinishReason,
): Answer {
  return { parts, finishReason, usage: usageOf(composition.checked, composition.model, parts) };
}

function signed(composition: Composition, part: AnswerPart): AnswerPart {
  const kind = part.inlineData === undefined ? 'text' : 'image';
  return { ...part, thoughtSignature: signatureFor(`${composition.requestKey}/${kind}`) };
}
